// What goes into the cut-out engine, what comes out, and the reasons it can refuse.
// Must not know how the work is done, who asks, or what a refusal looks like to a caller.
import { EngineRefusal, type PhotoRefusal } from '../../kernel/engine-refusal.js';

/** `no-subject`: nothing stands out that could be cut out. */
export type CutoutFailure = PhotoRefusal | 'no-subject';

/** A refusal: a reason for machines, an exact text for the log. */
export class CutoutError extends EngineRefusal<CutoutFailure> {
  override readonly name = 'CutoutError';
}

/** A rectangle in pixels; `left` and `top` are the first pixel inside. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where the matte came from: `alpha` the picture's own transparency; `plain-background` the model together with the
 * colour of a smooth background; `neural` the model and the picture's colours in general.
 */
export type MattePath = 'alpha' | 'plain-background' | 'neural';

/** Milliseconds by step. Decoding the detail overlaps the model; only the time waited for it counts. */
export interface CutoutTimings {
  readonly decodeMs: number;
  readonly modelMs: number;
  readonly refineMs: number;
  readonly encodeMs: number;
}

export interface MatteSpec {
  /** A whole file: JPEG, PNG, WebP, GIF (first frame), TIFF, AVIF or BMP; any colour space, up to 50 megapixels. */
  readonly image: Uint8Array;
  /** Path of an ONNX saliency model (input 1×3×H×W float32, output a map of 1×1×H×W). */
  readonly modelFile: string;
}

export interface CutoutSpec extends MatteSpec {
  /** Side of the square picture that comes out, in pixels, 64–4096. Default 1080. */
  readonly size?: number;
  /** Free border on every side in pixels, less than half of `size`. Default 120. */
  readonly margin?: number;
  /**
   * True (default): the subject is centred and scaled to fit inside the margins, enlarged at most 3×.
   * False: the frame of the photo, reduced to fit `size`×`size` and never enlarged; `margin` does not apply.
   */
  readonly trim?: boolean;
}

interface MatteFacts {
  /** The subject in pixels of the photo, after its orientation tag is applied. */
  readonly subject: Box;
  /** Share of the photo that the subject covers, 0–1. */
  readonly coverage: number;
  /** How likely the matte is right, 0–1. Below about 0.5 somebody should look at it. */
  readonly confidence: number;
  readonly path: MattePath;
  readonly timings: CutoutTimings;
}

export interface Cutout extends MatteFacts {
  /** 8-bit RGBA, not premultiplied; colour is 0 where alpha is 0. */
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface Matte extends MatteFacts {
  /** width×height×1, 0 background to 255 subject, over the whole photo after orientation. */
  readonly alpha: Uint8Array;
  /** Size of `alpha`: the photo's own, reduced to {@link matteLongSide} where that is larger. */
  readonly width: number;
  readonly height: number;
  /** The photo's own size after orientation. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
}

/** The longest side, in pixels, at which the engine ever holds a photo: three times the 840 px a default cut-out can show. */
export const matteLongSide = 2560;
