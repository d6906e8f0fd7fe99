// The cards journey on PostgreSQL, as a part of every run. All journeys and conformance tests: npm run test:postgres.
import { describe } from 'vitest';
import { hasPostgres } from '../support/postgres.js';

if (hasPostgres() && process.env.TUQUAN_TEST_DATABASE === undefined) {
  process.env.TUQUAN_TEST_DATABASE = 'postgres';
  await import('../journeys/cards.test.js');
} else describe.skip('the cards journey on PostgreSQL', () => undefined);
