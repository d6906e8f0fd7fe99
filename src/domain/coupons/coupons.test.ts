import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type CouponDatabase,
  type CouponWorld,
  day,
  openCouponDatabase,
  start,
} from '../../../test/support/coupon-world.js';
import { createDelivery } from '../delivery/index.js';
import { setEndpoint } from '../delivery/store.js';
import { type CodeRef, type Coupons, expireJob, refusalOf } from './index.js';

let db: CouponDatabase;
let world: CouponWorld;
let coupons: Coupons;
beforeAll(async () => {
  db = await openCouponDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await db.world();
  coupons = world.coupons;
});

const reasonOf = (work: Promise<unknown>) => work.then(() => null, refusalOf);
const ref = (code: string): CodeRef => ({ accountId: world.account, code });
describe('an offer', () => {
  it('comes back as it was made, and only to its own account', async () => {
    const number = await world.offer();
    const found = await coupons.findOffer(world.account, number);
    expect(found).toMatchObject({
      number,
      presentation: '{"a":1}',
      stock: { total: 100, left: 100 },
      review: 'approved',
    });
    expect(await reasonOf(coupons.findOffer(world.other, number))).toBe('unknown-offer');
  });

  it('is listed newest first, by state, a page at a time', async () => {
    const numbers = [await world.offer(), await world.offer({ review: 'pending' }), await world.offer()];
    const page = await coupons.listOffers(world.account, { offset: 1, count: 2 });
    expect([page.total, page.offers.map(({ number }) => number)]).toEqual([3, [numbers[1], numbers[0]]]);
    const pending = await coupons.listOffers(world.account, { offset: 0, count: 9, states: ['pending'] });
    expect([pending.total, pending.offers.map(({ number }) => number)]).toEqual([1, [numbers[1]]]);
    expect((await coupons.listOffers(world.other, { offset: 0, count: 9 })).total).toBe(0);
  });

  it('can be claimed by testers only until it is approved, and tells why it was not', async () => {
    const { account, clock } = world;
    const number = await world.offer({ review: 'pending', approveAt: clock.now() + 1_000 });
    expect(await reasonOf(coupons.claim({ offer: number, holder: 'ann' }))).toBe('not-approved');
    expect((await coupons.claim({ offer: number, holder: 'tester', unreviewed: true })).state).toBe('normal');
    await coupons.decideReview(account, number, { approved: false, reason: 'blurred logo' });
    expect(await coupons.findOffer(account, number)).toMatchObject({ review: 'refused', refusal: 'blurred logo' });
    await coupons.updateOffer(account, number, { title: 'clearer', reviewAgain: { approveAt: null } });
    expect(await coupons.findOffer(account, number)).toMatchObject({
      review: 'pending',
      refusal: '',
      title: 'clearer',
    });
  });

  it('has a validity that may be widened and nothing else, and its copies follow', async () => {
    const [from, until] = [start, start + 10 * day];
    const number = await world.offer({ validity: { kind: 'range', from, until } });
    const { code } = await coupons.claim({ offer: number, holder: 'ann' });
    const widen = (change: { from: number; until: number }) =>
      coupons.updateOffer(world.account, number, { validity: { kind: 'range', ...change } });
    expect(await reasonOf(widen({ from: from + 1, until }))).toBe('not-wider');
    expect(await reasonOf(widen({ from, until: until - 1 }))).toBe('not-wider');
    await widen({ from: from - 5, until: until + 5 });
    expect(await coupons.findCode(ref(code))).toMatchObject({ beginsAt: from - 5, endsAt: until + 5 });
  });

  it('takes its codes from a list only once as many are stored as there is stock', async () => {
    const { account } = world;
    const number = await world.offer({ codeMode: 'assigned', stock: 2 });
    const toList = () => coupons.updateOffer(account, number, { codeMode: 'imported' });
    expect(await reasonOf(toList())).toBe('too-few-codes');
    await coupons.importCodes(account, number, ['A', 'B']);
    expect((await toList()).codeMode).toBe('imported');
    expect(await reasonOf(coupons.changeStock(account, number, 1))).toBe('too-few-codes');
    expect((await coupons.claim({ offer: number, holder: 'x' })).code).toBe('A');
    expect(await coupons.countCodes(account, number)).toEqual({ stored: 2, left: 1 });
  });

  it('tells what was imported, what was known and what is no code', async () => {
    const { account } = world;
    const number = await world.offer({ codeMode: 'assigned', stock: 0 });
    const first = await coupons.importCodes(account, number, ['A', 'B', 'A', 'with blank', '', 'x'.repeat(65)]);
    expect(first).toEqual({ added: ['A', 'B'], duplicates: ['A'], failed: ['with blank', '', 'x'.repeat(65)] });
    expect(await coupons.checkCodes(account, number, ['C', 'B'])).toEqual({ known: ['B'], unknown: ['C'] });
    expect(await reasonOf(coupons.importCodes(world.other, number, ['C']))).toBe('unknown-offer');
  });

  it('hands out each code of its list once, in its order, also where known ones stood among new ones', async () => {
    const { account } = world;
    const number = await world.offer({ codeMode: 'imported', stock: 0 });
    await coupons.importCodes(account, number, ['B', 'A']);
    const again = await coupons.importCodes(account, number, ['D', 'A', 'C', 'D']);
    expect(again).toMatchObject({ added: ['D', 'C'], duplicates: ['A', 'D'] });
    await coupons.changeStock(account, number, 4);
    const handed: string[] = [];
    for (const holder of ['h1', 'h2', 'h3', 'h4']) handed.push((await coupons.claim({ offer: number, holder })).code);
    expect(handed).toEqual(['B', 'A', 'D', 'C']);
    expect(await coupons.countCodes(account, number)).toEqual({ stored: 4, left: 0 });
  });
});

