import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../../../test/support/temporary-folder.js';
import { openDiskBlobs } from '../../adapters/disk-blobs/blobs.js';
import { createQueue } from '../../adapters/sql-queue/queue.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { systemRandom } from '../../kernel/ids.js';
import { createLog } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { accountMigrations, createAccounts } from '../accounts/index.js';
import { mediaMigrations } from '../media/index.js';
import { createPoints, pointMigrations } from '../points/index.js';
import {
  createLibraries,
  createScrub,
  type Libraries,
  type LibraryPicture,
  libraryMigrations,
  lookJob,
  pictureMigrations,
} from './index.js';
import { dropUse, recordUse } from './references/store.js';
import { findPicture } from './store.js';

let folder: TemporaryFolder;
let database: Database;
let blobs: Blobs;
let clock: ManualClock;
let libraries: Libraries;
const libraryId = 'shop-1';

const stores = [
  '../../ports/queue/store.js',
  '../accounts/store.js',
  './store.js',
  './library/store.js',
  './catalogue/store.js',
  './categories/store.js',
  './changes/store.js',
  './references/store.js',
  './scrub/store.js',
  './looking/store.js',
  './duplicates/store.js',
  '../points/store.js',
].map((path) => new URL(path, import.meta.url).href);

const migrations = [
  ...queueMigrations,
  ...accountMigrations,
  ...pictureMigrations,
  ...mediaMigrations,
  ...pointMigrations,
  ...libraryMigrations,
];

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 5, 1));
  folder = makeTemporaryFolder();
  database = await openSqlite(join(folder.path, 'tuquan.db'), stores);
  await database.migrate(migrations);
  blobs = await openDiskBlobs(join(folder.path, 'blobs'));
  const account = { kind: 'shop', number: '1', name: 'shop', clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  await createAccounts({ database, clock }).create({ id: libraryId, ...account });
  libraries = open();
  await libraries.open(libraryId, []);
});
afterEach(async () => {
  await database.close();
  folder.remove();
});

const queue = () => createQueue({ database, clock, random: systemRandom });
const open = (over: Partial<Blobs> = {}): Libraries =>
  createLibraries({
    database,
    blobs: { ...blobs, ...over },
    queue: queue(),
    clock,
    random: systemRandom,
    log: createLog('silent', false),
  });

