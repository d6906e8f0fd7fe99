// Opens the models of a diffusers directory: once per thread, with errors that say which file is wrong and how.
// Must not know how they are used together.
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { DomainError, describe } from '../../kernel/errors.js';
import type { SchedulerConfig } from './scheduler.js';
import { readTokenizer, type Tokenizer } from './tokenizer.js';

export interface DiffusionModels {
  readonly tokenizer: Tokenizer;
  readonly textEncoder: InferenceSession;
  readonly unet: InferenceSession;
  readonly vaeDecoder: InferenceSession;
  readonly scheduler: SchedulerConfig;
  /** What latents are multiplied with inside the model. */
  readonly scaling: number;
  /** Channels of a latent. */
  readonly channels: number;
}

/** The scaling of Stable Diffusion 1 and 2. */
const usualScaling = 0.18215;

const unusable = (directory: string, why: string, cause?: unknown): DomainError =>
  new DomainError(
    'UNAVAILABLE',
    `the model directory ${directory} cannot be used: ${why}; see docs/painting.md, "ONNX models"`,
    {},
    { cause },
  );

async function readJson(path: string): Promise<Record<string, unknown> | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return null;
  }
}

async function open(directory: string, part: string, inputs: readonly string[]): Promise<InferenceSession> {
  const file = join(directory, part, 'model.onnx');
  await access(file).catch((error: unknown) => {
    throw unusable(directory, `there is no ${part}/model.onnx`, error);
  });
  let session: InferenceSession;
  try {
    // By path, not by bytes: large models keep their weights in files beside it.
    session = await InferenceSession.create(file, { executionProviders: ['cpu'], logSeverityLevel: 3 });
  } catch (error) {
    throw unusable(directory, `${part}/model.onnx cannot be loaded: ${describe(error)}`, error);
  }
  const missing = inputs.filter((name) => !session.inputNames.includes(name));
  const unknown = session.inputNames.filter((name) => !inputs.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    const found = session.inputNames.join(', ');
    throw unusable(directory, `${part} takes ${found}, expected ${inputs.join(', ')} (Stable Diffusion 1 and 2)`);
  }
  return session;
}

async function load(directory: string): Promise<DiffusionModels> {
  const tokenizer = await readTokenizer(join(directory, 'tokenizer')).catch((error: unknown) => {
    throw unusable(directory, `its tokenizer: ${describe(error)}`, error);
  });
  const scheduler = await readJson(join(directory, 'scheduler', 'scheduler_config.json'));
  if (scheduler === null) throw unusable(directory, 'there is no scheduler/scheduler_config.json');
  const decoder = await readJson(join(directory, 'vae_decoder', 'config.json'));
  const textEncoder = await open(directory, 'text_encoder', ['input_ids']);
  const unet = await open(directory, 'unet', ['sample', 'timestep', 'encoder_hidden_states']);
  const vaeDecoder = await open(directory, 'vae_decoder', ['latent_sample']);
  const number = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
  return {
    tokenizer,
    textEncoder,
    unet,
    vaeDecoder,
    scheduler: scheduler as SchedulerConfig,
    scaling: number(decoder?.scaling_factor, usualScaling),
    channels: number(decoder?.latent_channels, 4),
  };
}

const opened = new Map<string, Promise<DiffusionModels>>();

/** The models of a directory; the second call answers from memory. @throws DomainError UNAVAILABLE */
export function openModels(directory: string): Promise<DiffusionModels> {
  let models = opened.get(directory);
  if (models === undefined) {
    models = load(directory);
    opened.set(directory, models);
    // A file that was missing may be there at the next call.
    models.catch(() => opened.delete(directory));
  }
  return models;
}
