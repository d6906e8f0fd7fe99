// The words of generation: a task asks for one picture, composed from an offer or cut out of a photo.
// Must not know wire names; rooms map theirs to these.
import type { Offer } from '../../engines/compose/index.js';

export type GenerationRequest =
  | {
      readonly kind: 'compose';
      /** Number of the brand whose name and logo are drawn. */
      readonly brand: string;
      readonly scope: 'all' | 'single' | 'category';
      readonly usage: 'single' | 'bundle';
      readonly offer: Offer;
      /** `#rrggbb`, lower case. */
      readonly backgroundColor?: string;
    }
  | { readonly kind: 'cutout'; readonly brand: string; readonly sourceUrl: string };

export type TaskState = 'processing' | 'success' | 'fail';

export interface Task {
  readonly id: string;
  readonly accountId: string;
  /** The caller's own id for the task, unique among the caller's tasks: the idempotency key. */
  readonly key: string;
  readonly request: GenerationRequest;
  readonly state: TaskState;
  /** Public address of the result; null until the state is `success`. */
  readonly pictureUrl: string | null;
  /** Why it failed, for the log and the console; null unless the state is `fail`. */
  readonly failure: string | null;
  /** ms, UTC. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
}
