// Opens model files for this engine: once per thread and file, with the errors that tell how to bring a file.
// Must not know what a model sees.
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { CropError } from './spec.js';

/**
 * A pool keeps every core busy with a photo of its own, so a pool's thread computes alone; a command line has one photo at
 * a time and all cores for it. How many threads share a sum does not change the sum: layers are cut by output, not by input.
 */
const modelThreads = isMainThread ? Math.min(4, availableParallelism()) : 1;

const sessions = new Map<string, Promise<unknown>>();

/**
 * Opens an ONNX model and hands it to `describe`; the second call for the same path answers from memory.
 * @param name what scripts/models.mjs calls the file
 * @param edit may change the file's bytes before they are loaded
 * @throws CropError model-missing, model-invalid
 */
export function openSession<T>(
  file: string,
  name: string,
  describe: (session: InferenceSession, invalid: (why: string) => CropError) => T,
  edit: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<T> {
  const key = `${name}\n${file}`;
  let opened = sessions.get(key) as Promise<T> | undefined;
  if (opened === undefined) {
    opened = load(file, name, describe, edit);
    sessions.set(key, opened);
    // A file that was missing may be there at the next call.
    opened.catch(() => sessions.delete(key));
  }
  return opened;
}

async function load<T>(
  file: string,
  name: string,
  describe: (session: InferenceSession, invalid: (why: string) => CropError) => T,
  edit: (bytes: Uint8Array) => Uint8Array,
): Promise<T> {
  const remedy = `bring it with: node scripts/models.mjs ${name}`;
  const invalid = (why: string): CropError => new CropError('model-invalid', `${file} ${why}; ${remedy}`);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new CropError('model-missing', `there is no model file at ${file}; ${remedy}`, { cause });
  }
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(edit(bytes), {
      executionProviders: ['cpu'],
      intraOpNumThreads: modelThreads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // The models are small: what the arena keeps for the next run is worth the tenth of the time it saves.
      enableCpuMemArena: true,
      enableMemPattern: false,
      logSeverityLevel: 3,
      // Threads that wait by spinning would take the cores from whatever else runs.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw new CropError('model-invalid', `${file} is not a model that can be loaded; ${remedy}`, { cause });
  }
  return describe(session, invalid);
}
