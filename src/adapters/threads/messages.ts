// What a pool and its threads say to each other.
// Must hold plain data and shared memory only: it crosses a thread boundary.
import type { PortableError } from '../../kernel/errors.js';
import type { EngineName } from '../../ports/engines/engines.js';

/**
 * One number both sides see at once. Each step is a compare-and-exchange, so that "it never began" and "it has begun"
 * cannot both be believed.
 */
export type TaskState = Int32Array<SharedArrayBuffer>;
export const stateWaiting = 0;
export const stateBegun = 1;
export const stateStopped = 2;

export const newTaskState = (): TaskState => new Int32Array(new SharedArrayBuffer(4));

/** Paths of the two face detectors of the crop engine. */
export interface FaceModelFiles {
  readonly front: string;
  readonly back: string;
}

export interface ThreadTask {
  readonly engine: EngineName;
  readonly spec: unknown;
  readonly cutoutModelFile: string;
  readonly faceModelFiles: FaceModelFiles;
  readonly state: TaskState;
}

export type ThreadAnswer = { readonly value: unknown } | { readonly error: PortableError };
