// Runs one face detector over one square of a photo.
// Must not know which answers are believed, nor what a face means for a crop. Follows the BlazeFace paper (arXiv 1907.05047): anchors on two grids, blended overlaps.
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Raster } from '../../kernel/raster.js';
import { openSession } from './model-session.js';
import type { CropError } from './spec.js';

/** A face in pixels of the raster it was looked for in; edges may lie between pixels. */
export interface Face {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly confidence: number;
}

/** A square of the raster that is shown to a detector; it may reach beyond the raster, where it is grey. */
export interface Tile {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

export interface FaceDetector {
  /** Side of the picture it takes, in pixels. */
  readonly side: number;
  readonly find: (raster: Raster, tile: Tile, atLeast: number) => Promise<Face[]>;
}

/**
 * Opens a face detector.
 * @throws CropError model-missing, model-invalid
 */
export const openFaceDetector = (file: string, name: string): Promise<FaceDetector> =>
  openSession(file, name, describeDetector);

function describeDetector(session: InferenceSession, invalid: (why: string) => CropError): FaceDetector {
  const [input] = session.inputMetadata;
  const side = input?.isTensor && input.shape.length === 4 ? input.shape[1] : undefined;
  if (input === undefined || typeof side !== 'number' || session.outputNames.length !== 4) {
    throw invalid('is no face detector of the expected kind');
  }
  const [scoresFine, scoresCoarse, boxesFine, boxesCoarse] = session.outputNames as [string, string, string, string];
  return {
    side,
    find: async (raster, tile, atLeast) => {
      const tensor = new Tensor('float32', look(raster, tile, side), [1, side, side, 3]);
      const results = await session.run({ [input.name]: tensor });
      const read = (output: string): Float32Array => {
        const values = results[output]?.data;
        if (values instanceof Float32Array) return values;
        throw invalid(`answers ${output} in another type than float32`);
      };
      // Grids of 16×16 cells with 2 anchors and 8×8 cells with 6, in both sizes of the model.
      const raw = [
        ...decode(read(scoresFine), read(boxesFine), 16, 2, side, atLeast),
        ...decode(read(scoresCoarse), read(boxesCoarse), 8, 6, side, atLeast),
      ];
      const scale = tile.side;
      return blend(raw).map((face) => ({
        left: tile.left + face.left * scale,
        top: tile.top + face.top * scale,
        right: tile.left + face.right * scale,
        bottom: tile.top + face.bottom * scale,
        confidence: face.confidence,
      }));
    },
  };
}

/** The tile as the detector wants it: side×side×3, −1…1, what lies outside the raster at 0 (mid grey). Box-filtered. */
function look(raster: Raster, tile: Tile, side: number): Float32Array {
  const out = new Float32Array(side * side * 3);
  const step = tile.side / side;
  for (let y = 0; y < side; y++) {
    const top = tile.top + y * step;
    const fromY = Math.max(0, Math.floor(top));
    const toY = Math.min(raster.height, Math.max(fromY + 1, Math.round(top + step)));
    if (top + step <= 0 || fromY >= raster.height) continue;
    for (let x = 0; x < side; x++) {
      const left = tile.left + x * step;
      const fromX = Math.max(0, Math.floor(left));
      const toX = Math.min(raster.width, Math.max(fromX + 1, Math.round(left + step)));
      if (left + step <= 0 || fromX >= raster.width) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = fromY; row < toY; row++) {
        for (let at = (row * raster.width + fromX) * 3, end = (row * raster.width + toX) * 3; at < end; at += 3) {
          red += raster.rgb[at] as number;
          green += raster.rgb[at + 1] as number;
          blue += raster.rgb[at + 2] as number;
        }
      }
      const scale = 1 / ((toY - fromY) * (toX - fromX) * 127.5);
      const to = (y * side + x) * 3;
      out[to] = red * scale - 1;
      out[to + 1] = green * scale - 1;
      out[to + 2] = blue * scale - 1;
    }
  }
  return out;
}

/** Scores above `atLeast` with their boxes, 0–1 of the tile. */
function decode(
  scores: Float32Array,
  boxes: Float32Array,
  cells: number,
  anchors: number,
  side: number,
  atLeast: number,
): Face[] {
  const faces: Face[] = [];
  for (let index = 0; index < cells * cells * anchors; index++) {
    const confidence = 1 / (1 + Math.exp(-(scores[index] as number)));
    if (!(confidence >= atLeast)) continue;
    const cell = Math.floor(index / anchors);
    // Sixteen numbers an anchor: centre and size of the box in pixels, then six points of the face.
    const at = index * 16;
    const x = ((cell % cells) + 0.5) / cells + (boxes[at] as number) / side;
    const y = (Math.floor(cell / cells) + 0.5) / cells + (boxes[at + 1] as number) / side;
    const halfWidth = (boxes[at + 2] as number) / side / 2;
    const halfHeight = (boxes[at + 3] as number) / side / 2;
    if (!(halfWidth > 0 && halfHeight > 0)) continue;
    faces.push({ left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight, confidence });
  }
  return faces;
}

/** Intersection over union of two boxes, 0–1. */
export function overlap(a: Face, b: Face): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const areas = (a.right - a.left) * (a.bottom - a.top) + (b.right - b.left) * (b.bottom - b.top);
  return (width * height) / (areas - width * height);
}

/**
 * Answers that overlap by at least `least` become their mean, weighted by confidence; the group keeps the highest confidence.
 * The surest first.
 */
export function blend(faces: readonly Face[], least = 0.3): Face[] {
  const rest = [...faces].sort((a, b) => b.confidence - a.confidence);
  const blended: Face[] = [];
  while (rest.length > 0) {
    const first = rest[0] as Face;
    const group = rest.filter((face) => face === first || overlap(first, face) >= least);
    for (const face of group) rest.splice(rest.indexOf(face), 1);
    let weight = 0;
    const sum = [0, 0, 0, 0];
    for (const face of group) {
      weight += face.confidence;
      [face.left, face.top, face.right, face.bottom].forEach((edge, i) => {
        sum[i] = (sum[i] as number) + edge * face.confidence;
      });
    }
    const [left, top, right, bottom] = sum.map((edge) => edge / weight) as [number, number, number, number];
    blended.push({ left, top, right, bottom, confidence: first.confidence });
  }
  return blended;
}
