// What a layout is: a plan made from a brand colour. The backdrop is drawn once and remembered; the face is drawn on top of
// it for every card. Must not know any particular layout.
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Logo } from './logo.js';
import type { Brand } from './palette.js';
import type { Inks, Pen } from './pen.js';
import type { LayoutName, Wording } from './spec.js';

/** Layouts draw on a canvas of this many units a side, whatever the size of the picture. */
export const cardEdge = 1080;

/** What may change a backdrop besides the colours. Few values on purpose: each is one remembered picture. */
export interface BackdropFacts {
  /** 0–3, from the seed. */
  readonly variant: number;
  readonly bundle: boolean;
}

export interface FaceContent {
  readonly wording: Wording;
  readonly brandName: string;
  readonly logo: Logo | undefined;
  readonly facts: BackdropFacts;
}

export interface Plan {
  /** One ink for each role the layout uses, with everything that can lie behind it. */
  readonly inks: Inks;
  /** Everything that does not depend on words: must cover the whole card with opaque colour. */
  backdrop(ctx: SKRSContext2D, facts: BackdropFacts): void;
  /** Words, brand and the shapes that hug them. */
  face(pen: Pen, content: FaceContent): void;
}

export interface Layout {
  readonly name: LayoutName;
  plan(brand: Brand): Plan;
}
