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
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { accountMigrations, createAccounts } from '../accounts/index.js';
import { mediaMigrations } from '../media/index.js';
import { pointMigrations } from '../points/index.js';
import {
  createLibraries,
  createScrub,
  type Libraries,
  type LibraryPicture,
  libraryMigrations,
  pictureMigrations,
} from './index.js';
import { dropUse, recordUse } from './references/store.js';

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
  createLibraries({ database, blobs: { ...blobs, ...over }, queue: queue(), clock, random: systemRandom });

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
    const broken = createLibraries({ database: failing, blobs, queue: queue(), clock, random: systemRandom });
    const bytes = await bytesOf();
    await expect(add({ into: broken, bytes })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await blobs.size(createHash('sha256').update(bytes).digest('hex'))).toBeNull();
    expect(await libraries.count(libraryId, { binned: false })).toBe(0);
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
    const { number, fingerprint } = await add();
    const flipped = [0, 17, 18, 33, 34, 49, 50];
    let bits = BigInt(`0x${fingerprint}`);
    const inserted: string[] = [];
    for (const [n, bit] of flipped.entries()) {
      bits ^= 1n << BigInt(bit);
      const near = await add({ title: `${n}` });
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
