// How the parts of a node are: each is asked for a trivial answer, and the disk for its free space.
// Must not know what a part is made of; the checks are handed in by name.
import { describe } from '../../kernel/errors.js';
import type { EngineLoad } from '../../ports/engines/engines.js';

/** Resolves when the part works. */
type Check = () => Promise<void>;

export interface PartHealth {
  readonly name: string;
  /** How long its answer took (ms). */
  readonly ms: number;
  /** Why it does not work; null = it does. */
  readonly failure: string | null;
}

export interface Standing {
  readonly parts: readonly PartHealth[];
  /** Bytes of the file system that the data folder is on; null where the system does not say. */
  readonly disk: { readonly free: number; readonly size: number } | null;
  /** How long (ms) the oldest job that is due has waited to be begun; 0 = none waits. */
  readonly lateMs: number;
}

export interface Health {
  /** Each part alone: what a balancer asks for. Never rejects. */
  parts(): Promise<readonly PartHealth[]>;
  look(): Promise<Standing>;
}

/** Engines that are all busy are well; they are not when the next call would be refused. @throws Error then */
export function checkLine({ running, capacity, waiting, mostWaiting }: EngineLoad): void {
  if (running >= capacity && waiting >= mostWaiting) throw new Error('the line before the engines is full');
}

export function createHealth(parts: {
  checks: Readonly<Record<string, Check>>;
  disk: () => Promise<Standing['disk']>;
  late: () => Promise<number>;
}): Health {
  async function ask([name, check]: [string, Check]): Promise<PartHealth> {
    const began = performance.now();
    const failure = await check().then(() => null, describe);
    return { name, ms: Math.round((performance.now() - began) * 10) / 10, failure };
  }
  const askAll = () => Promise.all(Object.entries(parts.checks).map(ask));
  return {
    parts: askAll,
    look: async () => {
      // A queue that does not answer is among the parts.
      const [asked, disk, lateMs] = await Promise.all([
        askAll(),
        parts.disk().catch(() => null),
        parts.late().catch(() => 0),
      ]);
      return { parts: asked, disk, lateMs };
    },
  };
}
