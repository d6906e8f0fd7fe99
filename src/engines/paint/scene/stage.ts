// What every painter of backgrounds is handed, and what it says about the ground when it is done.
// Must not know any single background.
import type { Air } from './air.js';
import type { Picture } from './picture.js';

export interface Stage {
  readonly picture: Picture;
  readonly air: Air;
  readonly random: () => number;
  /** Parts of landscape and sky the text names: moon, bridge, rainbow… */
  readonly features: ReadonlySet<string>;
  /** Colour said of the background, or null. */
  readonly backdrop: readonly [number, number, number] | null;
  /** Calm space is wanted: nothing loud in the upper part. */
  readonly calm: boolean;
}

/** Where things may stand. Heights are parts of the picture, 0 top – 1 bottom. */
export interface Ground {
  readonly horizon: number;
  /** Feet of the farthest and the nearest things. */
  readonly far: number;
  readonly near: number;
  readonly kind: 'grass' | 'sand' | 'snow' | 'water' | 'floor' | 'cloud' | 'void';
  /** Height from which on there is water, for things that float; null without water. */
  readonly water: number | null;
  /** 0 dull – 1 mirror, for floors. */
  readonly gloss: number;
  /** Blades, waves or drifts in front of a foot at (x, y) with half width r. */
  readonly colour: readonly [number, number, number];
}
