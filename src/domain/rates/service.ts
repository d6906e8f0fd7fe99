// So many in a window of time, for each key: in memory where there is one node, kept together in the database where there are more.
// Must not know what is limited. Allowances per day are kept elsewhere (domain/quotas).
import { type Clock, turnsOf } from '../../kernel/clock.js';
import { sha256Hex } from '../../kernel/crypto.js';
import { createSlidingWindow } from '../../kernel/sliding-window.js';
import type { Database } from '../../ports/database/database.js';
import { forgetRates, takeRate } from './store.js';

export interface RateWindow {
  /** True and counted while fewer than the limit were accepted in the last window; else false and not counted. */
  take(key: string): boolean | Promise<boolean>;
}

export interface WindowOptions {
  /** The same on every node, and another for each window. */
  readonly name: string;
  /** Acceptances per window, from 1. */
  readonly limit: number;
  readonly windowMs: number;
}

export interface Rates {
  window(options: WindowOptions): RateWindow;
}

/** Keys are callers' words: what is longer than this is stored as its digest. */
const longestKey = 128;
/** Leases between two clearances of windows that are over. */
const forgetEvery = 1_000;
/** Keys remembered as refused, for each window. */
const mostRefused = 10_000;

/**
 * A window that all nodes share. One lease is under way for each key; whoever asks meanwhile is part of the next one, which is
 * for exactly as many as wait. A key that is refused is refused here until its next place is free, without asking again.
 */
function sharedWindow(parts: { database: Database; clock: Clock }, options: WindowOptions): RateWindow {
  const { database, clock } = parts;
  const waiting = new Map<string, { resolve(taken: boolean): void; reject(error: unknown): void }[]>();
  const refused = new Map<string, { from: number; until: number }>();
  let leases = 0;
  /** What is over for everybody. */
  const earliest = (): number => Math.min(...turnsOf(clock).map(({ now }) => now));

  async function lease(key: string): Promise<void> {
    const subject = key.length > longestKey ? sha256Hex(key) : key;
    for (let line = waiting.get(key); line !== undefined && line.length > 0; line = waiting.get(key)) {
      waiting.set(key, []);
      const now = clock.now();
      try {
        const { granted, freeAt } = await database.run(takeRate, { ...options, subject, count: line.length, now });
        for (const [place, { resolve }] of line.entries()) resolve(place < granted);
        if (freeAt !== null) {
          if (refused.size >= mostRefused) refused.clear();
          refused.set(key, { from: now, until: freeAt });
        }
      } catch (error) {
        for (const { reject } of line) reject(error);
      }
      leases += 1;
      if (leases % forgetEvery === 0) database.run(forgetRates, earliest()).catch(() => undefined);
    }
    waiting.delete(key);
  }

  return {
    take: (key) => {
      const now = clock.now();
      const known = refused.get(key);
      if (known !== undefined) {
        if (now >= known.from && now < known.until) return false;
        refused.delete(key);
      }
      return new Promise<boolean>((resolve, reject) => {
        const line = waiting.get(key);
        if (line !== undefined) return void line.push({ resolve, reject });
        waiting.set(key, [{ resolve, reject }]);
        void lease(key);
      });
    },
  };
}

/** @param parts.database where the nodes meet; null where this one is alone */
export function createRates({ database, clock }: { database: Database | null; clock: Clock }): Rates {
  return {
    window: (options) =>
      database === null ? createSlidingWindow({ ...options, clock }) : sharedWindow({ database, clock }, options),
  };
}
