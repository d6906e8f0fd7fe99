// Accepts painting tasks, answers what became of them, and forgets what has expired.
// Must not paint: that happens in a job (run.ts).
import { type Clock, turnsOf } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { RandomBytes } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { Moderator } from '../../ports/moderator/moderator.js';
import type { Composition, PictureDescription } from '../../ports/painter/painter.js';
import { isPaintStyle, type PaintStyle } from '../../ports/painter/styles.js';
import type { Queue } from '../../ports/queue/queue.js';
import type { Account } from '../accounts/index.js';
import type { Pictures } from '../pictures/index.js';
import { checkRequest, taskExpiry } from './rules.js';
import {
  acceptPainting,
  type FoundPainting,
  findPainting,
  listPaintings,
  lookAtPainting,
  type PlacedPainting,
  purgePaintings,
} from './store.js';
import type { Painting, PaintingInLine, PaintingRequest } from './types.js';

/** Ids count from here (ms, UTC). */
const idEpoch = Date.UTC(2020, 0, 1);

/**
 * Milliseconds and four random digits: 16 digits below 2^53 until 2048, so a client that reads the id as a number loses
 * nothing. Ids that grow with time keep neighbours on the same database pages: random ones cost twice the writing.
 */
const newId = (now: number, random: RandomBytes): string =>
  String(Math.max(1, now - idEpoch) * 10_000 + (random(4).readUInt32BE() % 10_000));

const purgeBatch = 500;
/** Expiry by an account’s own time is looked for no more often than this (ms). */
const lookAgainMs = 60_000;

export interface Paintings {
  /** Whether pictures can be asked for in a style of this name. */
  isStyle(name: string): name is PaintStyle;
  /**
   * Accepts a task; resolves once it is on disk. Each call is a new task.
   * @throws DomainError INVALID (fact `field`), TEXT_REFUSED, TOO_BUSY, UNAVAILABLE
   */
  submit(caller: Account, request: PaintingRequest): Promise<{ readonly id: string }>;
  /** The caller's task. @throws DomainError NOT_FOUND when it is unknown, another's, or has expired */
  find(caller: Account, id: string): Promise<Painting>;
  /** Tasks of all accounts, newest first. @param before only those with a lower id */
  list(limit: number, before?: string): Promise<PaintingInLine[]>;
  /** Anybody's task. @throws DomainError NOT_FOUND when it is unknown or has expired */
  look(id: string): Promise<PaintingInLine>;
  /** Removes tasks and pictures that have expired; resolves to when to come back (ms, UTC), or null when nothing is left. */
  purge(): Promise<number | null>;
}

export function createPaintings(parts: {
  database: Database;
  blobs: Blobs;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
  pictures: Pictures;
  moderator: Moderator;
  log: Log;
  /** Tasks one account may have waiting and running. */
  mostOpen: number;
  /** False while too many tasks wait altogether. */
  hasRoom: () => boolean;
}): Paintings {
  const { database, blobs, queue, clock, random, pictures, moderator, log, mostOpen, hasRoom } = parts;

  const toPainting = ({ row, pictures: painted }: FoundPainting): Painting => ({
    id: row.id,
    accountId: row.account_id,
    request: {
      prompt: row.prompt,
      style: row.style as PaintStyle,
      width: row.width,
      height: row.height,
      count: row.pictures,
      composition: row.composition as Composition,
    },
    state: row.state,
    failure: row.failure,
    failureText: row.failure_text,
    progress: row.progress / 1000,
    pictureUrls: painted.map((picture) => pictures.publicUrl(picture)),
    shows: row.shows === null ? null : (JSON.parse(row.shows) as PictureDescription),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  });

  const inLine = (found: PlacedPainting): PaintingInLine => ({ ...toPainting(found), position: found.position });

  async function accept(caller: Account, request: PaintingRequest): Promise<string> {
    const now = clock.now();
    for (;;) {
      const id = newId(now, random);
      const accepted = await database.run(acceptPainting, [
        id,
        caller.id,
        request.prompt,
        request.style,
        request.width,
        request.height,
        request.count,
        request.composition,
        random(4).readUInt32BE(),
        now,
        taskExpiry(now),
        mostOpen,
      ]);
      if (accepted) return id;
    }
  }

  return {
    isStyle: isPaintStyle,
    submit: async (caller, request) => {
      checkRequest(request);
      if (!hasRoom()) throw new DomainError('TOO_BUSY', 'too many tasks are waiting');
      const verdict = await moderator.check(request.prompt);
      if (!verdict.allowed) {
        // The rule, never the text: what was refused is nobody's to read in a log.
        log.info({ account: caller.number, rule: verdict.rule }, 'painting text refused');
        throw new DomainError('TEXT_REFUSED', `the text was refused by the rule ${verdict.rule}`, {
          rule: verdict.rule,
        });
      }
      const id = await accept(caller, request);
      queue.announce();
      return { id };
    },
    find: async (caller, id) => {
      const found = await database.run(findPainting, id);
      if (found === null || found.row.account_id !== caller.id || found.row.expires_at <= clock.now()) {
        throw new DomainError('NOT_FOUND', 'no such painting task of this account');
      }
      return toPainting(found);
    },
    list: async (limit, before) =>
      (await database.run(listPaintings, { before: before ?? null, now: clock.now(), limit })).map(inLine),
    look: async (id) => {
      const found = await database.run(lookAtPainting, { id, now: clock.now() });
      if (found === null) throw new DomainError('NOT_FOUND', 'no such painting task');
      return inLine(found);
    },
    purge: async () => {
      // From its beginning: a clock that is moved while it runs must not take the next time with it.
      const began = clock.now();
      let again: number | null = null;
      for (const turn of turnsOf(clock)) {
        for (;;) {
          const { orphans, next } = await database.run(purgePaintings, { turn, limit: purgeBatch });
          for (const blob of orphans) await blobs.remove(blob);
          if (next !== null && next <= turn.now) continue;
          // The job comes back by everybody's time; an account's own may stand, and is not looked at all the time.
          const wait = (next ?? 0) - turn.now;
          const due = next === null ? null : began + (turn.only === undefined ? wait : Math.max(wait, lookAgainMs));
          again = due === null || (again !== null && again < due) ? again : due;
          break;
        }
      }
      return again;
    },
  };
}
