// Narrows a statement over all accounts' rows to those that a time is for. Must not know a table.
import type { Turn } from '../../kernel/clock.js';
import { marks } from './database.js';

/** ` AND …`, or nothing where one time is for everybody, and the values it binds. */
export function whose(column: string, { only, except = [] }: Turn): { sql: string; values: readonly string[] } {
  if (only !== undefined) return { sql: ` AND ${column} = ?`, values: [only] };
  if (except.length === 0) return { sql: '', values: [] };
  return { sql: ` AND ${column} NOT IN (${marks(except.length)})`, values: except };
}
