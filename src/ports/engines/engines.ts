// The engine-runner port: picture work handed to a bounded set of workers.
// Must not know who asked for it or what becomes of the result.
import type { Arranged, ExtractSpec, PlaceSpec } from '../../engines/arrange/index.js';
import type { Composed, ComposeSpec } from '../../engines/compose/index.js';
import type { CropSpec, Crops } from '../../engines/crop/index.js';
import type { Cutout, CutoutSpec } from '../../engines/cutout/index.js';
import type { Diffused, DiffuseSpec } from '../../engines/diffuse/index.js';
import type { Labelled, LabelSpec } from '../../engines/label/index.js';
import type { Illustration, IllustrationSpec } from '../../engines/paint/index.js';
import type { Codes, CodesSpec } from '../../engines/qr/index.js';
import type { Upscaled, UpscaleSpec } from '../../engines/upscale/index.js';

/** Every engine with what goes in and what comes out. */
export interface EngineWork {
  compose: { spec: ComposeSpec; result: Composed };
  cutout: { spec: Omit<CutoutSpec, 'modelFile'>; result: Cutout };
  crop: { spec: Omit<CropSpec, 'saliencyModelFile' | 'faceModelFiles'>; result: Crops };
  qr: { spec: CodesSpec; result: Codes };
  upscale: { spec: UpscaleSpec; result: Upscaled };
  extract: { spec: ExtractSpec; result: Arranged };
  place: { spec: PlaceSpec; result: Arranged };
  paint: { spec: IllustrationSpec; result: Illustration };
  label: { spec: LabelSpec; result: Labelled };
  diffuse: { spec: DiffuseSpec; result: Diffused };
}
export type EngineName = keyof EngineWork;

export interface EngineLoad {
  readonly running: number;
  readonly waiting: number;
  /** Calls that run at once. */
  readonly capacity: number;
  /** Calls that wait at most; the next is refused. */
  readonly mostWaiting: number;
}

export interface EngineRunner {
  /**
   * @throws DomainError TOO_BUSY at once when the waiting line is full; ABORTED when `signal` ends the work;
   * BAD_IMAGE, TOO_LARGE, NO_SUBJECT from the engine itself; UNAVAILABLE when an engine's own files are missing
   */
  run<N extends EngineName>(
    name: N,
    spec: EngineWork[N]['spec'],
    signal?: AbortSignal,
  ): Promise<EngineWork[N]['result']>;
  load(): EngineLoad;
  /** Lets running work end, refuses the waiting. */
  close(): Promise<void>;
}
