// PostgreSQL against the database port's contract, and what only it promises: many writers, groups, lost connections.
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasPostgres, newDatabase } from '../../../test/support/postgres.js';
import * as ledger from '../../../test/support/units/ledger.mjs';
import { describeDatabaseContract } from '../../ports/database/database.contract.js';
import { openPostgres } from './database.js';

describe.skipIf(!hasPostgres())('PostgreSQL', () => {
  describeDatabaseContract('postgres', async () => {
    const { url, drop } = await newDatabase();
    const database = await openPostgres(url);
    return {
      database,
      reopen: () => openPostgres(url),
      close: async () => {
        await database.close();
        await drop();
      },
    };
  });
});
