// The contract between the scene painter and the styles: what a painted scene is and what a style makes of it.
// Must not know how scenes come about or which styles exist.

/** What the scene painter hands to a style. All planes are width×height, row-major. */
export interface PaintedScene {
  readonly width: number;
  readonly height: number;
  /** RGBA, 0–255, opaque. */
  readonly rgba: Uint8ClampedArray;
  /** Depth, 0 near – 255 far. */
  readonly depth: Uint8Array;
  /** Coverage of the subjects, 0–255. */
  readonly subject: Uint8Array;
  /** Where the light comes from (unit vector in the picture plane, y down) and its warmth, -1 cold – 1 warm. */
  readonly light: { readonly x: number; readonly y: number; readonly warmth: number };
  /** Night scenes get neon, stars, lamps. */
  readonly night: boolean;
  /** Main colours, most important first, 3–8, 0–255. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Height of the horizon, 0 top – 1 bottom. */
  readonly horizon: number;
}

/** A style: returns RGBA of the same size. Pure; all chance from `random` (0 ≤ x < 1). */
export type StyleRenderer = (scene: PaintedScene, random: () => number) => Uint8ClampedArray;
