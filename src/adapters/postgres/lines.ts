// Units waiting for a connection. A line hands out what may share a transaction; groups under way are passed over.
// Must not know connections.
import { createHash } from 'node:crypto';
import type { Call } from './batch.js';

export interface Line {
  readonly length: number;
  push(call: Call): void;
  /** What runs next: up to `most` units, none of a group that is under way. Empty: nothing can run now. */
  take(most: number): Batch;
  /** To be called when what was taken has ended. */
  done(batch: Batch): void;
}

export interface Batch {
  readonly calls: readonly Call[];
  readonly groups: readonly string[];
}

/** In the order of asking. */
export function createPlainLine(): Line {
  let calls: Call[] = [];
  return {
    get length() {
      return calls.length;
    },
    push: (call) => void calls.push(call),
    take: (most) => {
      const taken = calls.slice(0, most);
      calls = calls.slice(most);
      return { calls: taken, groups: [] };
    },
    done: () => undefined,
  };
}

/** Group by group: units of one group are in at most one batch at a time, so that no two connections wait for each other. */
export function createGroupedLine(): Line {
  const free: Line = createPlainLine();
  const waiting = new Map<string, Call[]>();
  const underWay = new Set<string>();
  let grouped = 0;
  return {
    get length() {
      return free.length + grouped;
    },
    push: (call) => {
      const { group } = call;
      if (group === null) return free.push(call);
      grouped += 1;
      const known = waiting.get(group);
      if (known === undefined) waiting.set(group, [call]);
      else known.push(call);
    },
    take: (most) => {
      const calls: Call[] = [...free.take(most).calls];
      const groups: string[] = [];
      for (const [group, ofGroup] of waiting) {
        if (calls.length >= most) break;
        if (underWay.has(group)) continue;
        const some = ofGroup.splice(0, most - calls.length);
        // To the end of the line with what is left of it: other groups have their turn before.
        waiting.delete(group);
        if (ofGroup.length > 0) waiting.set(group, ofGroup);
        grouped -= some.length;
        calls.push(...some);
        groups.push(group);
        underWay.add(group);
      }
      return { calls, groups };
    },
    done: ({ groups }) => {
      for (const group of groups) underWay.delete(group);
    },
  };
}

/** The number a group's lock has in the database. */
export const lockOf = (group: string): bigint => createHash('sha256').update(group).digest().readBigInt64BE(0);