describe('a claim', () => {
  it('gives a code of twelve digits, once per holder, and is found by that code in its account only', async () => {
    const number = await world.offer();
    const copy = await coupons.claim({ offer: number, holder: 'ann', channel: '12b' });
    expect(copy.code).toMatch(/^[1-9]\d{11}$/);
    expect(await reasonOf(coupons.claim({ offer: number, holder: 'ann' }))).toBe('limit-reached');
    expect(await coupons.findCode(ref(copy.code))).toEqual(copy);
    expect(await reasonOf(coupons.findCode({ accountId: world.other, code: copy.code }))).toBe('unknown-code');
    expect(await reasonOf(coupons.redeem({ accountId: world.other, code: copy.code }))).toBe('unknown-code');
    expect((await coupons.findOffer(world.account, number)).stock).toEqual({ total: 100, left: 99 });
  });

  it('of a term is good for whole days of the merchant’s calendar, from the day it is claimed or named', async () => {
    // Noon in Beijing is four o'clock in London: the day began at 16:00 UTC of the day before.
    const today = start - 12 * 3_600_000;
    const number = await world.offer({
      validity: { kind: 'term', days: 3, delayDays: 1, until: null },
      limits: { claimsPerHolder: null, redemptionsPerHolder: 1, canShare: true, canGift: true },
    });
    const copy = await coupons.claim({ offer: number, holder: 'ann' });
    expect([copy.beginsAt, copy.endsAt]).toEqual([today + day, today + 4 * day - 1]);
    expect(await reasonOf(coupons.redeem(ref(copy.code)))).toBe('not-yet-valid');
    const later = await coupons.claim({ offer: number, holder: 'ann', beginsAt: start + 10 * day });
    expect(later.beginsAt).toBe(today + 11 * day);
    world.clock.set(copy.endsAt);
    expect((await coupons.redeem(ref(copy.code))).state).toBe('consumed');
    expect(await reasonOf(coupons.redeem(ref(copy.code)))).toBe('consumed');
    world.clock.set(later.endsAt);
    expect(await reasonOf(coupons.redeem(ref(later.code)))).toBe('redeem-limit-reached');
    world.clock.set(later.endsAt + 1);
    expect(await reasonOf(coupons.redeem(ref(later.code)))).toBe('expired');
  });
});

