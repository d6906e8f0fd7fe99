// The log of requests: takes exchanges off the request's hands, keeps what is worth keeping, finds it again, explains.
// Must not slow a request down: record() puts an exchange into a list and returns.
import type { Clock } from '../../kernel/clock.js';
import { describe } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Database } from '../../ports/database/database.js';
import { blockLines } from './lookup/filter.js';
import { findText, type LineRow, sealBlocks } from './lookup/store.js';
import { maskBody, maskHeader, maskTarget } from './mask.js';
import type { TrafficSettings } from './settings.js';
import { addTraffic, dropOldTraffic, type EntryRow, findTraffic, type NewRow, scanTraffic } from './store.js';
import type { Cause, Diagnosis, Exchange, Explain, RecordedRequest, TrafficEntry, TrafficLine } from './types.js';

/** Kept in each second: failures, and the rest. What is more is counted, not kept. */
const mostFailures = 500;
const mostSuccesses = 100;
/** Signatures explained in each second: it costs milliseconds. */
const mostExplained = 3;
/** Bytes kept of a body, either way. */
const mostBody = 16 * 1024;
const mostHeaders = 16 * 1024;
const mostTarget = 4 * 1024;
/** Characters of target, body and answer that a search sees. */
const searchedTarget = 256;
const searchedText = 160;
const flushEveryMs = 250;
/** Lines without a filter, or blocks with one, looked at in one unit of work; and how long (ms) a search goes on. */
const scanDepth = 25_000;
const scanBlocks = 1_500;
const searchMs = 700;
/** Age (ms) at which lines get a filter: later than any process writes them. */
const sealAfterMs = 10_000;
/** Blocks made in one unit of work. */
const mostSealed = 16;
/** Rows between two looks for old ones. */
const dropEvery = 2_000;

export interface TrafficQuery {
  /** Only lines before this one. */
  readonly before?: number | undefined;
  readonly room?: string | undefined;
  readonly status?: number | undefined;
  readonly failed?: boolean | undefined;
  /** Part of target, body or answer, whatever its case. */
  readonly text?: string | undefined;
  readonly limit: number;
}

