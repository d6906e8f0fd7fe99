import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { openSqlite } from '../../../adapters/sqlite/database.js';
import { ManualClock } from '../../../kernel/clock.js';
import type { Database } from '../../../ports/database/database.js';
import { queueMigrations } from '../../../ports/queue/store.js';
import { accountMigrations, createAccounts } from '../../accounts/index.js';
import { pointMigrations } from '../../points/index.js';
import { binPictures, replaceBytes, restorePictures } from '../changes/store.js';
import { libraryMigrations, pictureMigrations } from '../index.js';
import { addLibraryPicture, openLibrary } from '../library/store.js';
import { recordLook } from '../looking/store.js';
import { gatherAlike } from './groups.js';
import { createDuplicates } from './service.js';
import { compareSome, listPrints } from './store.js';

const Sqlite = createRequire(import.meta.url)('better-sqlite3') as new (
  file: string,
) => {
  exec(sql: string): void;
  close(): void;
};
const stores = [
  '../../../ports/queue/store.js',
  '../../accounts/store.js',
  '../../points/store.js',
  '../library/store.js',
  '../looking/store.js',
  '../changes/store.js',
  './store.js',
].map((path) => new URL(path, import.meta.url).href);
const libraryId = 'shop-1';
const clock = new ManualClock(Date.UTC(2026, 5, 1));

let folder: TemporaryFolder;
let database: Database;
beforeEach(async () => {
  folder = makeTemporaryFolder();
  database = await openSqlite(join(folder.path, 'tuquan.db'), stores);
  await database.migrate([
    ...queueMigrations,
    ...accountMigrations,
    ...pictureMigrations,
    ...pointMigrations,
    ...libraryMigrations,
  ]);
  const account = { kind: 'shop', number: '1', name: 'shop', clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  await createAccounts({ database, clock }).create({ id: libraryId, ...account });
  await database.run(openLibrary, { libraryId, categories: [], now: 0 });
});
afterEach(async () => {
  await database.close();
  folder.remove();
});

/** What is in the library by number, as a model keeps it. */
interface Kept {
  fingerprint: string;
  binned: boolean;
}
const now = clock.now();
const quotaBytes = 1e9;

async function add(number: string, fingerprint: string, looked: boolean): Promise<void> {
  const row = {
    id: `p${number}`,
    account_id: libraryId,
    blob: `b${number}`,
    format: 'png',
    width: 1,
    height: 1,
    bytes: 1,
    title: number,
    created_at: now,
    ending: 'png',
    library_id: libraryId,
    number,
    category: '0',
    device: 'computer',
    state: 'clear',
    md5: '',
    orientation: 1,
    fingerprint: looked ? fingerprint : '',
    modified_at: now,
    binned_at: null,
    looked_at: looked ? now : null,
  } as const;
  const charge = { accountId: libraryId, points: 0, opening: 0, subject: row.id, now };
  await database.run(addLibraryPicture, { row, quotaBytes, charge });
  if (!looked) await database.run(recordLook, { libraryId, id: row.id, blob: row.blob, md5: '', fingerprint, now });
}

async function change(kept: Map<string, Kept>, act: string, at: number, fingerprint: string): Promise<void> {
  if (act === 'add' || act === 'look') {
    const number = String(1_000 + kept.size);
    await add(number, fingerprint, act === 'add');
    kept.set(number, { fingerprint, binned: false });
    return;
  }
  const [number, picture] = [...kept][at % Math.max(1, kept.size)] ?? ['', null];
  if (picture === null) return;
  if (act === 'bin') {
    await database.run(binPictures, { libraryId, numbers: [number], now, endsAt: now + 1 });
    picture.binned = true;
  } else if (act === 'restore') {
    await database.run(restorePictures, { libraryId, numbers: [number], quotaBytes, now });
    picture.binned = false;
  } else if (!picture.binned) {
    const to = {
      blob: `c${number}`,
      format: 'png',
      width: 1,
      height: 1,
      bytes: 1,
      md5: '',
      orientation: 1,
      fingerprint,
    };
    await database.run(replaceBytes, { libraryId, number, to, quotaBytes, now });
    picture.fingerprint = fingerprint;
  }
}

/** Groups as a comparison of every picture with every other finds them. */
const expected = async (kept: Map<string, Kept>): Promise<string[]> => {
  const live = [...kept].filter(([, { binned }]) => !binned);
  const groups = await gatherAlike(live.map(([number, { fingerprint }]) => fingerprint + number).sort());
  return groups.map((group) => group.join(' ')).sort();
};
const found = async (): Promise<string[]> => {
  const groups = await createDuplicates({ database, clock }).groups(libraryId);
  return groups.map(({ numbers }) => numbers.join(' ')).sort();
};

const bases = [0x0123456789abcdefn, 0x0123456789abcd00n, 0xfedcba9876543210n];
const flipped = (value: bigint, bits: readonly number[]): string =>
  bits
    .reduce((sum, bit) => sum ^ (1n << BigInt(bit)), value)
    .toString(16)
    .padStart(16, '0');
const fingerprints = fc
  .tuple(fc.constantFrom(...bases), fc.array(fc.nat(63), { maxLength: 9 }))
  .map(([base, bits]) => flipped(base, bits));

describe('pictures that are marked because others look like them', () => {
  it('are all a look for duplicates needs, whatever was added, looked at, replaced, binned and taken back', async () => {
    const kept = new Map<string, Kept>();
    const acts = fc.array(
      fc.tuple(fc.constantFrom('add', 'add', 'look', 'bin', 'restore', 'replace'), fc.nat(1_000), fingerprints),
      { minLength: 5, maxLength: 15 },
    );
    // One library that grows and changes: each run goes on from where the one before it ended.
    await fc.assert(
      fc.asyncProperty(acts, async (some) => {
        for (const [act, at, fingerprint] of some) await change(kept, act, at, fingerprint);
        expect(await found()).toEqual(await expected(kept));
      }),
      { numRuns: 25, endOnFailure: true },
    );
    expect((await expected(kept)).length).toBeGreaterThan(1);
  });

  it('are few: those that stand alone are not read', async () => {
    let state = 7;
    const lonely = Array.from({ length: 60 }, () =>
      Array.from({ length: 4 }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return (state >>> 16).toString(16).padStart(4, '0');
      }).join(''),
    );
    for (const [at, print] of lonely.entries()) await add(String(2_000 + at), print, at % 2 === 0);
    await add('3000', lonely[7] ?? '', false);
    const lines = await database.run(listPrints, { libraryId, after: '', limit: 1_000 });
    expect(lines.map((line) => line.slice(16))).toEqual(['2007', '3000']);
  });

  it('of before there were marks are read all, and compared by and by', async () => {
    const kept = new Map<string, Kept>();
    for (let at = 0; at < 40; at += 1) {
      await change(kept, 'add', 0, flipped(bases[at % 3] ?? 0n, [at, (at * 7) % 64, (at * 11) % 64, (at * 29) % 64]));
    }
    const file = new Sqlite(join(folder.path, 'tuquan.db'));
    file.exec('UPDATE picture SET alike = 2');
    file.close();
    expect(await found()).toEqual(await expected(kept));
    await change(kept, 'look', 0, flipped(bases[0] ?? 0n, [1, 2, 3, 4, 5]));
    expect(await found()).toEqual(await expected(kept));
    let rounds = 1;
    while (await database.run(compareSome, { libraryId, limit: 16 })) {
      expect(await found()).toEqual(await expected(kept));
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(1);
    expect(await found()).toEqual(await expected(kept));
    expect(await database.run(compareSome, { libraryId, limit: 1 })).toBe(false);
  });
});