let made = 0;
async function bytesOf(width = 40): Promise<Buffer> {
  made += 1;
  const svg = `<svg width="${width}" height="30"><rect width="100%" height="100%" fill="hsl(${made * 40},70%,50%)"/><text x="3" y="20">${made}</text></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}
async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 200) yield bytes.subarray(at, at + 200);
}

async function add(options: { title?: string; bytes?: Buffer; into?: Libraries } = {}): Promise<LibraryPicture> {
  const { title = 'a', into = libraries } = options;
  const received = await into.receive(pieces(options.bytes ?? (await bytesOf())), 3e6);
  const terms = { points: 0, openingPoints: 0, quotaBytes: 1e9 };
  return into.add({ libraryId, accountId: libraryId, category: '0', title, device: 'computer', received, terms }, [
    'jpeg',
  ]);
}

const day = 86_400_000;

/** Runs whatever purge jobs are due now. */
async function purgeDue(): Promise<void> {
  const jobs = await queue().claim({ kinds: ['pictures.purge-bin'], count: 10, leaseMs: 1_000 });
  for (const job of jobs) {
    const at = await libraries.purge(job);
    if (at !== null) await queue().retry(job, at, '', true);
  }
}

/** Runs the looks that are due, until none is. */
async function lookAtAll(into: Libraries = libraries): Promise<void> {
  for (;;) {
    const [job] = await queue().claim({ kinds: [lookJob], count: 1, leaseMs: 60_000 });
    if (job === undefined) return;
    const at = await into.look(job, new AbortController().signal);
    if (at !== null) await queue().retry(job, at, '', true);
    if (at !== null && at > clock.now()) return;
  }
}

describe('the recycle bin', () => {
  it('ends pictures after seven days, bytes included, unless others have the same bytes', async () => {
    const bytes = await bytesOf();
    const [first, second] = [await add({ bytes }), await add({ bytes, title: 'b' })];
    await libraries.bin(libraryId, [first.number]);
    clock.advance(7 * day - 1);
    await purgeDue();
    expect((await libraries.find(libraryId, first.number)).binnedAt).not.toBeNull();
    clock.advance(1);
    await purgeDue();
    await expect(libraries.find(libraryId, first.number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await blobs.size(second.blob)).toBe(bytes.length);
    await libraries.bin(libraryId, [second.number]);
    clock.advance(7 * day);
    await purgeDue();
    expect(await blobs.size(second.blob)).toBeNull();
  });

  it('counts anew for a picture that was put back and deleted again', async () => {
    const { number } = await add();
    await libraries.bin(libraryId, [number]);
    clock.advance(5 * day);
    await libraries.restore(libraryId, [number], 1e9);
    clock.advance(day);
    await libraries.bin(libraryId, [number]);
    clock.advance(2 * day);
    await purgeDue();
    expect((await libraries.find(libraryId, number)).binnedAt).not.toBeNull();
    clock.advance(5 * day);
    await purgeDue();
    await expect(libraries.find(libraryId, number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps what is still used until nothing uses it', async () => {
    const { id, number } = await add();
    const use = { pictureId: id, kind: 'coupon', subject: 'c1' };
    await database.run(recordUse, { ...use, now: clock.now() });
    await libraries.bin(libraryId, [number]);
    clock.advance(8 * day);
    await purgeDue();
    expect((await libraries.find(libraryId, number)).referenced).toBe(true);
    await database.run(dropUse, use);
    clock.advance(day);
    await purgeDue();
    await expect(libraries.find(libraryId, number)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('uses', () => {
  it('are recorded once each, told of, and only for pictures that are there', async () => {
    const { id, number } = await add();
    const now = clock.now();
    for (const subject of ['c1', 'c1', 'c2']) {
      await database.run(recordUse, { pictureId: id, kind: 'coupon', subject, now });
    }
    expect(await libraries.uses(libraryId, number)).toEqual([
      { kind: 'coupon', subject: 'c1' },
      { kind: 'coupon', subject: 'c2' },
    ]);
    await database.run(dropUse, { pictureId: id, kind: 'coupon', subject: 'c1' });
    expect((await libraries.uses(libraryId, number)).length).toBe(1);
    await libraries.bin(libraryId, [number]);
    await expect(database.run(recordUse, { pictureId: id, kind: 'coupon', subject: 'c3', now })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('storage that fails', () => {
  const full = () => new DomainError('UNAVAILABLE', 'blob storage: ENOSPC', { code: 'ENOSPC' });

  it('while bytes arrive leaves nothing: no row, no charge, no room taken', async () => {
    const broken = open({
      putStream: async (source) => {
        for await (const piece of source) if (piece.length > 0) throw full();
        throw full();
      },
    });
    await expect(add({ into: broken })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await libraries.usage(libraryId)).toEqual({ usedBytes: 0, pictures: 0, binned: 0 });
  });

  it('while the row is written leaves neither row nor bytes', async () => {
    const failing: Database = {
      ...database,
      run: (unit, args) => (unit.name === 'libraries.add' ? Promise.reject(full()) : database.run(unit, args)),
    };
    const broken = createLibraries({
      database: failing,
      blobs,
      queue: queue(),
      clock,
      random: systemRandom,
      log: createLog('silent', false),
    });
    const bytes = await bytesOf();
    await expect(add({ into: broken, bytes })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await blobs.size(createHash('sha256').update(bytes).digest('hex'))).toBeNull();
    expect(await libraries.count(libraryId, { binned: false })).toBe(0);
  });
});

describe('looks after the acknowledgement', () => {
  const rowOf = async (number: string) => libraries.find(libraryId, number);
  const hole = Buffer.from([0xff, 0xd9]);

  it('find fingerprint and MD5 of what was vouched for, and the job ends with the last of them', async () => {
    const bytes = await bytesOf();
    const [a, b] = [await add({ bytes }), await add({ title: 'b' })];
    expect([a.fingerprint, a.md5, b.fingerprint]).toEqual(['', '', '']);
    await lookAtAll();
    expect(await rowOf(a.number)).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      md5: createHash('md5').update(bytes).digest('hex'),
      state: 'clear',
    });
    expect((await rowOf(b.number)).fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(await queue().depth()).toEqual({ ready: 0, running: 0, dead: 0 });
    await add({ title: 'c' });
    expect((await queue().depth()).ready).toBe(1);
  });

  it('are not waited for by whoever asks: lists tell the MD5, likenesses are found at once', async () => {
    const bytes = await bytesOf();
    const [a, b] = [await add({ bytes }), await add({ bytes, title: 'b' })];
    const page = { order: 'oldest', offset: 0, limit: 10 } as const;
    const md5 = createHash('md5').update(bytes).digest('hex');
    expect((await libraries.list(libraryId, { binned: false }, page)).map((each) => each.md5)).toEqual([md5, md5]);
    const near = await libraries.similar(libraryId, a.number, 10);
    expect(near).toMatchObject([{ apart: 0, sameBytes: true, picture: { number: b.number, md5 } }]);
  });

  it('are found by a picture that has been looked at already', async () => {
    const bytes = await bytesOf();
    const { number } = await add({ bytes });
    await lookAtAll();
    // The same picture in other bytes: a comment behind its first marker.
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 1, 2, 3, 4]);
    const other = Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
    const late = await add({ bytes: other, title: 'late' });
    const near = await libraries.similar(libraryId, number, 10);
    expect(near).toMatchObject([{ apart: 0, sameBytes: false, picture: { number: late.number } }]);
  });

  it('freeze a picture that shows nothing after all, and give back its price once', async () => {
    const account = 'payer';
    const points = createPoints({ database, clock, random: systemRandom });
    const common = { kind: 'app', number: '9', name: 'app', clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
    await createAccounts({ database, clock }).create({ id: account, ...common });
    // No JPEG that the walk vouches for is refused by the decoder, as far as anybody has seen: the walk is overruled here.
    const received = await libraries.receive(pieces(Buffer.concat([(await bytesOf()).subarray(0, 200), hole])), 3e6);
    const walked = { width: 40, height: 30, orientation: 1 };
    const { number, id } = await libraries.add(
      {
        libraryId,
        accountId: account,
        category: '0',
        title: 'nothing',
        device: 'computer',
        received: { ...received, walked },
        terms: { points: 4, openingPoints: 100, quotaBytes: 1e9 },
      },
      ['jpeg'],
    );
    expect(await points.balance(account, 100)).toBe(96);
    await lookAtAll();
    await lookAtAll();
    expect((await rowOf(number)).state).toBe('frozen');
    expect(await database.run(findPicture, id)).toBeNull();
    expect(await points.balance(account, 100)).toBe(100);
    expect((await queue().depth()).ready).toBe(0);
  });

  it('leave alone what the disk has damaged or lost, and wait for a storage that is out of order', async () => {
    const [altered, lost, late] = [await add(), await add({ title: 'lost' }), await add({ title: 'late' })];
    const file = join(folder.path, 'blobs', altered.blob.slice(0, 2), altered.blob);
    writeFileSync(file, readFileSync(file).subarray(0, 100));
    await blobs.remove(lost.blob);
    let broken = true;
    const failing = open({
      get: (key) =>
        broken && key === late.blob ? Promise.reject(new DomainError('UNAVAILABLE', 'EIO')) : blobs.get(key),
    });
    await lookAtAll(failing);
    expect((await queue().depth()).ready).toBe(1);
    broken = false;
    clock.advance(5_000);
    await lookAtAll(failing);
    expect((await queue().depth()).ready).toBe(0);
    expect([(await rowOf(altered.number)).state, (await rowOf(lost.number)).state]).toEqual(['clear', 'clear']);
    expect((await rowOf(late.number)).fingerprint).not.toBe('');
  });

  it('a picture whose equal bytes were removed at the same moment is taken back whole and may be sent again', async () => {
    const bytes = await bytesOf();
    const removing = open({ size: async () => null });
    await expect(add({ bytes, into: removing })).rejects.toMatchObject({ code: 'TOO_BUSY' });
    expect(await libraries.usage(libraryId)).toEqual({ usedBytes: 0, pictures: 0, binned: 0 });
    expect((await add({ bytes })).title).toBe('a');
  });
});

describe('the scrub', () => {
  it('says which pictures have a flipped bit and which have lost their bytes', async () => {
    const shared = await bytesOf();
    const whole = await add({ title: 'whole' });
    const altered = [await add({ title: 'one', bytes: shared }), await add({ title: 'two', bytes: shared })];
    const gone = await add({ title: 'gone' });
    const fileOf = (blob: string): string => join(folder.path, 'blobs', blob.slice(0, 2), blob);
    const file = fileOf(altered[0]?.blob ?? '');
    const content = readFileSync(file);
    content[100] = (content[100] ?? 0) ^ 4;
    writeFileSync(file, content);
    await blobs.remove(gone.blob);
    const found = new Map<string, string>();
    for await (const picture of createScrub({ database, blobs }).pictures()) found.set(picture.title, picture.found);
    expect([whole.title, ...altered.map(({ title }) => title), gone.title].map((title) => found.get(title))).toEqual([
      'whole',
      'altered',
      'altered',
      'missing',
    ]);
  });
});

describe('likeness', () => {
  it('finds every fingerprint up to seven bits away among many, without fail', async () => {
    const { number } = await add();
    await lookAtAll();
    const { fingerprint } = await libraries.find(libraryId, number);
    const flipped = [0, 17, 18, 33, 34, 49, 50];
    let bits = BigInt(`0x${fingerprint}`);
    const inserted: string[] = [];
    for (const [n, bit] of flipped.entries()) {
      bits ^= 1n << BigInt(bit);
      const near = await add({ title: `${n}` });
      await lookAtAll();
      const hex = bits.toString(16).padStart(16, '0');
      const bands = [0, 4, 8, 12].map((at) => Number.parseInt(hex.slice(at, at + 4), 16));
      const { default: Sqlite } = await import('better-sqlite3');
      const raw = new Sqlite(join(folder.path, 'tuquan.db'));
      raw
        .prepare('UPDATE picture SET fingerprint = ?, band0 = ?, band1 = ?, band2 = ?, band3 = ? WHERE number = ?')
        .run(hex, ...bands, near.number);
      raw.close();
      inserted.push(near.number);
    }
    const found = await libraries.similar(libraryId, number, 100);
    const distances = new Map(found.map(({ picture, apart }) => [picture.number, apart]));
    expect(inserted.map((each) => distances.get(each))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
