// Pixels as the engines hand them from step to step. Must not know where they come from or what they show.

/** width×height×3, RGB, 0–255, rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** width×height×1 floats, mostly 0–1. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array<ArrayBuffer>;
}
