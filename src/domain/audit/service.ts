// The audit log: who did what, each entry bound to the one before by its hash.
// Must not know what acts there are; whoever lets somebody act writes it down here.
import type { Clock } from '../../kernel/clock.js';
import type { Database } from '../../ports/database/database.js';
import {
  type Act,
  type Entry,
  type Flaw,
  flawOf,
  genesis,
  type Head,
  isSealed,
  type StampedAct,
  sealOf,
} from './chain.js';
import { appendAct, type EntryFilter, readBackward, readForward, sealHead } from './store.js';

export type Verdict =
  | { readonly whole: true; readonly entries: number; readonly head: Head; readonly sealed: boolean }
  | ({ readonly whole: false } & Flaw);

export interface Audit {
  /** Writes an act down; resolves once it is on disk. @throws DomainError UNAVAILABLE */
  record(act: Act): Promise<void>;
  /** The act as {@link appendEntry} takes it, for domains that write it down in a transaction of their own. */
  stamp(act: Act): StampedAct;
  /** Entries newest first, at most `limit`. */
  list(filter: EntryFilter, limit: number): Promise<Entry[]>;
  /** The newest entry's sequence and hash. */
  head(): Promise<Head>;
  /**
   * Reads the whole log again and names the first entry that is not as it was written.
   * @param noted a head somebody kept elsewhere: it must still be in the chain
   * @param reached told the sequence that has been checked, now and then
   */
  verify(noted?: Head, reached?: (sequence: number) => void): Promise<Verdict>;
  /** Seals the head with the current key, where an older one that is still known sealed it; a head nobody sealed stays as it is. */
  seal(): Promise<void>;
}

const pageSize = 1_000;
/** Longer texts are cut: a caller must not fill the disk by what it sends. */
const longestText = 200;
const longestDetail = 4_000;

const short = (text: string): string => (text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`);

function detailText(detail: Act['detail']): string {
  const text = JSON.stringify(detail);
  return text.length <= longestDetail ? text : JSON.stringify({ tooLong: text.length });
}

export function createAudit(parts: {
  database: Database;
  clock: Clock;
  /** Keys the head is sealed with, hexadecimal: with the first, older ones are known still. Without any it is not sealed. */
  sealKeys?: () => readonly string[];
}): Audit {
  const { database, clock, sealKeys } = parts;
  const stamp = (act: Act): StampedAct => ({
    at: clock.now(),
    actor: short(act.actor),
    role: short(act.role),
    action: short(act.action),
    subject: short(act.subject),
    account: short(act.account),
    room: short(act.room),
    detail: detailText(act.detail),
    sealKey: sealKeys?.()[0] ?? null,
  });
  const read = (after: number, limit: number) => database.run(readForward, { after, limit });

  async function verify(noted?: Head, reached?: (sequence: number) => void): Promise<Verdict> {
    let last: Head = { sequence: 0, hash: genesis };
    for (;;) {
      // The head belongs to the same moment as the entries: others may be writing.
      const { entries, head } = await read(last.sequence, pageSize);
      for (const entry of entries) {
        const flaw = flawOf(entry, last);
        if (flaw !== null) return { whole: false, ...flaw };
        last = { sequence: entry.sequence, hash: entry.hash };
        if (noted?.sequence === last.sequence && noted.hash !== last.hash) {
          const text = `entry ${last.sequence} is not the one that was noted: the log was written anew`;
          return { whole: false, sequence: last.sequence, kind: 'replaced', text };
        }
      }
      reached?.(last.sequence);
      if (entries.length === pageSize) continue;
      const next = last.sequence + 1;
      const ends = `the log ends with entry ${last.sequence}`;
      if (noted !== undefined && noted.sequence > last.sequence) {
        const text = `${ends}, but entry ${noted.sequence} was noted: the end is missing`;
        return { whole: false, sequence: next, kind: 'cut-off', text };
      }
      if (head === null) return { whole: false, sequence: next, kind: 'head', text: 'the row of the head is missing' };
      if (head.sequence > last.sequence) {
        const text = `${ends}, but the head says ${head.sequence}: the end is missing`;
        return { whole: false, sequence: next, kind: 'cut-off', text };
      }
      if (head.sequence !== last.sequence || head.hash !== last.hash) {
        const text = `the head names entry ${head.sequence} with another hash than the end of the log has`;
        return { whole: false, sequence: last.sequence, kind: 'head', text };
      }
      if (
        sealKeys !== undefined &&
        last.sequence > 0 &&
        !sealKeys().some((key) => isSealed(last, head.seal ?? '', key))
      ) {
        const text =
          'the head is not sealed with this server’s key: it was written by somebody else, or the key is another';
        return { whole: false, sequence: last.sequence, kind: 'seal', text };
      }
      return { whole: true, entries: last.sequence, head: last, sealed: sealKeys !== undefined };
    }
  }

  return {
    record: async (act) => void (await database.run(appendAct, stamp(act))),
    stamp,
    list: (filter, limit) => database.run(readBackward, { ...filter, limit }),
    head: async () => {
      const { head } = await read(Number.MAX_SAFE_INTEGER, 1);
      return { sequence: head?.sequence ?? 0, hash: head?.hash ?? genesis };
    },
    verify,
    seal: async () => {
      const [key, ...older] = sealKeys?.() ?? [];
      if (key === undefined) return;
      for (;;) {
        const { head } = await read(Number.MAX_SAFE_INTEGER, 1);
        if (head === null || !older.some((each) => isSealed(head, head.seal ?? '', each))) return;
        if (await database.run(sealHead, { head, seal: sealOf(head, key) })) return;
      }
    },
  };
}
