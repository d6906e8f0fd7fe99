// What is asked of the enlarger and what it gives back.
// Must not know how pixels are made.

export interface UpscaleSpec {
  /** An encoded picture: JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF; upright sizes up to {@link maxInputPixels}. */
  readonly image: Uint8Array;
}

export interface Upscaled {
  /** Twice as wide and twice as high: PNG when the picture came lossless or transparent, else JPEG. */
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'jpeg';
  readonly width: number;
  readonly height: number;
}

/** Largest picture taken: 6 megapixels become 24. */
export const maxInputPixels = 6_000_000;
