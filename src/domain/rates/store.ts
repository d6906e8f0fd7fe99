// SQL of rates that several nodes keep together: when the last acceptances of a window were, in one small row for each key.
// Must not be part of the unit that does what is limited: nobody may wait for that one here.
import { freely, one, procedure, run, type Unit } from '../../ports/database/database.js';

export const rateMigrations = [
  {
    name: '0050-rates',
    statements: [
      `CREATE TABLE rate_window (
        name TEXT NOT NULL,
        subject TEXT NOT NULL,
        entries TEXT NOT NULL,
        ends_at BIGINT NOT NULL,
        PRIMARY KEY (name, subject)
      )`,
      'CREATE INDEX rate_window_end ON rate_window (ends_at)',
    ],
  },
  {
    name: '0068-limit-profile',
    statements: [
      'CREATE TABLE limit_profile (id INTEGER PRIMARY KEY CHECK (id = 1), profile TEXT NOT NULL, chosen_at BIGINT NOT NULL)',
    ],
  },
] as const;

/** Acceptances are kept one by one up to so many a window; beyond it, as many slices of time share an entry. */
const mostEntries = 64;

type Entry = [at: number, count: number];

export interface Lease {
  /** How many of those asked for may go on. */
  readonly granted: number;
  /** When the next one may (ms, UTC); null while there is room. */
  readonly freeAt: number | null;
}

/**
 * Takes up to `count` of what a window has left, all at once. Never more than `limit` are granted in any window; a slice's
 * acceptances count until its end, so that a large limit gives up to a 64th less, never more.
 */
export const takeRate = procedure(
  'rates.take',
  'write',
  function* (a: {
    name: string;
    subject: string;
    count: number;
    limit: number;
    windowMs: number;
    now: number;
  }): Unit<Lease> {
    const row = yield* one<{ entries: string }>(
      'SELECT entries FROM rate_window WHERE name = ? AND subject = ?',
      a.name,
      a.subject,
    );
    // One from further ahead than a window was written before a clock was set back: it must not lock the key.
    const live = (row === undefined ? [] : (JSON.parse(row.entries) as Entry[])).filter(
      ([at]) => a.now - at < a.windowMs && at - a.now <= a.windowMs,
    );
    const used = live.reduce((sum, [, count]) => sum + count, 0);
    const granted = Math.max(0, Math.min(a.count, a.limit - used));
    if (granted > 0) {
      const slice = a.limit <= mostEntries ? 1 : Math.ceil(a.windowMs / mostEntries);
      const at = Math.floor(a.now / slice) * slice + slice - 1;
      const same = live.find((entry) => entry[0] === at);
      if (same === undefined) live.push([at, granted]);
      else same[1] += granted;
      live.sort(([x], [y]) => x - y);
      yield* run(
        `INSERT INTO rate_window (name, subject, entries, ends_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (name, subject) DO UPDATE SET entries = excluded.entries, ends_at = excluded.ends_at`,
        a.name,
        a.subject,
        JSON.stringify(live),
        at + a.windowMs,
      );
    }
    const full = used + granted >= a.limit;
    return { granted, freeAt: full ? (live[0]?.[0] ?? a.now) + a.windowMs : null };
  },
  { group: (a) => `rate:${a.name}:${a.subject}` },
);

/** Forgets windows that are over. */
export const forgetRates = procedure(
  'rates.forget',
  'write',
  function* (now: number): Unit<void> {
    yield* run('DELETE FROM rate_window WHERE ends_at < ?', now);
  },
  freely,
);

/** The set of limits that was chosen last, or null when none ever was. */
export const chosenProfile = procedure('rates.chosen-profile', 'read', function* (): Unit<string | null> {
  const row = yield* one<{ profile: string }>('SELECT profile FROM limit_profile WHERE id = 1');
  return row?.profile ?? null;
});

export const chooseProfile = procedure(
  'rates.choose-profile',
  'write',
  function* (a: { profile: string; now: number }): Unit<void> {
    yield* run(
      `INSERT INTO limit_profile (id, profile, chosen_at) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET profile = excluded.profile, chosen_at = excluded.chosen_at`,
      a.profile,
      a.now,
    );
  },
);

export const procedures = [takeRate, forgetRates, chosenProfile, chooseProfile];
