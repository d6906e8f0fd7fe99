// Many people, few coupons: whatever happens in between, nobody gets what is not there, and nobody loses what was acknowledged.
// The history of all requests and answers is kept and checked afterwards against the server's own books.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { databaseEnvironment } from '../support/database.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import { type Asked, addCard, checkBooks, inBooks, rush } from '../support/rush.js';

const long = process.env.TUQUAN_SOAK === '1';
const rounds = long ? 200 : 6;
const people = long ? 10_000 : 2_000;
/** Every third round the server is killed on the way. */
const isKilled = (round: number): boolean => round % 3 === 2;
const stock = 100;
const connections = 64;

let folder: string;
let running: ServerProcess | undefined;
afterEach(async () => {
  await running?.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('a rush for few coupons', () => {
  it(`of ${people} requests on ${connections} connections, ${rounds} times: exactly ${stock} are issued, nobody has two, every acknowledged one is there`, {
    timeout: rounds * 60_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-oversell-'));
    const environment = await databaseEnvironment(folder);
    const cards = Array.from({ length: rounds }, (_, round) => `rush-${round}`);
    await inBooks(folder, environment, async (coupons, account) => {
      for (const [round, card] of cards.entries()) {
        await addCard(coupons, account, card, stock, round % 2 === 0 ? 'generated' : 'imported');
      }
    });
    let acknowledged = 0;
    const histories = new Map<string, Asked[]>();
    for (const [round, card] of cards.entries()) {
      const asked: Asked[] = [];
      histories.set(card, asked);
      running ??= await startProcess(folder, { TUQUAN_ROLE: 'api' });
      if (isKilled(round)) {
        // Some time while the last coupons go.
        const after = 20 + Math.floor(Math.random() * 120);
        await rush([running], card, asked, { people, connections }, { server: running, after });
        running = await startProcess(folder, { TUQUAN_ROLE: 'api' });
        // Those who were cut off, and everybody else, try again.
      }
      await rush([running], card, asked, { people, connections }, null);
      const codes = new Set(asked.filter(({ status }) => status === 200).map(({ code }) => code));
      if (!isKilled(round)) expect(codes.size, card).toBe(stock);
      acknowledged += codes.size;
    }
    expect(await running?.terminate()).toBe(0);
    running = undefined;
    await inBooks(folder, environment, async (coupons, account) => {
      for (const [card, asked] of histories) {
        await checkBooks(coupons, account, card, stock, asked);
        expect((await coupons.findOffer(account, card)).stock, card).toEqual({ total: stock, left: 0 });
      }
    });
    console.log(`${rounds} rounds, ${acknowledged} claims acknowledged, all in the books; ${rounds * stock} issued`);
  });
});