export interface Traffic {
  /** Whether anything is kept; nothing need be handed over otherwise. */
  readonly keeps: boolean;
  /** @param exchange called only when this one is kept */
  record(failed: boolean, exchange: () => Exchange): void;
  /** Newest first. `next` goes on; `complete` false = the time was up before enough was found. */
  search(query: TrafficQuery): Promise<{ lines: TrafficLine[]; next: number | null; complete: boolean }>;
  find(id: number): Promise<TrafficEntry | null>;
  /** Explains a request's signature; null when no room checks one there. */
  diagnose(request: RecordedRequest): Promise<Diagnosis | null>;
  /** Successes and failures that came faster than they are kept, since the start. */
  skipped(): { readonly successes: number; readonly failures: number };
  /** Writes what is waiting. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

function toLine(row: LineRow): TrafficLine {
  return {
    id: row.id,
    at: Math.floor(row.id / 1000),
    room: row.room,
    method: row.method,
    target: row.target,
    status: row.status,
    failed: row.failed === 1,
    durationMs: row.duration_us / 1000,
    cause: row.cause as Cause | null,
  };
}

const toEntry = (row: EntryRow): TrafficEntry => ({
  ...toLine(row),
  headers: JSON.parse(row.headers) as [string, string][],
  body: row.body,
  requestBytes: row.request_bytes,
  altered: row.altered === 1,
  answer: row.answer,
  answerBytes: row.answer_bytes,
  diagnosis: row.diagnosis === null ? null : (JSON.parse(row.diagnosis) as Diagnosis),
});

/** Bytes as text a database takes; what is no text says how much it is. */
function textOf(bytes: Buffer): string {
  // A file among the fields: what follows its first bytes would be kept as gibberish, at a price.
  const binary = bytes.length > mostBody ? bytes.indexOf(0) : -1;
  const text = bytes.subarray(0, binary < 0 ? mostBody : Math.min(mostBody, binary + 64)).toString('utf8');
  // A cut may split a character; bytes that are no text at all show as replacement characters, and NUL is no text anywhere.
  return text.replaceAll('\u0000', '\ufffd');
}

export function createTraffic(parts: {
  database: Database;
  clock: Clock;
  log: Log;
  settings: TrafficSettings;
  /** The explainers of the rooms, filled once all rooms are made. */
  explainers: readonly Explain[];
  /** 0–899, different from node to node: two that answer in the same millisecond number their requests apart. */
  offset?: number;
}): Traffic {
  const { database, clock, log, settings, explainers, offset = 0 } = parts;
  let waiting: { exchange: Exchange; explained: boolean }[] = [];
  let second = 0;
  let [failures, successes, explained] = [0, 0, 0];
  const skipped = { failures: 0, successes: 0 };
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let sinceDrop = dropEvery;
  let sinceSeal: number = blockLines;
  let lastId = 0;

  async function diagnose(request: RecordedRequest): Promise<Diagnosis | null> {
    for (const explain of explainers) {
      const found = await explain(request);
      if (found !== null) return found;
    }
    return null;
  }

  async function rowOf({ exchange, explained: wanted }: { exchange: Exchange; explained: boolean }): Promise<NewRow> {
    const { request, answer } = exchange;
    let diagnosis: Diagnosis | null = null;
    if (wanted) {
      try {
        diagnosis = await diagnose(request);
      } catch (error) {
        log.warn({ cause: describe(error) }, 'a signature could not be explained');
      }
    }
    const target = maskTarget(request.target).slice(0, mostTarget);
    const plain = textOf(request.body);
    const body = maskBody(plain);
    const answered = maskBody(textOf(answer));
    let room = mostHeaders;
    let cut =
      request.cut ||
      request.body.length > mostBody ||
      target !== request.target ||
      body !== request.body.toString('utf8');
    const headers: [string, string][] = [];
    for (const [name, value] of request.headers) {
      room -= name.length + value.length;
      const masked = maskHeader(name, value);
      if (masked !== value || room < 0) cut = true;
      if (room >= 0) headers.push([name, masked]);
    }
    // Time and number in one: newest first is highest first, whoever wrote it.
    lastId = Math.max(lastId + 1, request.at * 1000 + offset);
    const words = [target.slice(0, searchedTarget), body.slice(0, searchedText), answered.slice(0, searchedText)].join(
      '\n',
    );
    return {
      id: lastId,
      room: exchange.room,
      method: request.method,
      target,
      status: exchange.status,
      failed: exchange.failed ? 1 : 0,
      duration_us: Math.round(exchange.durationMs * 1000),
      cause: diagnosis?.cause ?? null,
      words: words.toLowerCase(),
      headers: JSON.stringify(headers),
      body,
      request_bytes: exchange.requestBytes,
      altered: cut ? 1 : 0,
      answer: answered,
      answer_bytes: exchange.answerBytes,
      diagnosis: diagnosis === null ? null : JSON.stringify(diagnosis),
    };
  }

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      const rows: NewRow[] = [];
      for (const each of batch) rows.push(await rowOf(each));
      await database.run(addTraffic, rows);
      sinceDrop += rows.length;
      if (sinceDrop >= dropEvery) {
        sinceDrop = 0;
        await database.run(dropOldTraffic, { keep: settings.rows, most: 4 * dropEvery });
      }
      sinceSeal += rows.length;
      if (sinceSeal >= blockLines) {
        const made = await database.run(sealBlocks, { before: (clock.now() - sealAfterMs) * 1000, most: mostSealed });
        // As many as asked for: there may be more, so the next batch goes on.
        if (made < mostSealed) sinceSeal = 0;
      }
    } catch (error) {
      log.warn({ requests: batch.length, cause: describe(error) }, 'requests could not be logged');
    }
  }

  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  return {
    keeps: settings.keep !== 'off',
    record: (failed, exchange) => {
      const now = Math.floor(clock.now() / 1000);
      if (now !== second) {
        second = now;
        [failures, successes, explained] = [0, 0, 0];
      }
      if (failed) {
        if (failures >= mostFailures) {
          skipped.failures += 1;
          return;
        }
        failures += 1;
      } else {
        if (settings.keep !== 'on') return;
        if (successes >= mostSuccesses) {
          skipped.successes += 1;
          return;
        }
        successes += 1;
      }
      const explain = failed && explained < mostExplained;
      if (explain) explained += 1;
      waiting.push({ exchange: exchange(), explained: explain });
      timer ??= setTimeout(() => void flush(), flushEveryMs).unref();
    },
    search: async ({ before, room, status, failed, text, limit }) => {
      const until = performance.now() + searchMs;
      let from = before ?? Number.MAX_SAFE_INTEGER;
      const filter = { room: room ?? null, status: status ?? null, failed: failed ?? null };
      const lines: TrafficLine[] = [];
      for (;;) {
        const query = { ...filter, before: from, limit: limit - lines.length };
        const { rows, reached } =
          text === undefined || text === ''
            ? await database.run(scanTraffic, query)
            : await database.run(findText, {
                ...query,
                text: text.toLowerCase(),
                depth: scanDepth,
                blocks: scanBlocks,
              });
        lines.push(...rows.map(toLine));
        if (reached === null) return { lines, next: null, complete: true };
        if (lines.length >= limit) return { lines, next: reached, complete: true };
        if (performance.now() > until) return { lines, next: reached, complete: false };
        from = reached;
      }
    },
    find: async (id) => {
      const row = await database.run(findTraffic, id);
      return row === null ? null : toEntry(row);
    },
    diagnose,
    skipped: () => ({ ...skipped }),
    flush,
    close: flush,
  };
}
