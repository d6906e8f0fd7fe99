// The chain of the audit log: the exact bytes an entry stands for, their hash, and what is wrong with a row that does not fit.
// Must not know where entries lie. Anybody can do the same with another program; docs/security.md says how.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../kernel/crypto.js';

/** Somebody's act, as it is handed in. */
export interface Act {
  /** Who: a user's name, or what acted by itself. */
  readonly actor: string;
  /** What the actor may do at all, e.g. `owner`; `shell` for whoever works on the machine itself. */
  readonly role: string;
  /** What was done, e.g. `card.delete`. */
  readonly action: string;
  /** What it was done to, e.g. the number of a card; empty when the action says everything. */
  readonly subject: string;
  /** Number of the account it concerns; empty when none. */
  readonly account: string;
  /** Where it was done: the name of a room, or `command`. */
  readonly room: string;
  /** Further facts. Never a secret: this is written as it is and shown to auditors. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An act with everything that must not be asked for inside a unit of work. */
export interface StampedAct extends Omit<Act, 'detail'> {
  /** ms, UTC. */
  readonly at: number;
  /** JSON. */
  readonly detail: string;
  /** Key of the head's seal in hexadecimal; null = the head is not sealed. */
  readonly sealKey: string | null;
}

/** The newest entry: whoever keeps a copy of it elsewhere can tell later whether anything up to it was changed. */
export interface Head {
  /** 0 before the first entry. */
  readonly sequence: number;
  readonly hash: string;
}

/** A row of the log. */
export interface Entry extends Omit<StampedAct, 'sealKey'> {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number;
  /** Hash of the entry before; {@link genesis} for the first. */
  readonly previous: string;
  /** SHA-256 of {@link canonical}, lower-case hexadecimal. */
  readonly hash: string;
}

export const genesis = '0'.repeat(64);

/** What is hashed: one JSON array without spaces, UTF-8, fields in this order; `detail` as the text that is stored. */
export const canonical = (entry: Omit<Entry, 'hash'>): string =>
  JSON.stringify([
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
  ]);

export const hashOf = (entry: Omit<Entry, 'hash'>): string => sha256Hex(canonical(entry));

/** Proves that the head was written by somebody with the key: HMAC-SHA256 of its sequence and hash. */
export const sealOf = (head: Head, sealKey: string): string =>
  createHmac('sha256', Buffer.from(sealKey, 'hex')).update(`audit head ${head.sequence} ${head.hash}`).digest('hex');

export function isSealed(head: Head, seal: string, sealKey: string): boolean {
  const [found, expected] = [Buffer.from(seal, 'hex'), Buffer.from(sealOf(head, sealKey), 'hex')];
  return found.length === expected.length && timingSafeEqual(found, expected);
}

/** What does not fit: `sequence` is the first entry that is not as it was written, or is not there. */
export interface Flaw {
  readonly sequence: number;
  readonly kind: 'edited' | 'moved' | 'removed' | 'cut-off' | 'head' | 'seal' | 'replaced';
  /** For people. */
  readonly text: string;
}

/** The first flaw of `entry` standing after `before`; null when it fits. */
export function flawOf(entry: Entry, before: Head): Flaw | null {
  const expected = before.sequence + 1;
  if (entry.sequence !== expected) {
    return {
      sequence: expected,
      kind: 'removed',
      text: `entry ${expected} is missing; the next there is ${entry.sequence}`,
    };
  }
  const linked = entry.previous === before.hash;
  if (hashOf(entry) !== entry.hash) {
    return linked
      ? { sequence: expected, kind: 'edited', text: `entry ${expected} was edited: its bytes do not have its hash` }
      : {
          sequence: expected,
          kind: 'moved',
          text: `entry ${expected} was edited or moved: neither its bytes nor its link fit`,
        };
  }
  if (!linked) {
    return {
      sequence: expected,
      kind: 'replaced',
      text: `entry ${expected} does not continue entry ${before.sequence}: one of the two was written anew`,
    };
  }
  return null;
}
