import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskBlobs } from '../../adapters/disk-blobs/blobs.js';
import { createQueue } from '../../adapters/sql-queue/queue.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { label } from '../../engines/label/index.js';
import { ManualClock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { systemRandom } from '../../kernel/ids.js';
import { silentLog } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import type { Verdict } from '../../ports/moderator/moderator.js';
import { type Painter, PainterError } from '../../ports/painter/painter.js';
import type { ClaimedJob, Queue } from '../../ports/queue/queue.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { type Account, accountMigrations, createAccounts } from '../accounts/index.js';
import { mediaMigrations } from '../media/index.js';
import { createPictures, libraryMigrations, type Pictures, pictureMigrations } from '../pictures/index.js';
import {
  createPaintings,
  type Paintings,
  paintingMigrations,
  paintingPurgeJob,
  paintJob,
  runPainting,
} from './index.js';
import { pictureExpiry, taskExpiry } from './rules.js';

const day = 86_400_000;
const start = Date.UTC(2025, 0, 31, 12);
const stores = [
  '../../ports/queue/store.js',
  '../accounts/store.js',
  '../pictures/store.js',
  '../media/store.js',
  './store.js',
];
const wish = { prompt: '睡莲', style: '油画', width: 1024, height: 1024, count: 1, composition: 'plain' } as const;

let folder: string;
let database: Database;
let blobs: Blobs;
let queue: Queue;
let clock: ManualClock;
let pictures: Pictures;
let paintings: Paintings;
let verdict: Verdict;
let anna: Account;
let bert: Account;
let painter: Painter;
let drawn: Buffer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tuquan-painting-'));
  database = await openSqlite(
    join(folder, 'test.db'),
    stores.map((path) => new URL(path, import.meta.url).href),
  );
  await database.migrate([
    ...queueMigrations,
    ...accountMigrations,
    ...pictureMigrations,
    ...libraryMigrations,
    ...mediaMigrations,
    ...paintingMigrations,
  ]);
  blobs = await openDiskBlobs(join(folder, 'blobs'));
  clock = new ManualClock(start);
  queue = createQueue({ database, clock, random: systemRandom });
  const accounts = createAccounts({ database, clock });
  const open = async (number: string): Promise<Account> => {
    const account = {
      id: `id-${number}`,
      kind: 'app',
      number,
      name: number,
      clientKeys: [],
      serverKeys: [],
      secrets: {},
      brands: [],
    };
    await accounts.create(account);
    return accounts.load(account.id);
  };
  anna = await open('anna');
  bert = await open('bert');
  pictures = createPictures({ database, blobs, clock, random: systemRandom, publicBase: () => 'http://t' });
  verdict = { allowed: true };
  paintings = createPaintings({
    database,
    blobs,
    queue,
    clock,
    random: systemRandom,
    pictures,
    moderator: { check: async () => verdict },
    log: silentLog,
    mostOpen: 20,
    hasRoom: () => true,
  });
  drawn = await sharp({ create: { width: 1000, height: 1000, channels: 3, background: '#369' } })
    .png()
    .toBuffer();
  painter = { name: 'test', generate: async ({ n }) => Array.from({ length: n }, () => ({ bytes: drawn })) };
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const engines = { run: async (_: string, spec: Parameters<typeof label>[0]) => label(spec) } as unknown as EngineRunner;
const run = (id: string, attempts = 1, signal = new AbortController().signal) =>
  runPainting(
    {
      database,
      blobs,
      clock,
      engines,
      pictures,
      painter,
      log: silentLog,
      label: { producer: 'Test', mark: null, format: 'keep' },
    },
    id,
    attempts,
    signal,
  );
const next = async (): Promise<ClaimedJob | undefined> =>
  (await queue.claim({ kinds: [paintJob], count: 1, leaseMs: 60_000 }))[0];
const idOf = (url: string | undefined): string => /\/p\/(\w+)\./.exec(url ?? '')?.[1] ?? '';

describe('painting tasks', () => {
  it('a task is painted at its exact size, and its progress can be read while it is', async () => {
    let halfway: () => void = () => undefined;
    const reported = new Promise<void>((resolve) => {
      halfway = resolve;
    });
    let release: () => void = () => undefined;
    painter = {
      name: 'slow',
      generate: async ({ onProgress }) => {
        onProgress?.(0.4);
        halfway();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return [{ bytes: drawn, description: { subjects: [{ name: '睡莲', count: 1 }], style: '油画' } }];
      },
    };
    const { id } = await paintings.submit(anna, wish);
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'queued', progress: 0, pictureUrls: [] });
    const running = run(id);
    await reported;
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'running', progress: 0.4 });
    expect((await paintings.look(id)).position).toBeNull();
    release();
    expect(await running).toBeNull();
    const done = await paintings.find(anna, id);
    expect(done).toMatchObject({ state: 'done', progress: 1, failure: null, shows: { subjects: [{ name: '睡莲' }] } });
    const picture = await pictures.find(idOf(done.pictureUrls[0]));
    expect(picture).toMatchObject({ width: 1024, height: 1024, format: 'png', accountId: anna.id });
    expect(await paintings.list(10)).toEqual([{ ...done, position: null }]);
  });

  it('another account’s task is not found', async () => {
    const { id } = await paintings.submit(anna, wish);
    await expect(paintings.find(bert, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(paintings.find(anna, '123')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a text that moderation refuses leaves nothing behind', async () => {
    verdict = { allowed: false, rule: 'test' };
    await expect(paintings.submit(anna, wish)).rejects.toMatchObject({ code: 'TEXT_REFUSED', facts: { rule: 'test' } });
    expect(await paintings.list(10)).toEqual([]);
    expect(await next()).toBeUndefined();
  });

  it.each<[string, object]>([
    ['prompt', { prompt: '' }],
    ['prompt', { prompt: '字'.repeat(101) }],
    ['prompt', { prompt: 'a\ud800' }],
    ['style', { style: '水墨' }],
    ['size', { width: 512 }],
    ['count', { count: 7 }],
    ['count', { count: 1.5 }],
  ])('a wrong %s is INVALID: %j', async (field, change) => {
    await expect(paintings.submit(anna, { ...wish, ...change })).rejects.toMatchObject({
      code: 'INVALID',
      facts: { field },
    });
  });

  it.each([
    [new PainterError('blocked', 'p', 'refused'), 'blocked'],
    [new PainterError('unavailable', 'p', 'down'), 'painter'],
    [new PainterError('invalid', 'p', 'size'), 'other'],
    [new DomainError('BAD_IMAGE', 'half a picture'), 'painter'],
  ] as const)('%s ends the task as %s for good', async (error, failure) => {
    painter = { name: 'p', generate: () => Promise.reject(error) };
    const { id } = await paintings.submit(anna, wish);
    expect(await run(id)).toBeNull();
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'failed', failure, pictureUrls: [] });
    painter = { name: 'test', generate: async () => [{ bytes: drawn }] };
    expect(await run(id)).toBeNull();
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'failed', failure });
  });

  it('half a picture fails the task as the painter’s fault', async () => {
    painter = { name: 'p', generate: async () => [{ bytes: drawn.subarray(0, drawn.length / 2) }] };
    const { id } = await paintings.submit(anna, wish);
    await run(id);
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'failed', failure: 'painter' });
  });

  it('trouble of our own is tried again, a full line before the engines costs no try, and then it has failed', async () => {
    const { id } = await paintings.submit(anna, wish);
    painter = { name: 'p', generate: () => Promise.reject(new DomainError('TOO_BUSY', 'full')) };
    expect(await run(id, 1)).toEqual({ at: start + 250, forgiven: true });
    painter = { name: 'p', generate: () => Promise.reject(new DomainError('UNAVAILABLE', 'disk')) };
    expect(await run(id, 1)).toEqual({ at: start + 500, forgiven: false });
    expect(await run(id, 4)).toBeNull();
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'failed', failure: 'own' });
  });

  it('a run that is stopped leaves the task to the next one', async () => {
    const stop = new AbortController();
    painter = {
      name: 'p',
      generate: async () => {
        stop.abort();
        throw new DomainError('ABORTED', 'stopped');
      },
    };
    const { id } = await paintings.submit(anna, wish);
    await expect(run(id, 1, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    painter = { name: 'test', generate: async () => [{ bytes: drawn }] };
    await run(id);
    expect(await paintings.find(anna, id)).toMatchObject({ state: 'done' });
  });
});

