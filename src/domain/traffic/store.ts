// SQL of the log of requests, as units of work. A line is narrow, so that many can be searched; what is shown of one
// request only lies beside it. Must not decide what is kept. Finding text: lookup/store.ts.
import { all, type Beside, changed, one, procedure, run, type Unit } from '../../ports/database/database.js';
import {
  amendBlocks,
  conditionsOf,
  dropBlocks,
  type LineRow,
  lineColumns,
  procedures as searchProcedures,
} from './lookup/store.js';

/** Lines and the blocks over them change together, whoever writes. */
const inOneLine: Beside<unknown> = { group: () => 'traffic' };

export const trafficMigrations = [
  {
    name: '0045-traffic',
    statements: [
      `CREATE TABLE traffic (
        id BIGINT PRIMARY KEY,
        room TEXT NOT NULL,
        method TEXT NOT NULL,
        target TEXT NOT NULL,
        status INTEGER NOT NULL,
        failed INTEGER NOT NULL,
        duration_us BIGINT NOT NULL,
        cause TEXT,
        words TEXT NOT NULL
      )`,
      'CREATE INDEX traffic_room ON traffic (room, id)',
      'CREATE INDEX traffic_status ON traffic (status, id)',
      'CREATE INDEX traffic_failed ON traffic (failed, id)',
      `CREATE TABLE traffic_text (
        id BIGINT PRIMARY KEY REFERENCES traffic (id) ON DELETE CASCADE,
        headers TEXT NOT NULL,
        body TEXT NOT NULL,
        request_bytes BIGINT NOT NULL,
        altered INTEGER NOT NULL,
        answer TEXT NOT NULL,
        answer_bytes BIGINT NOT NULL,
        diagnosis TEXT
      )`,
    ],
  },
  {
    name: '0060-traffic-blocks',
    statements: [
      // A block reaches from above the block before it to `last_id`. Lines above the last block have no filter yet.
      `CREATE TABLE traffic_block (
        last_id BIGINT PRIMARY KEY,
        filter TEXT NOT NULL
      )`,
    ],
  },
] as const;

export interface EntryRow extends LineRow {
  headers: string;
  body: string;
  request_bytes: number;
  altered: number;
  answer: string;
  answer_bytes: number;
  diagnosis: string | null;
}

export type NewRow = EntryRow & { words: string };

/** Adds a batch; a number taken by another process is skipped. */
export const addTraffic = procedure(
  'traffic.add',
  'write',
  function* (rows: readonly NewRow[]): Unit<void> {
    yield* amendBlocks(rows);
    for (const row of rows) {
      const added = yield* changed(
        `INSERT INTO traffic (id, room, method, target, status, failed, duration_us, cause, words)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        row.id,
        row.room,
        row.method,
        row.target,
        row.status,
        row.failed,
        row.duration_us,
        row.cause,
        row.words,
      );
      if (added === 0) continue;
      yield* run(
        `INSERT INTO traffic_text (id, headers, body, request_bytes, altered, answer, answer_bytes, diagnosis)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        row.id,
        row.headers,
        row.body,
        row.request_bytes,
        row.altered,
        row.answer,
        row.answer_bytes,
        row.diagnosis,
      );
    }
  },
  inOneLine,
);

/** Drops the oldest beyond `keep`, at most `most` at once. Resolves to how many went. */
export const dropOldTraffic = procedure(
  'traffic.drop-old',
  'write',
  function* (a: { keep: number; most: number }): Unit<number> {
    const counted = yield* one<{ n: number }>('SELECT COUNT(*) AS n FROM traffic');
    const excess = Math.min(a.most, Number(counted?.n ?? 0) - a.keep);
    if (excess <= 0) return 0;
    const last = yield* one<{ id: number }>('SELECT id FROM traffic ORDER BY id LIMIT 1 OFFSET ?', excess - 1);
    if (last === undefined) return 0;
    yield* run('DELETE FROM traffic_text WHERE id <= ?', last.id);
    yield* run('DELETE FROM traffic WHERE id <= ?', last.id);
    yield* dropBlocks(last.id);
    return excess;
  },
  inOneLine,
);

export interface Scan {
  /** Only lines below this number, newest first. */
  readonly before: number;
  readonly room: string | null;
  readonly status: number | null;
  readonly failed: boolean | null;
  /** Lines returned. */
  readonly limit: number;
}

/** The next lines. `reached` = the number to go on below; null when there is none left. */
export const scanTraffic = procedure('traffic.scan', 'read', function* (a: Scan): Unit<{
  rows: LineRow[];
  reached: number | null;
}> {
  const { where, values } = conditionsOf(a);
  const rows = yield* all<LineRow>(
    `SELECT ${lineColumns} FROM traffic WHERE id < ? AND ${where} ORDER BY id DESC LIMIT ?`,
    a.before,
    ...values,
    a.limit,
  );
  return { rows, reached: rows.length < a.limit ? null : (rows.at(-1)?.id ?? null) };
});

export const findTraffic = procedure('traffic.find', 'read', function* (id: number): Unit<EntryRow | null> {
  const row = yield* one<EntryRow>(
    `SELECT t.id, t.room, t.method, t.target, t.status, t.failed, t.duration_us, t.cause, x.headers, x.body,
       x.request_bytes, x.altered, x.answer, x.answer_bytes, x.diagnosis
     FROM traffic t JOIN traffic_text x ON x.id = t.id WHERE t.id = ?`,
    id,
  );
  return row ?? null;
});

export const procedures = [addTraffic, dropOldTraffic, scanTraffic, findTraffic, ...searchProcedures];
