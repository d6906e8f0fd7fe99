// Runs a saliency model: a photo in, a map of how likely each place belongs to the subject out.
// Must not know what the map is used for. One session per thread and model file, kept for the thread's life.
import { stat } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Channel, type ColourPlanes, clamp01, type Plane } from './raster.js';
import { CutoutError } from './spec.js';

interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

const imageNet: Normalisation = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const centred: Normalisation = { mean: [0.5, 0.5, 0.5], deviation: [1, 1, 1] };

/** A model ready to run, with what its own description says about its input. */
export interface SaliencyModel {
  readonly width: number;
  readonly height: number;
  readonly run: (photo: ColourPlanes) => Promise<Saliency>;
}

export interface Saliency {
  /** At the model's resolution, stretched so that the lowest value is 0 and the highest 1. */
  readonly map: Plane;
  /** The highest value before stretching, 0–1: a model that saw nothing stays low everywhere. */
  readonly peak: number;
}

/** Which side, in pixels, a model of dynamic size is asked at: that of the U²-Net family. */
const defaultSide = 320;

const sessions = new Map<string, Promise<SaliencyModel>>();

/**
 * Opens an ONNX saliency model; the second call for the same path answers from memory.
 * Input size is read from the model (1×3×H×W). Models of the U²-Net family and BiRefNet want ImageNet's mean and deviation,
 * IS-Net (1024² with several outputs) wants 0.5 and 1.
 * @throws CutoutError model-missing, model-invalid
 */
export function openModel(file: string): Promise<SaliencyModel> {
  let model = sessions.get(file);
  if (model === undefined) {
    model = load(file);
    sessions.set(file, model);
    // A file that was missing may be there at the next call.
    model.catch(() => sessions.delete(file));
  }
  return model;
}

async function load(file: string): Promise<SaliencyModel> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new CutoutError(
      'model-missing',
      `there is no model file at ${file}; bring it with: node scripts/models.mjs u2netp`,
    );
  }
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      // One thread a session: engines run side by side in a pool, and two half-speed pictures at once beat one after the
      // other. It also makes sums come out in the same order, so that the same photo gives the same bytes.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Both keep memory for the next run; without them a thread at rest holds the weights and nothing else.
      enableCpuMemArena: false,
      enableMemPattern: false,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new CutoutError(
      'model-invalid',
      `${file} is not a model that can be loaded; bring it again with: node scripts/models.mjs u2netp`,
      { cause },
    );
  }
  return describeModel(session, file);
}

function describeModel(session: InferenceSession, file: string): SaliencyModel {
  const [input] = session.inputMetadata;
  const [output] = session.outputMetadata;
  const invalid = (why: string) => new CutoutError('model-invalid', `${file}: ${why}`);
  if (!input?.isTensor || !output?.isTensor || session.inputNames.length !== 1) {
    throw invalid('a saliency model has one picture as input and maps as output');
  }
  if (input.type !== 'float32') throw invalid(`its input is ${input.type}; only float32 models are run`);
  const [batch, channels, rows, columns] = input.shape;
  if (input.shape.length !== 4 || (typeof channels === 'number' && channels !== 3)) {
    throw invalid(`its input has the shape ${input.shape.join('×')} instead of 1×3×H×W`);
  }
  if (typeof batch === 'number' && batch > 1) throw invalid('it takes several pictures at a time');
  const height = typeof rows === 'number' && rows > 0 ? rows : defaultSide;
  const width = typeof columns === 'number' && columns > 0 ? columns : defaultSide;
  if (width > 2048 || height > 2048) throw invalid(`its input of ${width}×${height} is larger than 2048`);
  const normalisation = width >= 1024 && session.outputNames.length > 1 ? centred : imageNet;
  return {
    width,
    height,
    run: async (photo) => {
      const tensor = new Tensor('float32', toInput(photo, normalisation), [1, 3, height, width]);
      // All outputs of the family are the same map from coarser to finer; the first is the fused one.
      const results = await session.run({ [input.name]: tensor }, [output.name]);
      const values = results[output.name];
      if (values?.type !== 'float32' || !(values.data instanceof Float32Array))
        throw invalid('its output is not float32');
      const [mapHeight, mapWidth] = values.dims.slice(-2);
      if (mapHeight === undefined || mapWidth === undefined || mapHeight * mapWidth > values.data.length) {
        throw invalid(`its output has the shape ${values.dims.join('×')} instead of 1×1×H×W`);
      }
      return toSaliency(values.data.subarray(0, mapHeight * mapWidth), mapWidth, mapHeight);
    },
  };
}

/** Planes 0–1 as the model's input: brightest value to 1 (as the U²-Net family was trained), then mean and deviation. */
function toInput(photo: ColourPlanes, { mean, deviation }: Normalisation): Float32Array {
  const count = photo.width * photo.height;
  let brightest = 1e-6;
  for (const channel of photo.channels) {
    for (let i = 0; i < count; i++) if ((channel[i] as number) > brightest) brightest = channel[i] as number;
  }
  const out = new Float32Array(count * 3);
  for (let index = 0; index < 3; index++) {
    const channel = photo.channels[index] as Channel;
    const gain = 1 / (brightest * (deviation[index] as number));
    const offset = (mean[index] as number) / (deviation[index] as number);
    for (let i = 0; i < count; i++) out[index * count + i] = (channel[i] as number) * gain - offset;
  }
  return out;
}

function toSaliency(raw: Float32Array, width: number, height: number): Saliency {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < raw.length; i++) {
    const value = raw[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // Some exports end before the last sigmoid.
  const logits = low < -0.1 || high > 1.1;
  const probability = (value: number) => (logits ? 1 / (1 + Math.exp(-value)) : clamp01(value));
  const bottom = probability(low);
  const peak = probability(high);
  const gain = peak > bottom ? 1 / (peak - bottom) : 0;
  const values = new Float32Array(raw.length);
  for (let i = 0; i < values.length; i++) values[i] = (probability(raw[i] as number) - bottom) * gain;
  return { map: { width, height, values }, peak: Number.isFinite(peak) ? peak : 0 };
}
