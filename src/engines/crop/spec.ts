// What goes into the crop engine, what comes out, and the error it refuses with.
// Must not know how the work is done, who asks, or what a refusal looks like to a caller.
import { EngineRefusal, type PhotoRefusal } from '../../kernel/engine-refusal.js';

export type CropFailure = PhotoRefusal;

/** A refusal: a reason for machines, an exact text for the log. */
export class CropError extends EngineRefusal<CropFailure> {
  override readonly name = 'CropError';
}

/** The narrowest and the widest window that may be asked for, as width ÷ height. */
export const ratioLimits = { from: 0.01, to: 100 } as const;

export interface CropSpec {
  /** A whole file: JPEG, PNG, WebP, GIF (first frame), TIFF, AVIF or BMP; any colour space, up to 50 megapixels. */
  readonly image: Uint8Array;
  /** Width ÷ height of each window wanted, 0.01–100. Empty: one window, of the best of {@link candidateRatios}. */
  readonly ratios: readonly number[];
  /** Path of an ONNX saliency model (input 1×3×H×W float32, output a map of 1×1×H×W). */
  readonly saliencyModelFile: string;
  /** Paths of the two face detectors: `front` for faces near the camera, `back` for smaller ones. */
  readonly faceModelFiles: { readonly front: string; readonly back: string };
  /** A point the window must hold, as near its middle as it goes: 0–1 of the upright photo's width and height. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** Also draw what was seen and what was chosen. */
  readonly explain?: boolean;
}

/** A rectangle in whole pixels of the upright photo; `right` and `bottom` are the last pixels inside. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Every named term of a window's score; what each means is said in terms.ts. All are 0–1, more is better. */
export const termNames = [
  'facesKept',
  'facesWhole',
  'faceRoom',
  'subjectKept',
  'textKept',
  'focusNear',
  'roomAround',
  'placement',
  'quietBorder',
] as const;

export type TermName = (typeof termNames)[number];
export type Score = Readonly<Record<TermName, number>>;

export interface CropBox extends PixelBox {
  /** As it was asked for, or the one that was chosen. */
  readonly ratio: number;
  readonly score: Score;
}

export interface SeenFace extends PixelBox {
  /** How sure the detector is, 0–1. */
  readonly confidence: number;
}

export interface CropTimings {
  readonly decodeMs: number;
  /** From the first to the last model's answer; text and edges are looked for meanwhile. */
  readonly modelMs: number;
  readonly chooseMs: number;
  readonly explainMs: number;
}

export interface Crops {
  /** Size of the upright photo in pixels: its orientation tag is applied. */
  readonly width: number;
  readonly height: number;
  /** One for each ratio asked for, in the same order. */
  readonly boxes: readonly CropBox[];
  /** Around what stands out; null when nothing does. */
  readonly subject: (PixelBox & { /** Share of the photo, 0–1. */ readonly coverage: number }) | null;
  readonly faces: readonly SeenFace[];
  /** Lines of lettering. */
  readonly text: readonly PixelBox[];
  /** The heat map and every box over the photo, at most 960 pixels wide or high; with `explain` only. */
  readonly explainPng?: Uint8Array;
  readonly timings: CropTimings;
}