describe('what happened', () => {
  it('is written down in order, and an account with an address is told once of each thing it wants to hear', async () => {
    const { account, clock } = world;
    await db.database.run(setEndpoint, { accountId: account, url: 'http://127.0.0.1:9/', style: null, updatedAt: 0 });
    const number = await world.offer();
    const { code } = await coupons.claim({ offer: number, holder: 'ann', channel: 'shop', facts: { outer: '7' } });
    const gift = await coupons.startGift({ ...ref(code), holder: 'ann', friend: 'bob' });
    const received = await coupons.acceptGift(gift.token, 'bob');
    expect(received).toMatchObject({ holder: 'bob', state: 'normal' });
    expect(received.code).not.toBe(code);
    await coupons.redeem({ ...ref(received.code), channel: 'till', facts: { staff: 'eve' } });
    const history = await coupons.history(ref(received.code));
    expect(history.map(({ kind, holder, facts, channel }) => ({ kind, holder, facts, channel }))).toEqual([
      { kind: 'received', holder: 'bob', facts: { giver: 'ann', oldCode: code }, channel: 'shop' },
      { kind: 'redeemed', holder: 'bob', facts: { staff: 'eve' }, channel: 'till' },
    ]);
    expect((await coupons.history(ref(code))).map(({ kind }) => kind)).toEqual(['claimed', 'gift-started', 'given']);
    const delivery = createDelivery({ database: db.database, clock } as never);
    const notices = (await delivery.notices(account, 20)).map(({ kind, subject }) => ({ kind, subject }));
    expect(notices.map(({ kind }) => kind).sort()).toEqual(
      ['coupons.claimed', 'coupons.gift-started', 'coupons.received', 'coupons.redeemed'].sort(),
    );
    const claimed = notices.find(({ kind }) => kind === 'coupons.claimed');
    expect(await coupons.event(claimed?.subject ?? '')).toMatchObject({
      kind: 'claimed',
      accountId: account,
      offer: number,
      holder: 'ann',
      code,
      channel: 'shop',
      facts: { outer: '7' },
    });
  });

  it('includes low stock, twice a day at most', async () => {
    const limits = { claimsPerHolder: null, redemptionsPerHolder: null, canShare: true, canGift: true };
    const number = await world.offer({ stock: 203, limits });
    const claims = (count: number) =>
      Promise.all(Array.from({ length: count }, () => coupons.claim({ offer: number, holder: 'ann' })));
    const lows = async () =>
      (await coupons.events(world.account, { count: 500 })).filter(({ kind }) => kind === 'stock-low');
    await claims(102);
    expect(await lows()).toEqual([]);
    await claims(3);
    expect((await lows()).map(({ facts }) => facts)).toEqual([{ left: 100 }]);
    world.clock.set(world.clock.now() + 12 * 3_600_000);
    await claims(2);
    expect((await lows()).map(({ facts }) => facts.left)).toEqual([97, 100]);
  });

  it('is counted exactly per day, offer and channel, with different holders counted once', async () => {
    const limits = { claimsPerHolder: null, redemptionsPerHolder: null, canShare: true, canGift: true };
    const [a, b] = [await world.offer({ limits }), await world.offer({ limits })];
    for (const [offer, holder, channel] of [
      [a, 'ann', 'x'],
      [a, 'ann', 'y'],
      [a, 'bob', 'x'],
      [b, 'ann', 'x'],
    ] as const) {
      await coupons.claim({ offer, holder, channel });
    }
    // Half past eleven at night, and half past midnight: two days in Beijing.
    world.clock.set(start + 11.5 * 3_600_000);
    await coupons.note({ accountId: world.account, offer: a, kind: 'viewed', holder: 'ann', tell: false });
    world.clock.set(start + 12.5 * 3_600_000);
    await coupons.note({ accountId: world.account, offer: a, kind: 'viewed', holder: 'ann', tell: false });
    const ask = (perOffer: boolean, perChannel: boolean, more = {}) =>
      coupons.statistics(world.account, { from: '2026-02-28', to: '2026-03-02', perOffer, perChannel, ...more });
    const none = { offer: null, channel: null };
    expect(await ask(false, false)).toEqual([
      { day: '2026-03-01', kind: 'claimed', count: 4, holders: 2, ...none },
      { day: '2026-03-01', kind: 'viewed', count: 1, holders: 1, ...none },
      { day: '2026-03-02', kind: 'viewed', count: 1, holders: 1, ...none },
    ]);
    const perChannel = await ask(true, true, { offer: a });
    expect(perChannel.filter(({ kind }) => kind === 'claimed')).toEqual([
      { day: '2026-03-01', kind: 'claimed', offer: a, channel: 'x', count: 2, holders: 2 },
      { day: '2026-03-01', kind: 'claimed', offer: a, channel: 'y', count: 1, holders: 1 },
    ]);
    expect(await ask(false, false, { origin: 'console' })).toEqual([]);
    const foreign = { from: '2026-02-28', to: '2026-03-02', perOffer: false, perChannel: false };
    expect(await coupons.statistics(world.other, foreign)).toEqual([]);
    await expect(coupons.statistics(world.account, { ...foreign, from: '2026-02-30' })).rejects.toMatchObject({
      code: 'INVALID',
    });
  });
});