describe('whose turn it is', () => {
  const order = async (): Promise<string[]> => {
    const ids: string[] = [];
    for (let job = await next(); job !== undefined; job = await next()) {
      ids.push(job.subject);
      await run(job.subject);
      await queue.finish([job]);
    }
    return ids;
  };

  it('one account’s tasks keep their order', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      ids.push((await paintings.submit(anna, wish)).id);
      clock.advance(1);
    }
    const places = async () => (await paintings.list(12)).map(({ id, position }) => [id, position]);
    expect(await places()).toEqual(ids.map((id, place) => [id, place]).reverse());
    // One that is being painted is before nobody any more, and neither is one that was set aside.
    await next();
    expect((await paintings.look(ids[2] ?? '')).position).toBe(1);
    expect((await paintings.list(2, ids[5])).map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    await expect(paintings.look('123')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    clock.advance(600_000);
    expect(await order()).toEqual(ids);
  });

  it('an account with many tasks does not make another one wait: they take turns', async () => {
    const many: string[] = [];
    for (let index = 0; index < 6; index += 1) many.push((await paintings.submit(anna, wish)).id);
    const few = [(await paintings.submit(bert, wish)).id, (await paintings.submit(bert, wish)).id];
    expect(await order()).toEqual([many[0], few[0], many[1], few[1], ...many.slice(2)]);
  });

  it('a task of six pictures costs six turns', async () => {
    const big = [(await paintings.submit(anna, { ...wish, count: 6 })).id, (await paintings.submit(anna, wish)).id];
    const small: string[] = [];
    for (let index = 0; index < 6; index += 1) small.push((await paintings.submit(bert, wish)).id);
    expect(await order()).toEqual([big[0], ...small, big[1]]);
  });

  it('an account that was silent while others painted has saved nothing up', async () => {
    for (let index = 0; index < 5; index += 1) await paintings.submit(anna, wish);
    await order();
    const [late, again] = [(await paintings.submit(bert, wish)).id, (await paintings.submit(anna, wish)).id];
    const second = (await paintings.submit(bert, wish)).id;
    expect((await order()).indexOf(again)).toBeLessThanOrEqual(1);
    expect([late, second]).toHaveLength(2);
  });

  it('an account may have so many open tasks and no more; one that ends makes room', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) ids.push((await paintings.submit(anna, wish)).id);
    await expect(paintings.submit(anna, wish)).rejects.toMatchObject({ code: 'TOO_BUSY' });
    await paintings.submit(bert, wish);
    await run(ids[0] ?? '');
    await paintings.submit(anna, wish);
  });
});

