// The painter port: words in, pictures out. A painter may be an engine of ours or a server somewhere else.
// Must not know who asked, where pictures are kept, or what becomes of them.
import type { PaintStyle } from './styles.js';

/** `marketing` leaves calm space where words and a card will sit. */
export type Composition = 'plain' | 'marketing';

export interface PaintRequest {
  /** What is to be seen. */
  readonly prompt: string;
  /** What is not to be seen; empty for nothing in particular. */
  readonly negative: string;
  /** Pixels wanted. A painter that cannot do them paints the nearest it can; the caller fits the result. */
  readonly width: number;
  readonly height: number;
  /** How many pictures, from 1. */
  readonly n: number;
  /** 0 to 2^32−1. The same request with the same seed gives the same pictures where the painter can do that. */
  readonly seed: number;
  readonly style: PaintStyle;
  readonly composition: Composition;
  readonly signal?: AbortSignal;
  /** Told how far the whole request has come, 0 to 1, never backwards. */
  readonly onProgress?: (done: number) => void;
}

/** What a painter says is to be seen, where it knows. */
export interface PictureDescription {
  readonly subjects: readonly { readonly name: string; readonly count: number; readonly colour?: string }[];
  readonly time?: string;
  readonly season?: string;
  readonly weather?: string;
  readonly place?: string;
  readonly mood?: string;
  readonly style: string;
}

export interface PaintedPicture {
  /** An encoded picture; its first bytes say its format. */
  readonly bytes: Uint8Array;
  readonly description?: PictureDescription;
}

export interface Painter {
  /** For logs, e.g. the backend's name. */
  readonly name: string;
  /**
   * Resolves to exactly `n` pictures, in order.
   * @throws PainterError; DomainError ABORTED when `signal` ends it, TOO_BUSY when our own engines have no place left
   */
  generate(request: PaintRequest): Promise<PaintedPicture[]>;
}

/**
 * Why a painter gave up. `blocked`: its safety filter refused the text or the picture; `unavailable`: it is down, late, or
 * does not let us in; `invalid`: it does not take this request, now or later.
 */
export type PainterFailure = 'blocked' | 'unavailable' | 'invalid';

export class PainterError extends Error {
  override readonly name = 'PainterError';
  readonly reason: PainterFailure;
  readonly painter: string;

  /** @param text what happened, for the log; must hold no secret and none of the prompt */
  constructor(reason: PainterFailure, painter: string, text: string, options?: ErrorOptions) {
    super(`${painter}: ${text}`, options);
    this.reason = reason;
    this.painter = painter;
  }
}