describe('a gift', () => {
  it('comes back when nobody takes it in time, and an old link does not lead to the next gift', async () => {
    const number = await world.offer();
    const { code } = await coupons.claim({ offer: number, holder: 'ann' });
    const first = await coupons.startGift({ ...ref(code), holder: 'ann' });
    expect(await reasonOf(coupons.redeem(ref(code)))).toBe('gifting');
    expect(await reasonOf(coupons.acceptGift(first.token, 'ann'))).toBe('own-gift');
    world.clock.set(first.until);
    expect((await coupons.findCode(ref(code))).state).toBe('gift-returned');
    // The job that brings it back has not run; the giver gives it again.
    const second = await coupons.startGift({ ...ref(code), holder: 'ann', friend: 'bob' });
    expect(await reasonOf(coupons.acceptGift(first.token, 'carl'))).toBe('gift-over');
    expect(await reasonOf(coupons.acceptGift(second.token, 'carl'))).toBe('not-holder');
    expect((await coupons.acceptGift(second.token, 'bob')).holder).toBe('bob');
    expect((await coupons.history(ref(code))).map(({ kind }) => kind)).toEqual([
      'claimed',
      'gift-started',
      'gift-returned',
      'gift-started',
      'given',
    ]);
  });
});

describe('sweeping expired copies', () => {
  it('comes back a minute after it began, also when the clock is moved while it runs', async () => {
    const began = world.clock.now();
    const sweeping = coupons.jobs.expire();
    world.clock.advance(90 * day);
    expect(await sweeping).toBe(began + 60_000);
  });

  it('that was set aside after failures begins again with the next start', async () => {
    const { queue } = world;
    const claim = () => queue.claim({ kinds: [expireJob], count: 1, leaseMs: 60_000 });
    await coupons.jobs.begin();
    const [job] = await claim();
    if (job === undefined) throw new Error('there is no such job');
    await queue.park(job, 'the disk was full');
    expect(await claim()).toEqual([]);
    await coupons.jobs.begin();
    expect(await claim()).toMatchObject([{ attempts: 1 }]);
  });
});
