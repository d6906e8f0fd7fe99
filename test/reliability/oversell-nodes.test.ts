// The rush for few coupons at two api nodes with two workers on one PostgreSQL, a node being killed in some rounds. The long
// form is bench/scale/rush.mjs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPostgres, newDatabase, type TestDatabase } from '../support/postgres.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import { type Asked, addCard, checkBooks, inBooks, rush } from '../support/rush.js';

const numberOf = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const rounds = numberOf('TUQUAN_RUSH_ROUNDS', 3);
const people = numberOf('TUQUAN_RUSH_PEOPLE', 600);
const stock = numberOf('TUQUAN_RUSH_COUPONS', 50);
/** So many rounds apart, one of the two nodes is killed on the way; the last one of a short run. */
const killEvery = numberOf('TUQUAN_RUSH_KILL_EVERY', 3);
const isKilled = (round: number): boolean => round % killEvery === killEvery - 1;
const connections = 64;

let folder = '';
let database: TestDatabase | undefined;
const running = new Set<ServerProcess>();
afterAll(async () => {
  await Promise.all([...running].map((server) => server.kill()));
  await rm(folder, { recursive: true, force: true });
  await database?.drop();
});

describe.skipIf(!hasPostgres())('a rush at two nodes', () => {
  it(`of ${people} requests for ${stock} coupons, ${rounds} times: all are issued once, nobody has two, every acknowledged one is there`, {
    timeout: 60_000 + rounds * 60_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-nodes-'));
    database = await newDatabase();
    const environment = { TUQUAN_DATABASE_URL: database.url };
    const start = async (role: 'api' | 'worker'): Promise<ServerProcess> => {
      const server = await startProcess(folder, { ...environment, TUQUAN_ROLE: role, TUQUAN_ENGINE_THREADS: '1' });
      running.add(server);
      return server;
    };
    const cards = Array.from({ length: rounds }, (_, round) => `rush-${round}`);
    await inBooks(folder, environment, async (coupons, account) => {
      for (const [round, card] of cards.entries()) {
        await addCard(coupons, account, card, stock, round % 2 === 0 ? 'generated' : 'imported');
      }
    });
    // The first one makes the sandbox's keys.
    const first = await start('api');
    const [second] = await Promise.all([start('api'), start('worker'), start('worker')]);
    const nodes = [first, second];
    let acknowledged = 0;
    let requests = 0;
    let ms = 0;
    let killed = 0;
    const histories = new Map<string, Asked[]>();
    for (const [round, card] of cards.entries()) {
      const asked: Asked[] = [];
      histories.set(card, asked);
      if (isKilled(round)) {
        const place = killed % 2;
        killed += 1;
        const server = nodes[place] as ServerProcess;
        const after = 10 + Math.floor(Math.random() * stock);
        await rush(nodes, card, asked, { people, connections }, { server, after });
        running.delete(server);
        nodes[place] = await start('api');
        // Those who were cut off, and everybody else, try again.
        await rush(nodes, card, asked, { people, connections }, null);
      } else {
        const began = performance.now();
        await rush(nodes, card, asked, { people, connections }, null);
        ms += performance.now() - began;
        requests += asked.length;
      }
      const codes = new Set(asked.filter(({ status }) => status === 200).map(({ code }) => code));
      if (!isKilled(round)) expect(codes.size, card).toBe(stock);
      acknowledged += codes.size;
    }
    for (const server of running) expect(await server.terminate()).toBe(0);
    running.clear();
    await inBooks(folder, environment, async (coupons, account) => {
      for (const [card, asked] of histories) {
        await checkBooks(coupons, account, card, stock, asked);
        expect((await coupons.findOffer(account, card)).stock, card).toEqual({ total: stock, left: 0 });
      }
    });
    console.log(
      `2 api nodes, 2 workers: ${rounds} rounds of ${people} requests for ${stock} coupons, a node killed in ${killed}; ` +
        `${rounds * stock} issued, ${acknowledged} acknowledged, all in the books; ${Math.round((requests / ms) * 1_000)} answers/s`,
    );
  });
});