describe('what expires', () => {
  it('a task lasts a calendar month and at least 30 days, a picture three and at least 90', () => {
    expect(new Date(taskExpiry(Date.UTC(2025, 0, 31))).toISOString()).toBe('2025-03-02T00:00:00.000Z');
    expect(new Date(taskExpiry(Date.UTC(2025, 6, 31, 8))).toISOString()).toBe('2025-08-31T08:00:00.000Z');
    expect(new Date(pictureExpiry(Date.UTC(2025, 10, 30))).toISOString()).toBe('2026-02-28T00:00:00.000Z');
    expect(pictureExpiry(Date.UTC(2025, 1, 1))).toBeGreaterThanOrEqual(Date.UTC(2025, 1, 1) + 89 * day);
    for (let month = 0; month < 12; month += 1) {
      for (const date of [1, 28, 29, 30, 31]) {
        const time = Date.UTC(2024, month, date);
        expect(taskExpiry(time) - time).toBeGreaterThanOrEqual(30 * day);
        expect(pictureExpiry(time) - time).toBeGreaterThanOrEqual(90 * day);
      }
    }
  });

  it('the task is forgotten after its month, its picture only after three; then its bytes are gone too', async () => {
    const { id } = await paintings.submit(anna, wish);
    await run(id);
    const picture = await pictures.find(idOf((await paintings.find(anna, id)).pictureUrls[0]));
    if (picture === null) throw new Error('no picture');
    expect((await queue.claim({ kinds: [paintingPurgeJob], count: 1, leaseMs: 1 })).length).toBe(0);
    const month = taskExpiry(start);
    clock.set(month - 1);
    expect((await paintings.find(anna, id)).state).toBe('done');
    clock.set(month);
    await expect(paintings.find(anna, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [job] = await queue.claim({ kinds: [paintingPurgeJob], count: 1, leaseMs: 1 });
    expect(job).toBeDefined();
    // Also when the clock is moved while it runs.
    const purging = paintings.purge();
    clock.set(pictureExpiry(start) - 1);
    expect(await purging).toBe(pictureExpiry(start));
    expect(await pictures.find(picture.id)).not.toBeNull();
    clock.set(pictureExpiry(start));
    expect(await paintings.purge()).toBeNull();
    expect(await pictures.find(picture.id)).toBeNull();
    expect(await blobs.size(picture.blob)).toBeNull();
  });

  it('bytes another picture shows as well are kept', async () => {
    const { id } = await paintings.submit(anna, wish);
    await run(id);
    const painted = await pictures.find(idOf((await paintings.find(anna, id)).pictureUrls[0]));
    const copy = await pictures.add({
      accountId: bert.id,
      bytes: await blobs.get(painted?.blob ?? ''),
      title: 'copy.png',
      origin: 'upload',
    });
    clock.set(pictureExpiry(start));
    await paintings.purge();
    expect(await blobs.size(copy.blob)).not.toBeNull();
  });

  it('a task that expires while it waits makes room in its lane and is not painted', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 20; index += 1) ids.push((await paintings.submit(anna, wish)).id);
    clock.set(taskExpiry(start));
    expect(await run(ids[0] ?? '')).toBeNull();
    await paintings.purge();
    await paintings.submit(anna, wish);
    expect((await paintings.list(100)).length).toBe(1);
  });
});
