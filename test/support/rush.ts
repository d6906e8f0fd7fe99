// Many people who want few coupons, at one server or at several; and the check of everything they were told against the books.
// Knows the public claim address and the coupon domain, no vendor.
import { Pool } from 'undici';
import { expect } from 'vitest';
import type { Coupons, OfferSpec } from '../../src/domain/coupons/index.js';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/ids.js';
import { silentLog } from '../../src/kernel/log.js';
import { readSettings } from '../../src/settings.js';
import { createTuquan } from '../../src/wiring.js';
import type { ServerProcess } from './process.js';

export type RushCodes = 'generated' | 'imported';

export interface Asked {
  readonly holder: string;
  /** Null: no answer came. */
  status: number | null;
  code: string | null;
}

/** Looks into the books without serving. @param environment where the database is */
export async function inBooks<T>(
  data: string,
  environment: Record<string, string>,
  work: (coupons: Coupons, account: string) => Promise<T>,
): Promise<T> {
  const env = { ...process.env, ...environment };
  const settings = readSettings({ TUQUAN_DATA: data, TUQUAN_ROLE: 'api' }, env);
  const parts = { clock: systemClock, random: systemRandom, log: silentLog, environment: env };
  const tuquan = await createTuquan(settings, parts);
  try {
    const { accounts, coupons } = tuquan.services;
    const id = 'rush';
    const none = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
    if ((await accounts.find('test', id)) === null) {
      await accounts.create({ id, kind: 'test', number: id, name: id, ...none });
    }
    return await work(coupons, id);
  } finally {
    await tuquan.stop(0);
  }
}

/** One of a kind for each person. */
export async function addCard(
  coupons: Coupons,
  account: string,
  number: string,
  stock: number,
  codeMode: RushCodes,
): Promise<void> {
  const spec: OfferSpec = {
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
  };
  await coupons.createOffer(account, spec);
  if (codeMode === 'generated') return;
  const codes = Array.from({ length: stock }, (_, n) => `${number}-${n}`);
  await coupons.importCodes(account, number, codes);
  await coupons.changeStock(account, number, stock);
}

export interface RushSize {
  readonly people: number;
  readonly connections: number;
}

/**
 * Everybody asks at once, some twice, taking the servers in turn. Whoever's server is gone asks no more there.
 * @param kill ends its server once so many claims were answered; from then on nobody waits for it
 */
export async function rush(
  servers: readonly ServerProcess[],
  card_id: string,
  asked: Asked[],
  { people, connections }: RushSize,
  kill: { readonly server: ServerProcess; readonly after: number } | null,
): Promise<void> {
  const first = servers[0];
  if (first === undefined) throw new Error('no server is running');
  const { console: credentials } = first.sandbox() as unknown as { console: { user: string; password: string } };
  const authorization = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const each = Math.ceil(connections / servers.length);
  const pools = servers.map(({ baseUrl }) => new Pool(baseUrl, { connections: each, pipelining: 1 }));
  let answered = 0;
  const holders = Array.from({ length: people }, (_, n) => `person-${n % Math.ceil(people * 0.9)}`);
  let next = 0;
  const one = async (place: number): Promise<void> => {
    let pool = pools[place % pools.length];
    while (next < holders.length && pool !== undefined) {
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
        if (kill !== null && answered === kill.after) await kill.server.kill();
      } catch {
        // The connection broke: whether the claim took place is for the books to say.
        if (kill === null) throw new Error('a connection broke although nobody killed the server');
        // A balancer would send the next request to a server that lives.
        pool = pools.find((_, at) => servers[at] !== kill.server);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, place) => one(place)));
  await Promise.all(pools.map((pool) => pool.close()));
}

/** What must be true of a card, whatever happened to it. */
export async function checkBooks(
  coupons: Coupons,
  account: string,
  card: string,
  stock: number,
  asked: readonly Asked[],
): Promise<void> {
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
