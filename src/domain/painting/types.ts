// The words of painting: a task asks for one to six pictures of a text in a style.
// Must not know wire names; rooms map theirs to these.
import type { Composition, PictureDescription } from '../../ports/painter/painter.js';
import type { PaintStyle } from '../../ports/painter/styles.js';

export interface PaintingRequest {
  readonly prompt: string;
  readonly style: PaintStyle;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures wanted. */
  readonly count: number;
  readonly composition: Composition;
}

export type PaintingState = 'queued' | 'running' | 'done' | 'failed';

/** Whose fault it was: the text's, the painter's, our own, or something said in words. Kept for good. */
export type PaintingFailure = 'blocked' | 'painter' | 'own' | 'other';

export interface Painting {
  /** Decimal digits. */
  readonly id: string;
  readonly accountId: string;
  readonly request: PaintingRequest;
  readonly state: PaintingState;
  /** Null unless the state is `failed`. */
  readonly failure: PaintingFailure | null;
  /** Why it failed, in words for a person; null unless the state is `failed`. */
  readonly failureText: string | null;
  /** How far it has come, 0 to 1. */
  readonly progress: number;
  /** Public addresses in order; empty until the state is `done`. */
  readonly pictureUrls: readonly string[];
  /** What the painter says is to be seen, where it knows; null until the state is `done`. */
  readonly shows: PictureDescription | null;
  /** ms, UTC. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** From then on the task is unknown. */
  readonly expiresAt: number;
}

export interface PaintingInLine extends Painting {
  /** How many waiting tasks are painted before this one; null when it does not wait (any more). */
  readonly position: number | null;
}
