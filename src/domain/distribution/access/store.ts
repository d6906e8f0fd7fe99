// SQL of who may do more than everybody: testers, staff counters, and the keys merchants' own pages sign with.
// Must not draw keys: they are handed in.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { handleOf } from '../../audience/index.js';
import type { Counter, SigningKeyKind, Testers } from '../types.js';

/** Whether somebody may try offers that are not approved yet. */
export function* isTester(accountId: string, holder: string): Unit<boolean> {
  const testers = yield* all<{ kind: string; value: string }>(
    'SELECT kind, value FROM tester WHERE account_id = ?',
    accountId,
  );
  if (testers.length === 0) return false;
  if (testers.some(({ kind, value }) => kind === 'number' && value === holder)) return true;
  const handle = yield* handleOf(accountId, holder);
  return handle !== null && testers.some(({ kind, value }) => kind === 'handle' && value === handle);
}

export const testerCheck = procedure(
  'distribution.is-tester',
  'read',
  function* (a: { accountId: string; holder: string }): Unit<boolean> {
    return yield* isTester(a.accountId, a.holder);
  },
);

/** The list as it shall be from now on; whoever is not in it is a tester no longer. */
export const setTesters = procedure(
  'distribution.set-testers',
  'write',
  function* (a: { accountId: string; testers: Testers }): Unit<void> {
    yield* run('DELETE FROM tester WHERE account_id = ?', a.accountId);
    const rows = [
      ...a.testers.numbers.map((value) => ['number', value] as const),
      ...a.testers.handles.map((value) => ['handle', value] as const),
    ];
    for (const [kind, value] of rows) {
      yield* run(
        'INSERT INTO tester (account_id, kind, value) VALUES (?, ?, ?) ON CONFLICT (account_id, kind, value) DO NOTHING',
        a.accountId,
        kind,
        value,
      );
    }
  },
);

export const listTesters = procedure('distribution.list-testers', 'read', function* (accountId: string): Unit<Testers> {
  const rows = yield* all<{ kind: string; value: string }>(
    'SELECT kind, value FROM tester WHERE account_id = ? ORDER BY kind, value',
    accountId,
  );
  const of = (wanted: string): string[] => rows.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return { numbers: of('number'), handles: of('handle') };
});

export const addCounter = procedure(
  'distribution.add-counter',
  'write',
  function* (a: Counter & { now: number }): Unit<Counter> {
    yield* run(
      'INSERT INTO counter (key, account_id, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING',
      a.key,
      a.accountId,
      a.name,
      a.now,
    );
    return { key: a.key, accountId: a.accountId, name: a.name };
  },
);

export const findCounter = procedure(
  'distribution.find-counter',
  'read',
  function* (key: string): Unit<Counter | null> {
    const row = yield* one<Counter>('SELECT key, account_id AS "accountId", name FROM counter WHERE key = ?', key);
    return row ?? null;
  },
);

export const listCounters = procedure('distribution.list-counters', 'read', function* (accountId: string): Unit<
  Counter[]
> {
  return yield* all<Counter>(
    'SELECT key, account_id AS "accountId", name FROM counter WHERE account_id = ? ORDER BY created_at, key LIMIT 1000',
    accountId,
  );
});

export const removeCounter = procedure(
  'distribution.remove-counter',
  'write',
  function* (a: { accountId: string; key: string }): Unit<void> {
    yield* run('DELETE FROM counter WHERE account_id = ? AND key = ?', a.accountId, a.key);
  },
);

interface KeyRow {
  value: string;
  expires_at: number;
}

/** The current key while it has `spareMs` left, else a new one. Old ones are good until they end. */
export const currentKey = procedure(
  'distribution.current-key',
  'write',
  function* (a: {
    accountId: string;
    kind: SigningKeyKind;
    fresh: string;
    now: number;
    expiresAt: number;
    spareMs: number;
  }): Unit<{ value: string; expiresAt: number }> {
    const known = yield* one<KeyRow>(
      'SELECT value, expires_at FROM signing_key WHERE account_id = ? AND kind = ? AND expires_at > ? ORDER BY expires_at DESC LIMIT 1',
      a.accountId,
      a.kind,
      a.now + a.spareMs,
    );
    if (known !== undefined) return { value: known.value, expiresAt: known.expires_at };
    yield* run('DELETE FROM signing_key WHERE account_id = ? AND expires_at < ?', a.accountId, a.now);
    yield* run(
      'INSERT INTO signing_key (account_id, kind, value, expires_at) VALUES (?, ?, ?, ?)',
      a.accountId,
      a.kind,
      a.fresh,
      a.expiresAt,
    );
    return { value: a.fresh, expiresAt: a.expiresAt };
  },
  { group: (a) => `signing-key:${a.accountId}` },
);

/** Every key that was current at or after `since`. */
export const keysSince = procedure(
  'distribution.keys-since',
  'read',
  function* (a: { accountId: string; kind: SigningKeyKind; since: number }): Unit<string[]> {
    const rows = yield* all<{ value: string }>(
      'SELECT value FROM signing_key WHERE account_id = ? AND kind = ? AND expires_at > ? ORDER BY expires_at DESC LIMIT 100',
      a.accountId,
      a.kind,
      a.since,
    );
    return rows.map(({ value }) => value);
  },
);

export const procedures = [
  testerCheck,
  setTesters,
  listTesters,
  addCounter,
  findCounter,
  listCounters,
  removeCounter,
  currentKey,
  keysSince,
];
