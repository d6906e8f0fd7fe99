// SQL of the audit log, as units of work. Entries are added and read; nothing here changes or removes one.
// Must not know who acts. The head's row is taken first and kept until the end, so that two writers queue up behind each other.
import { all, one, procedure, run, type SqlValue, type Unit } from '../../ports/database/database.js';
import { type Entry, genesis, type Head, hashOf, type StampedAct, sealOf } from './chain.js';

export const auditMigrations = [
  {
    name: '0050-audit',
    statements: [
      `CREATE TABLE audit_entry (
        sequence BIGINT PRIMARY KEY,
        at BIGINT NOT NULL,
        actor TEXT NOT NULL,
        role TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        account TEXT NOT NULL,
        room TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
      )`,
      'CREATE INDEX audit_entry_actor ON audit_entry (actor, sequence)',
      'CREATE INDEX audit_entry_action ON audit_entry (action, sequence)',
      'CREATE TABLE audit_head (id INTEGER PRIMARY KEY, sequence BIGINT NOT NULL, hash TEXT NOT NULL, seal TEXT)',
      `INSERT INTO audit_head (id, sequence, hash, seal) VALUES (1, 0, '${genesis}', NULL)`,
    ],
  },
] as const;

export interface SealedHead extends Head {
  readonly seal: string | null;
}

/**
 * Adds an entry at the end of the chain, for units of other domains that write an act down in their own transaction.
 * Call it last: the head's row stays locked until the transaction ends.
 */
export function* appendEntry(act: StampedAct): Unit<Head> {
  const taken = yield* one<Head>('UPDATE audit_head SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence, hash');
  if (taken === undefined) throw new Error('the head of the audit log is missing; `tuquan audit verify` says more');
  const { sealKey, ...facts } = act;
  const entry = { ...facts, sequence: Number(taken.sequence), previous: taken.hash };
  const hash = hashOf(entry);
  yield* run(
    `INSERT INTO audit_entry (sequence, at, actor, role, action, subject, account, room, detail, previous, hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.sequence,
    entry.at,
    entry.actor,
    entry.role,
    entry.action,
    entry.subject,
    entry.account,
    entry.room,
    entry.detail,
    entry.previous,
    hash,
  );
  const head = { sequence: entry.sequence, hash };
  const seal = sealKey === null ? null : sealOf(head, sealKey);
  yield* run('UPDATE audit_head SET hash = ?, seal = ? WHERE id = 1', hash, seal);
  return head;
}

export const appendAct = procedure('audit.append', 'write', function* (act: StampedAct): Unit<Head> {
  return yield* appendEntry(act);
});

const columns = 'sequence, at, actor, role, action, subject, account, room, detail, previous, hash';

function* head(): Unit<SealedHead | null> {
  return (yield* one<SealedHead>('SELECT sequence, hash, seal FROM audit_head WHERE id = 1')) ?? null;
}

/** Entries after a sequence, oldest first, and the head as it is at the same moment. */
export const readForward = procedure('audit.forward', 'read', function* (a: { after: number; limit: number }): Unit<{
  entries: Entry[];
  head: SealedHead | null;
}> {
  return {
    entries: yield* all<Entry>(
      `SELECT ${columns} FROM audit_entry WHERE sequence > ? ORDER BY sequence LIMIT ?`,
      a.after,
      a.limit,
    ),
    head: yield* head(),
  };
});

export interface EntryFilter {
  /** Entries below this sequence only. */
  readonly before?: number | undefined;
  readonly actor?: string | undefined;
  /** A whole action (`card.delete`), or its first word with a dot (`card.`). */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly account?: string | undefined;
}

/** Entries newest first. */
export const readBackward = procedure('audit.backward', 'read', function* (a: EntryFilter & { limit: number }): Unit<
  Entry[]
> {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const when = (sql: string, ...some: SqlValue[]): void => {
    conditions.push(sql);
    values.push(...some);
  };
  if (a.before !== undefined) when('sequence < ?', a.before);
  if (a.actor !== undefined) when('actor = ?', a.actor);
  // '/' is the character after '.'.
  if (a.action?.endsWith('.')) when('action >= ? AND action < ?', a.action, `${a.action.slice(0, -1)}/`);
  else if (a.action !== undefined) when('action = ?', a.action);
  if (a.subject !== undefined) when('subject = ?', a.subject);
  if (a.account !== undefined) when('account = ?', a.account);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return yield* all<Entry>(
    `SELECT ${columns} FROM audit_entry${where} ORDER BY sequence DESC LIMIT ?`,
    ...values,
    a.limit,
  );
});

/** Seals the head with another key; nothing happens when it has moved on meanwhile. False then. */
export const sealHead = procedure('audit.seal', 'write', function* (a: { head: Head; seal: string }): Unit<boolean> {
  const rows = yield* all(
    'UPDATE audit_head SET seal = ? WHERE id = 1 AND sequence = ? AND hash = ? RETURNING id',
    a.seal,
    a.head.sequence,
    a.head.hash,
  );
  return rows.length > 0;
});

export const procedures = [appendAct, readForward, readBackward, sealHead];
