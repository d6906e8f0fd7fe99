// What is asked of the code reader and what it finds.
// Must not know pixels or the reading library.

export type CodeKind =
  | 'qr'
  | 'data-matrix'
  | 'pdf417'
  | 'ean-13'
  | 'ean-8'
  | 'upc-a'
  | 'upc-e'
  | 'code-128'
  | 'code-39';

export interface CodesSpec {
  /** An encoded picture: JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF. */
  readonly image: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners as the code itself is turned: `leftTop` is the corner where reading begins, wherever it lies in the picture. */
export interface CodeCorners {
  readonly leftTop: Point;
  readonly rightTop: Point;
  readonly rightBottom: Point;
  readonly leftBottom: Point;
}

export interface FoundCode {
  readonly kind: CodeKind;
  readonly text: string;
  /** Whole pixels of the upright picture, inside it. */
  readonly corners: CodeCorners;
}

export interface Codes {
  /** Pixels of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** From top to bottom, then from left to right. */
  readonly codes: readonly FoundCode[];
}
