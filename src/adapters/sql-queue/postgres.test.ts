// The job table on PostgreSQL, against the queue port's contract.
import { afterAll, describe } from 'vitest';
import { hasPostgres, newDatabase, type TestDatabase } from '../../../test/support/postgres.js';
import { ManualClock } from '../../kernel/clock.js';
import { systemRandom } from '../../kernel/ids.js';
import { procedure } from '../../ports/database/database.js';
import { describeQueueContract } from '../../ports/queue/queue.contract.js';
import { queueMigrations } from '../../ports/queue/store.js';
import { openPostgres } from '../postgres/database.js';
import { createQueue } from './queue.js';

const empty = procedure('test.empty', 'write', function* (_: null) {
  yield { sql: 'DELETE FROM job', values: [] };
});

describe.skipIf(!hasPostgres())('PostgreSQL', () => {
  let shared: Promise<TestDatabase> | undefined;
  afterAll(async () => (await shared)?.drop());

  describeQueueContract('postgres', async () => {
    shared ??= newDatabase();
    const database = await openPostgres((await shared).url);
    await database.migrate(queueMigrations);
    await database.run(empty, null);
    const clock = new ManualClock(Date.UTC(2026, 0, 26));
    return {
      database,
      clock,
      queue: createQueue({ database, clock, random: systemRandom }),
      close: () => database.close(),
    };
  });
});
