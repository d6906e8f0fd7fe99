// Text to picture by latent diffusion (Rombach et al. 2022) with models in ONNX: encode the text, denoise, decode.
// Must not know where models come from or who asks. Same spec, same models, same bytes on the same machine.
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { DomainError, describe } from '../../kernel/errors.js';
import { type DiffusionModels, openModels } from './models.js';
import { createScheduler } from './scheduler.js';
import type { Diffused, DiffuseSpec } from './spec.js';

export type { Diffused, DiffuseSpec } from './spec.js';

/** Pixels a latent stands for, each way. */
const factor = 8;

/** Normal deviates from a seed: mulberry32 and Box–Muller. */
function noise(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Exports differ in whether whole numbers are 32 or 64 bits wide, and some take the timestep as a float. */
function numbers(session: InferenceSession, input: string, values: readonly number[], dims: readonly number[]): Tensor {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  const type = metadata?.isTensor ? metadata.type : 'int64';
  if (type === 'int32') return new Tensor('int32', Int32Array.from(values), dims);
  if (type === 'float32') return new Tensor('float32', Float32Array.from(values), dims);
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

async function firstOutput(session: InferenceSession, feeds: Record<string, Tensor>): Promise<Tensor> {
  const results = await session.run(feeds);
  const [name = ''] = session.outputNames;
  const output = results[name];
  if (output === undefined || output.type !== 'float32') {
    throw new DomainError(
      'UNAVAILABLE',
      `a model's output is ${output?.type ?? 'missing'}, expected float32; export it with 32-bit floats`,
    );
  }
  return output as Tensor;
}

async function meaning({ tokenizer, textEncoder }: DiffusionModels, text: string): Promise<Tensor> {
  const tokens = tokenizer.encode(text);
  return firstOutput(textEncoder, { input_ids: numbers(textEncoder, 'input_ids', tokens, [1, tokens.length]) });
}

async function predict(
  { unet }: DiffusionModels,
  sample: Tensor,
  timestep: number,
  text: Tensor,
): Promise<Float32Array> {
  const output = await firstOutput(unet, {
    sample,
    timestep: numbers(unet, 'timestep', [timestep], [1]),
    encoder_hidden_states: text,
  });
  return output.data as Float32Array;
}

/** Planes of −1…1 to interleaved bytes. */
function toPixels(planes: Float32Array, count: number): Buffer {
  const pixels = Buffer.alloc(count * 3);
  for (let at = 0; at < count; at += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = ((planes[channel * count + at] ?? 0) / 2 + 0.5) * 255;
      pixels[at * 3 + channel] = Math.max(0, Math.min(255, Math.round(value)));
    }
  }
  return pixels;
}

/**
 * Paints one picture.
 * @throws DomainError UNAVAILABLE when the directory's models cannot be used; RangeError for a size, step count or schedule
 * that is not possible; whatever `signal` was aborted with, between two steps
 */
export async function diffuse(spec: DiffuseSpec, signal?: AbortSignal): Promise<Diffused> {
  const { width, height, steps, guidance, seed } = spec;
  if (width % factor !== 0 || height % factor !== 0 || width < 64 || height < 64 || width * height > 2048 * 2048) {
    throw new RangeError(`${width}×${height} pixels; sides are multiples of ${factor} from 64 on`);
  }
  if (!Number.isInteger(steps) || steps < 1 || steps > 1000)
    throw new RangeError(`${steps} steps; 1 to 1000 are possible`);
  const models = await openModels(spec.directory);
  const scheduler = createScheduler(models.scheduler, steps);
  const [columns, rows] = [width / factor, height / factor];
  const dims = [1, models.channels, rows, columns];
  try {
    const wanted = await meaning(models, spec.prompt);
    const unwanted = guidance > 1 ? await meaning(models, spec.negative) : null;
    let latent = noise(models.channels * rows * columns, seed);
    for (const [index, timestep] of scheduler.timesteps.entries()) {
      signal?.throwIfAborted();
      const sample = new Tensor('float32', latent, dims);
      const towards = await predict(models, sample, timestep, wanted);
      const away = unwanted === null ? null : await predict(models, sample, timestep, unwanted);
      // Classifier-free guidance (Ho, Salimans 2022).
      const output =
        away === null ? towards : towards.map((value, at) => (away[at] ?? 0) + guidance * (value - (away[at] ?? 0)));
      latent = scheduler.step(latent, output, index);
    }
    signal?.throwIfAborted();
    const unscaled = new Tensor(
      'float32',
      latent.map((value) => value / models.scaling),
      dims,
    );
    const decoded = await firstOutput(models.vaeDecoder, { latent_sample: unscaled });
    const [, planes, tall, wide] = decoded.dims;
    if (planes !== 3 || tall !== height || wide !== width) {
      throw new DomainError(
        'UNAVAILABLE',
        `the decoder gave ${decoded.dims.join('×')}, expected 1×3×${height}×${width}`,
      );
    }
    const pixels = toPixels(decoded.data as Float32Array, width * height);
    return {
      png: await sharp(pixels, { raw: { width, height, channels: 3 } })
        .png({ compressionLevel: 3 })
        .toBuffer(),
    };
  } catch (error) {
    if (error instanceof DomainError || error instanceof RangeError || signal?.aborted) throw error;
    throw new DomainError(
      'UNAVAILABLE',
      `a model of ${spec.directory} failed: ${describe(error)}`,
      {},
      { cause: error },
    );
  }
}
