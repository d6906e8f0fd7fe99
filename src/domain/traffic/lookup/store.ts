// SQL of finding text in the log of requests: lines in blocks with a filter each, and the newest ones without.
// Must not add or drop lines; store.ts does and tells.
import { all, one, procedure, run, type SqlValue, type Unit } from '../../../ports/database/database.js';
import { bitsOf, blockLines, filterOf, mayHold } from './filter.js';

export interface LineRow {
  id: number;
  room: string;
  method: string;
  target: string;
  status: number;
  failed: number;
  duration_us: number;
  cause: string | null;
}

export const lineColumns = 'id, room, method, target, status, failed, duration_us, cause';

export interface LineFilter {
  readonly room: string | null;
  readonly status: number | null;
  readonly failed: boolean | null;
}

export function conditionsOf(a: LineFilter): { where: string; values: SqlValue[] } {
  const where = ['1 = 1'];
  const values: SqlValue[] = [];
  const add = (text: string, value: SqlValue): void => {
    where.push(text);
    values.push(value);
  };
  if (a.room !== null) add('room = ?', a.room);
  if (a.status !== null) add('status = ?', a.status);
  if (a.failed !== null) add('failed = ?', a.failed ? 1 : 0);
  return { where: where.join(' AND '), values };
}

/** Lines that come late, from another process or after a clock was put back, are added to the block they fall into. */
export function* amendBlocks(rows: readonly { readonly id: number; readonly words: string }[]): Unit<void> {
  const end = yield* one<{ last: number | null }>('SELECT MAX(last_id) AS last FROM traffic_block');
  for (const { id, words } of rows) {
    if (id > (end?.last ?? 0)) continue;
    const block = yield* one<{ last_id: number; filter: string }>(
      'SELECT last_id, filter FROM traffic_block WHERE last_id >= ? ORDER BY last_id LIMIT 1',
      id,
    );
    if (block === undefined) continue;
    yield* run('UPDATE traffic_block SET filter = ? WHERE last_id = ?', filterOf([words], block.filter), block.last_id);
  }
}

/** Forgets the blocks that reach no further than a line that was dropped. */
export function* dropBlocks(upTo: number): Unit<void> {
  yield* run('DELETE FROM traffic_block WHERE last_id <= ?', upTo);
}

/** Makes filters of the oldest lines that have none, whole blocks only, at most `most`. Resolves to how many were made. */
export const sealBlocks = procedure(
  'traffic.seal',
  'write',
  function* (a: {
    /** Only lines below this number: younger ones may still be joined by lines of other processes. */ before: number;
    most: number;
  }): Unit<number> {
    const end = yield* one<{ last: number | null }>('SELECT MAX(last_id) AS last FROM traffic_block');
    const lines = yield* all<{ id: number; words: string }>(
      'SELECT id, words FROM traffic WHERE id > ? AND id < ? ORDER BY id LIMIT ?',
      end?.last ?? 0,
      a.before,
      a.most * blockLines,
    );
    let made = 0;
    for (let at = 0; at + blockLines <= lines.length; at += blockLines) {
      const block = lines.slice(at, at + blockLines);
      yield* run(
        'INSERT INTO traffic_block (last_id, filter) VALUES (?, ?) ON CONFLICT (last_id) DO NOTHING',
        block.at(-1)?.id ?? 0,
        filterOf(block.map(({ words }) => words)),
      );
      made += 1;
    }
    return made;
  },
);

export interface TextScan extends LineFilter {
  /** Only lines below this number, newest first. */
  readonly before: number;
  /** Text in lower case. */
  readonly text: string;
  /** Blocks looked at. */
  readonly blocks: number;
  /** Lines without a block looked at. */
  readonly depth: number;
  /** Lines returned. */
  readonly limit: number;
}

export interface TextFound {
  rows: LineRow[];
  /** The number to go on below; null when there is none left. */
  reached: number | null;
}

const like = (text: string): string => `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;

/** Looks at the next lines or blocks for a text: first what has no block yet, then block after block. */
export const findText = procedure('traffic.find-text', 'read', function* (a: TextScan): Unit<TextFound> {
  const { where, values } = conditionsOf(a);
  const pattern = like(a.text);
  const sql = `SELECT ${lineColumns} FROM traffic WHERE id < ? AND id > ? AND words LIKE ? ESCAPE '\\' AND ${where}
    ORDER BY id DESC LIMIT ?`;
  const rows: LineRow[] = [];
  /** Looks between two numbers; true when enough has been found. */
  function* look(below: number, above: number): Unit<boolean> {
    rows.push(...(yield* all<LineRow>(sql, below, above, pattern, ...values, a.limit - rows.length)));
    return rows.length >= a.limit;
  }
  const top = yield* one<{ last: number | null }>('SELECT MAX(last_id) AS last FROM traffic_block');
  const sealed = top?.last ?? 0;
  const bits = bitsOf(a.text);
  if (a.before > sealed + 1 || bits.length === 0) {
    // Nothing but the lines themselves say what is in them.
    const floor = bits.length === 0 ? 0 : sealed;
    const end = yield* one<{ id: number }>(
      'SELECT id FROM traffic WHERE id < ? AND id > ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      a.before,
      floor,
      a.depth - 1,
    );
    const full = yield* look(a.before, end === undefined ? floor : end.id - 1);
    if (full) return { rows, reached: rows.at(-1)?.id ?? null };
    if (end !== undefined) return { rows, reached: end.id };
    return { rows, reached: floor === 0 ? null : floor + 1 };
  }
  // The block `before` falls into, and those below it, each with the one after it, whose end is its own begin.
  const blocks = yield* all<{ last_id: number; filter: string }>(
    `SELECT last_id, filter FROM traffic_block WHERE last_id <
       COALESCE((SELECT last_id FROM traffic_block WHERE last_id >= ? ORDER BY last_id LIMIT 1), ?) + 1
     ORDER BY last_id DESC LIMIT ?`,
    a.before - 1,
    sealed,
    a.blocks + 1,
  );
  for (const [index, block] of blocks.slice(0, a.blocks).entries()) {
    if (!mayHold(block.filter, bits)) continue;
    const begin = blocks[index + 1]?.last_id ?? 0;
    if (yield* look(Math.min(a.before, block.last_id + 1), begin)) return { rows, reached: rows.at(-1)?.id ?? null };
  }
  const next = blocks[a.blocks];
  return { rows, reached: next === undefined ? null : next.last_id + 1 };
});

export const procedures = [sealBlocks, findText];
