import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { openDiskBlobs } from '../../adapters/disk-blobs/blobs.js';
import { createQueue } from '../../adapters/sql-queue/queue.js';
import { openSqlite } from '../../adapters/sqlite/database.js';
import { ManualClock } from '../../kernel/clock.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { accountMigrations, createAccounts } from '../accounts/index.js';
import { pictureMigrations } from '../pictures/index.js';
import { createTemporaryMedia, mediaMigrations, purgeJob, type TemporaryMedia } from './index.js';

const day = 86_400_000;
const stores = ['../../ports/queue/store.js', '../accounts/store.js', '../pictures/store.js', './store.js'];
let clock: ManualClock;
let database: Database;
let blobs: Blobs;
let queue: Queue;
let media: TemporaryMedia;

beforeEach(async () => {
  const folder = temporaryFolder();
  clock = new ManualClock(1_700_000_000_000);
  database = await openSqlite(
    join(folder, 'test.db'),
    stores.map((path) => new URL(path, import.meta.url).href),
  );
  await database.migrate([...queueMigrations, ...accountMigrations, ...pictureMigrations, ...mediaMigrations]);
  blobs = await openDiskBlobs(join(folder, 'blobs'));
  queue = createQueue({ database, clock, random: randomBytes });
  const empty = { clientKeys: [], serverKeys: [], secrets: {}, brands: [] };
  const accounts = createAccounts({ database, clock });
  for (const id of ['a', 'b']) await accounts.create({ id, kind: 'k', number: id, name: id, ...empty });
  media = createTemporaryMedia({ database, blobs, queue, clock, random: randomBytes });
});
afterEach(() => database.close());

const add = (text: string, accountId = 'a') =>
  media.add({ accountId, bytes: Buffer.from(text), contentType: 'text/plain', title: 't.txt' });
const stored = async (text: string): Promise<boolean> =>
  (await blobs.size((await blobs.put(Buffer.from(text))).key)) !== null;

describe('temporary media', () => {
  it('are read by their account for three days', async () => {
    const { id } = await add('hello');
    expect(id).toMatch(/^[0-9A-Za-z]{64}$/);
    clock.advance(3 * day - 1);
    expect((await media.read('a', id)).bytes.toString()).toBe('hello');
    await expect(media.read('b', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    clock.advance(1);
    await expect(media.read('a', id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('come with the job that removes them when they expire, not before', async () => {
    const { id, expiresAt } = await add('hello');
    expect(await queue.nextDue([purgeJob])).toBe(expiresAt);
    expect(await media.purge(id)).toBe(expiresAt);
    clock.set(expiresAt);
    const [job] = await queue.claim({ kinds: [purgeJob], count: 1, leaseMs: 1_000 });
    expect(job?.subject).toBe(id);
    const { key } = await blobs.put(Buffer.from('hello'));
    expect(await media.purge(id)).toBeNull();
    expect(await blobs.size(key)).toBeNull();
    expect(await media.purge(id)).toBeNull();
  });

  it('that share their bytes lose them with the last one', async () => {
    const first = await add('same');
    clock.advance(day);
    const second = await add('same', 'b');
    clock.set(first.expiresAt);
    await media.purge(first.id);
    expect((await media.read('b', second.id)).bytes.toString()).toBe('same');
    expect(await stored('same')).toBe(true);
  });
});
