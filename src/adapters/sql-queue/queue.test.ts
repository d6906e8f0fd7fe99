// The job table on the embedded database, against the queue port's contract.
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.js';
import { ManualClock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/ids.js';
import { describeQueueContract, jobUnits } from '../../ports/queue/queue.contract.js';
import { queueDepth, queueMigrations } from '../../ports/queue/store.js';
import { openSqlite } from '../sqlite/database.js';
import { createQueue } from './queue.js';

const storeUnits = new URL('../../ports/queue/store.ts', import.meta.url).href;

describeQueueContract('sqlite', async () => {
  const folder = makeTemporaryFolder();
  const database = await openSqlite(join(folder.path, 'data.db'), [storeUnits, jobUnits]);
  await database.migrate(queueMigrations);
  const clock = new ManualClock(Date.UTC(2026, 0, 26));
  return {
    database,
    clock,
    queue: createQueue({ database, clock, random: systemRandom }),
    close: async () => {
      await database.close();
      folder.remove();
    },
  };
});

test('however many jobs wait, counting them reads no job', () => {
  const database = new Sqlite(':memory:');
  for (const statement of queueMigrations.flatMap(({ statements }) => statements)) database.exec(statement);
  const { value } = queueDepth.body(undefined).next([]);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${(value as { sql: string }).sql}`).all() as { detail: string }[];
  const reads = plan.map(({ detail }) => detail).filter((detail) => detail.includes(' job'));
  expect(reads).toEqual([
    expect.stringContaining('COVERING INDEX'),
    expect.stringContaining('COVERING INDEX job_running'),
    expect.stringContaining('INDEX job_parked'),
  ]);
  database.close();
});
