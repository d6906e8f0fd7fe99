// Duplicates over a whole library, page by page. What was found is remembered for a moment: pages come one after the other.
// Must not know what a page shows.
import type { Clock } from '../../../kernel/clock.js';
import type { Database } from '../../../ports/database/database.js';
import { type DuplicateGroup, findGroups } from './groups.js';
import { listOutlines, type Outline } from './store.js';

const rowsAtOnce = 2_000;
/** How long (ms) what was found holds, and for how many libraries. */
const heldMs = 10_000;
const mostLibraries = 4;

export interface Duplicates {
  /** Every group of a library. Pictures nobody has looked at yet are compared by their bytes alone. */
  groups(libraryId: string): Promise<readonly DuplicateGroup[]>;
  forget(): void;
}

export function createDuplicates({ database, clock }: { database: Database; clock: Clock }): Duplicates {
  const held = new Map<string, { at: number; groups: Promise<readonly DuplicateGroup[]> }>();

  async function look(libraryId: string): Promise<readonly DuplicateGroup[]> {
    const outlines: Outline[] = [];
    for (let after = ''; ; after = outlines.at(-1)?.number ?? '') {
      const some = await database.run(listOutlines, { libraryId, after, limit: rowsAtOnce });
      outlines.push(...some);
      if (some.length < rowsAtOnce) return findGroups(outlines);
    }
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
