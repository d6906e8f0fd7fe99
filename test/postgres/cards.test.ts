// The cards journey on PostgreSQL, as a part of every run. All journeys and conformance tests: npm run test:scale-out.
import { describe } from 'vitest';
import { hasPostgres } from '../support/postgres.js';

const given = process.env.TUQUAN_TEST_DATABASE;
if (given !== undefined) console.warn(`skipped: TUQUAN_TEST_DATABASE=${given} takes every journey there already`);
// Where PostgreSQL is missing, that is said by whoever looks for it.
if (given === undefined && hasPostgres()) {
  process.env.TUQUAN_TEST_DATABASE = 'postgres';
  await import('../journeys/cards.test.js');
} else describe.skip('the cards journey on PostgreSQL', () => undefined);
