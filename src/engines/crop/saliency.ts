// Asks a saliency model where the subject is: a small raster in, a map of 0–1 out.
// Must not know what the map is used for. Written for the U²-Net family (arXiv 2005.09007): ImageNet mean and deviation.
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { openSession } from './model-session.js';
import { type Plane, planesAt, type Raster } from './raster.js';
import type { CropError } from './spec.js';

const mean = [0.485, 0.456, 0.406] as const;
const deviation = [0.229, 0.224, 0.225] as const;

/**
 * Side, in pixels, of the square the photo is stretched to. The model was trained near 320, but a window needs no outline: from
 * 176 up windows are found as well as at 320, in under a third of the time; at 160 they begin to suffer (docs/quality-crop.md).
 */
const side = 176;

export interface Saliency {
  /** Stretched so that the lowest value is 0 and the highest 1. Same proportions as the photo, but for the stretch to a square. */
  readonly map: Plane;
  /** The highest value before stretching, 0–1: a model that saw nothing stays low everywhere. */
  readonly peak: number;
}

export type SaliencyModel = (raster: Raster) => Promise<Saliency>;

/**
 * Opens the saliency model.
 * @throws CropError model-missing, model-invalid
 */
export const openSaliencyModel = (file: string): Promise<SaliencyModel> =>
  openSession(file, 'u2netp', describeModel, openSize);

/**
 * Leaves the size of the input open. The file states 320×320, but only in the description of its input and outputs:
 * every layer takes its size from the one before. In the file's encoding (protocol buffers) "dimension of value 320" is
 * `08 c0 02` inside a field of three bytes; "dimension named h" fits the same bytes. Other files pass unchanged.
 */
function openSize(bytes: Buffer): Buffer {
  const stated = Buffer.from('0a0308c0020a0308c002', 'hex');
  const open = Buffer.from('0a031201680a03120177', 'hex');
  for (let at = bytes.indexOf(stated); at >= 0; at = bytes.indexOf(stated, at)) open.copy(bytes, at);
  return bytes;
}

function describeModel(session: InferenceSession, invalid: (why: string) => CropError): SaliencyModel {
  const [input] = session.inputMetadata;
  const [output] = session.outputNames;
  if (!input?.isTensor || input.type !== 'float32' || input.shape.length !== 4 || output === undefined) {
    throw invalid('is no saliency model: it does not take one picture of float32');
  }
  const fixed = (length: number | string | undefined): number =>
    typeof length === 'number' && length > 0 ? length : side;
  const height = fixed(input.shape[2]);
  const width = fixed(input.shape[3]);
  if (width > 1024 || height > 1024) throw invalid(`takes pictures of ${width}×${height}, more than 1024`);
  return async (raster) => {
    const tensor = new Tensor('float32', normalise(planesAt(raster, width, height)), [1, 3, height, width]);
    const results = await session.run({ [input.name]: tensor }, [output]);
    const answer = results[output];
    const [rows, columns] = answer?.dims.slice(-2) ?? [];
    if (!(answer?.data instanceof Float32Array) || rows === undefined || columns === undefined) {
      throw invalid('does not answer with a map of float32');
    }
    return toSaliency(answer.data.subarray(0, rows * columns), columns, rows);
  };
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

function toSaliency(raw: Float32Array, width: number, height: number): Saliency {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of raw) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const values = new Float32Array(raw.length);
  // A flat answer says nothing; a map that is 0 everywhere says the same.
  const gain = high - low > 1e-6 ? 1 / (high - low) : 0;
  for (let i = 0; i < values.length; i++) values[i] = ((raw[i] as number) - low) * gain;
  return { map: { width, height, values }, peak: Math.min(1, Math.max(0, high)) };
}
