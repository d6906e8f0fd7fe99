// Many people, few coupons: whatever happens in between, nobody gets what is not there, and nobody loses what was acknowledged.
// The history of all requests and answers is kept and checked afterwards against the server's own books.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { Coupons, OfferSpec } from '../../src/domain/coupons/index.js';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { readSettings } from '../../src/settings.js';
import { createTuquan } from '../../src/wiring.js';
import { type ServerProcess, startProcess } from '../support/process.js';

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

/** Looks into the data folder of a server that does not run. */
async function inBooks<T>(work: (coupons: Coupons, account: string) => Promise<T>): Promise<T> {
  const settings = readSettings({ TUQUAN_DATA: folder, TUQUAN_ROLE: 'api' }, process.env);
  const parts = { clock: systemClock, random: systemRandom, log: silentLog, environment: process.env };
  const tuquan = await createTuquan(settings, parts);
  try {
    const { accounts, coupons } = tuquan.services;
    const id = 'oversell';
    const none = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
    if ((await accounts.find('test', id)) === null) {
      await accounts.create({ id, kind: 'test', number: id, name: id, ...none });
    }
    return await work(coupons, id);
  } finally {
    await tuquan.stop(0);
  }
}

const spec = (number: string, codeMode: 'generated' | 'imported'): OfferSpec => ({
  number,
  kind: 'cash-off',
  title: number,
  validity: { kind: 'range', from: 0, until: Date.now() + 86_400_000 },
  stock: codeMode === 'imported' ? 0 : stock,
  codeMode,
  limits: { claimsPerHolder: 1, redemptionsPerHolder: null, canShare: true, canGift: true },
  origin: 'api',
  presentation: '{}',
  review: 'approved',
  approveAt: null,
});

interface Asked {
  readonly holder: string;
  /** Null: no answer came. */
  status: number | null;
  code: string | null;
}

/** Everybody asks at once over 64 connections, some twice. Ends when all are answered or the server is gone. */
async function rush(card_id: string, asked: Asked[], killAfter: number | null): Promise<void> {
  const server = running;
  if (server === undefined) throw new Error('no server is running');
  const { console: credentials } = server.sandbox() as unknown as { console: { user: string; password: string } };
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const pool = new Pool(server.baseUrl, { connections, pipelining: 1 });
  let answered = 0;
  const holders = Array.from({ length: people }, (_, n) => `person-${n % Math.ceil(people * 0.9)}`);
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < holders.length) {
      const entry: Asked = { holder: holders[next] ?? '', status: null, code: null };
      next += 1;
      asked.push(entry);
      try {
        const answer = await pool.request({
          method: 'POST',
          path: '/api/claims',
          headers: { authorization },
          body: JSON.stringify({ card_id, openid: entry.holder }),
        });
        const body = (await answer.body.json()) as { code?: string };
        entry.status = answer.statusCode;
        entry.code = body.code ?? null;
        answered += 1;
        if (killAfter !== null && answered === killAfter) await server.kill();
      } catch {
        // The connection broke: whether the claim took place is for the books to say.
        if (killAfter === null) throw new Error('a connection broke although nobody killed the server');
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  await pool.close();
}

/** What must be true of a round, whatever happened in it. */
async function checkBooks(coupons: Coupons, account: string, card: string, asked: readonly Asked[]): Promise<void> {
  const offer = await coupons.findOffer(account, card);
  const holders = [...new Set(asked.map(({ holder }) => holder))];
  const owned = new Map<string, string>();
  const wallets = await Promise.all(
    holders.map((holder) => coupons.wallet({ accountId: account, holder, offer: card, usable: false })),
  );
  for (const [place, copies] of wallets.entries()) {
    const holder = holders[place] ?? '';
    expect(copies.length, `${holder} has ${copies.length} of ${card}`).toBeLessThanOrEqual(1);
    for (const { code } of copies) owned.set(holder, code);
  }
  expect(owned.size, 'copies and stock agree').toBe(offer.stock.total - offer.stock.left);
  expect(owned.size).toBeLessThanOrEqual(stock);
  expect(new Set(owned.values()).size, 'no code stands in two wallets').toBe(owned.size);
  const acknowledged = asked.filter(({ status }) => status === 200);
  for (const { holder, code } of acknowledged) expect(owned.get(holder), `${holder} was told ${code}`).toBe(code);
  // A copy nobody was told of belongs to somebody whose answer was lost.
  const told = new Set(acknowledged.map(({ holder }) => holder));
  const lost = new Set(asked.filter(({ status }) => status === null).map(({ holder }) => holder));
  for (const holder of owned.keys()) expect(told.has(holder) || lost.has(holder), holder).toBe(true);
  // Refusals are true: nobody was sent away while there was something left and the person had none.
  for (const { status } of asked) expect([200, 409, null]).toContain(status);
}

describe('a rush for few coupons', () => {
  it(`of ${people} requests on ${connections} connections, ${rounds} times: exactly ${stock} are issued, nobody has two, every acknowledged one is there`, {
    timeout: rounds * 60_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-oversell-'));
    const cards = Array.from({ length: rounds }, (_, round) => `rush-${round}`);
    await inBooks(async (coupons, account) => {
      for (const [round, card] of cards.entries()) {
        const mode = round % 2 === 0 ? 'generated' : 'imported';
        await coupons.createOffer(account, spec(card, mode));
        if (mode === 'generated') continue;
        await coupons.importCodes(
          account,
          card,
          Array.from({ length: stock }, (_, n) => `${card}-${n}`),
        );
        await coupons.changeStock(account, card, stock);
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
        await rush(card, asked, 20 + Math.floor(Math.random() * 120));
        running = await startProcess(folder, { TUQUAN_ROLE: 'api' });
        // Those who were cut off, and everybody else, try again.
      }
      await rush(card, asked, null);
      const codes = new Set(asked.filter(({ status }) => status === 200).map(({ code }) => code));
      if (!isKilled(round)) expect(codes.size, card).toBe(stock);
      acknowledged += codes.size;
    }
    expect(await running?.terminate()).toBe(0);
    running = undefined;
    await inBooks(async (coupons, account) => {
      for (const [card, asked] of histories) {
        await checkBooks(coupons, account, card, asked);
        expect((await coupons.findOffer(account, card)).stock, card).toEqual({ total: stock, left: 0 });
      }
    });
    console.log(`${rounds} rounds, ${acknowledged} claims acknowledged, all in the books; ${rounds * stock} issued`);
  });
});
