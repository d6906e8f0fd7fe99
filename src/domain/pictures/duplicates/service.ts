// Duplicates over a whole library, page by page. What was found is remembered for a moment: pages come one after the other.
// Must not know what a page shows.
import type { Clock } from '../../../kernel/clock.js';
import type { Database } from '../../../ports/database/database.js';
import { type DuplicateGroup, gatherAlike, inOrder } from './groups.js';
import { listBytes, listPrints, listUnseenBytes } from './store.js';

const rowsAtOnce = 5_000;
/** Pictures that nobody has looked at yet are looked at soon; until then this many are compared by their bytes. */
const mostUnseen = 20_000;
const bytesAtOnce = 500;
/** How long (ms) what was found holds, and for how many libraries. */
const heldMs = 60_000;
const mostLibraries = 4;

export interface Duplicates {
  /** Every group of a library. Pictures nobody has looked at yet are compared by their bytes alone. */
  groups(libraryId: string): Promise<readonly DuplicateGroup[]>;
  forget(): void;
}

export function createDuplicates({ database, clock }: { database: Database; clock: Clock }): Duplicates {
  const held = new Map<string, { at: number; groups: Promise<readonly DuplicateGroup[]> }>();

  async function look(libraryId: string): Promise<readonly DuplicateGroup[]> {
    const lines: string[] = [];
    for (;;) {
      const some = await database.run(listPrints, { libraryId, after: lines.at(-1) ?? '', limit: rowsAtOnce });
      lines.push(...some);
      if (some.length < rowsAtOnce) break;
    }
    const groups = await gatherAlike(lines);
    const blobOf = new Map<string, string>();
    const byBlob = new Map<string, string[]>();
    for (const { number, blob } of await database.run(listUnseenBytes, { libraryId, limit: mostUnseen })) {
      blobOf.set(number, blob);
      const known = byBlob.get(blob);
      if (known === undefined) byBlob.set(blob, [number]);
      else known.push(number);
    }
    const numbers = groups.flat();
    for (let at = 0; at < numbers.length; at += bytesAtOnce) {
      const some = await database.run(listBytes, numbers.slice(at, at + bytesAtOnce));
      for (const { number, blob } of some) blobOf.set(number, blob);
    }
    return inOrder([...groups, ...[...byBlob.values()].filter((each) => each.length > 1)], blobOf);
  }

  return {
    groups: (libraryId) => {
      const known = held.get(libraryId);
      if (known !== undefined && Math.abs(clock.now() - known.at) < heldMs) return known.groups;
      const groups = look(libraryId);
      held.delete(libraryId);
      for (const oldest of held.keys()) {
        if (held.size < mostLibraries) break;
        held.delete(oldest);
      }
      held.set(libraryId, { at: clock.now(), groups });
      groups.catch(() => held.delete(libraryId));
      return groups;
    },
    forget: () => held.clear(),
  };
}
