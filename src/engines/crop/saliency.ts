// Asks a saliency model where the subject is: a small raster in, a map of 0–1 out.
// Must not know what the map is used for. Written for the U²-Net family (arXiv 2005.09007): ImageNet mean and deviation.
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Plane, Raster } from '../../kernel/raster.js';
import { endAtNode, openSize } from './model-graph.js';
import { openSession } from './model-session.js';
import { planesAt } from './raster.js';
import type { CropError } from './spec.js';

const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/**
 * Sides, in pixels, of the square the photo is stretched to: the first look, and a second one where the first is undecided. The
 * smaller one sees a scene's large parts and goes wrong on other photos than the first; their answers are averaged
 * (docs/quality-crop.md).
 */
const firstSide = 240;
const secondSide = 160;
/** A map is undecided from this share of values between yes and no. Of photos with one clear thing few are. */
const undecided = 0.35;

/**
 * The weights of the inner answer the graph is ended at. The family answers at six resolutions and joins them; a window needs no
 * outline, and the third, of a quarter of the input's side, places windows as well as all together in a third of the time.
 */
const innerAnswer = 'side3.weight';

/** Side of the map that is handed on. */
const mapSide = 96;
/** Below this peak an answer saw nothing; stretched to 0–1 it would be noise. */
const blindPeak = 0.15;

export interface Saliency {
  /** 0–1, the surest place 1; 0 everywhere when nothing was seen. Covers the whole photo, stretched to a square. */
  readonly map: Plane;
}

/** What the model answered, row by row. */
interface Answer {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export type SaliencyModel = (raster: Raster, checkpoint: () => void) => Promise<Saliency>;

/**
 * Opens the saliency model. A file of another kind is run as it is, at its own size.
 * @throws CropError model-missing, model-invalid
 */
export const openSaliencyModel = (file: string): Promise<SaliencyModel> =>
  openSession(file, 'u2netp', describeModel, (bytes) => endAtNode(openSize(bytes), innerAnswer));

function describeModel(session: InferenceSession, invalid: (why: string) => CropError): SaliencyModel {
  const [input] = session.inputMetadata;
  const [output] = session.outputNames;
  if (!input?.isTensor || input.type !== 'float32' || input.shape.length !== 4 || output === undefined) {
    throw invalid('is no saliency model: it does not take one picture of float32');
  }
  const [, , rows, columns] = input.shape;
  const fixed = typeof rows === 'number' && typeof columns === 'number' && rows > 0 && columns > 0;
  if (fixed && Math.max(rows, columns) > 1024) throw invalid(`takes pictures of ${columns}×${rows}, more than 1024`);
  const sizeOf = (side: number) => (fixed ? { width: columns, height: rows } : { width: side, height: side });

  async function ask(raster: Raster, { width, height }: { width: number; height: number }): Promise<Answer> {
    const tensor = new Tensor('float32', normalise(planesAt(raster, width, height)), [1, 3, height, width]);
    const results = await session.run({ [(input as { name: string }).name]: tensor }, [output as string]);
    const answer = results[output as string];
    const [high, wide] = answer?.dims.slice(-2) ?? [];
    if (!(answer?.data instanceof Float32Array) || high === undefined || wide === undefined) {
      throw invalid('does not answer with a map of float32');
    }
    return { width: wide, height: high, values: answer.data.subarray(0, wide * high) };
  }

  return async (raster, checkpoint) => {
    const sum = new Float32Array(mapSide * mapSide);
    addStretched(sum, await ask(raster, sizeOf(firstSide)));
    checkpoint();
    if (!fixed && doubtOf(sum) >= undecided) addStretched(sum, await ask(raster, sizeOf(secondSide)));
    const highest = sum.reduce((most, value) => Math.max(most, value), 0);
    if (highest > 0) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / highest;
    return { map: { width: mapSide, height: mapSide, values: sum } };
  };
}

/** How undecided a map is: 0 where every value is 0 or 1, 2 where all are halfway; also 2 for a map that is 0 everywhere. */
function doubtOf(values: Float32Array): number {
  let mass = 0;
  let halfway = 0;
  for (const value of values) {
    mass += value;
    halfway += 4 * value * (1 - value);
  }
  return mass > 0 ? halfway / mass : 2;
}

/** 0–255 to what the family was trained on: the brightest value to 1, then mean and deviation of ImageNet. In place. */
function normalise(planes: Float32Array): Float32Array {
  let brightest = 1e-3;
  for (const value of planes) if (value > brightest) brightest = value;
  const count = planes.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    const gain = 1 / (brightest * (deviation[channel] as number));
    const offset = (mean[channel] as number) / (deviation[channel] as number);
    for (let i = channel * count; i < (channel + 1) * count; i++) planes[i] = (planes[i] as number) * gain - offset;
  }
  return planes;
}

/** Adds an answer, its lowest value as 0 and its highest as 1, resampled to the map's size; one that saw nothing adds nothing. */
function addStretched(sum: Float32Array, { width, height, values }: Answer): void {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(high >= blindPeak && high - low > 1e-6)) return;
  const columns = between(width);
  const rows = between(height);
  for (let y = 0, i = 0; y < mapSide; y++) {
    const { low: top, high: bottom, share: down } = rows[y] as Between;
    for (let x = 0; x < mapSide; x++, i++) {
      const { low: left, high: right, share: across } = columns[x] as Between;
      const upper = mix(values[top * width + left] as number, values[top * width + right] as number, across);
      const lower = mix(values[bottom * width + left] as number, values[bottom * width + right] as number, across);
      sum[i] = (sum[i] as number) + (mix(upper, lower, down) - low) / (high - low);
    }
  }
}

interface Between {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** For each sample of the map: the two samples of a line of `length` it lies between. */
const between = (length: number): Between[] =>
  Array.from({ length: mapSide }, (_, i) => {
    const at = Math.min(length - 1, Math.max(0, ((i + 0.5) * length) / mapSide - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(length - 1, low + 1), share: at - low };
  });

const mix = (from: number, to: number, share: number): number => from + share * (to - from);
