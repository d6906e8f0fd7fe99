// The words of a campaign: a photo and what is made of it, step by step. Every step can be done again at any time.
// Must not know how a step is done, nor who looks.
import type { ComposeSpec } from '../../engines/compose/index.js';

export const stepNames = ['cutout', 'crops', 'background', 'poster', 'coupon'] as const;
export type StepName = (typeof stepNames)[number];

/** What a step is told to do. Kept with the step, so that doing it again keeps what was chosen. */
export interface StepSettings {
  /** `repaired`: a cut-out somebody mended by hand, which takes the place of the engine's. */
  readonly cutout: { readonly repaired?: string };
  readonly crops: {
    /** Width ÷ height. */
    readonly ratios: readonly number[];
    /** 0–1 of the upright photo. */
    readonly focus?: { readonly x: number; readonly y: number };
  };
  readonly background: { readonly prompt: string; readonly style: string; readonly seed: number };
  readonly poster: { readonly scale: number; readonly shiftX: number; readonly shiftY: number };
  readonly coupon: Pick<ComposeSpec, 'offer' | 'scope' | 'usage' | 'brandName' | 'layout' | 'backgroundColor'> & {
    readonly seed: string;
  };
}

/** waiting: to be done, or for the steps before it · running · done · failed. */
export type StepState = 'waiting' | 'running' | 'done' | 'failed';

/** A picture a step made. `role` tells several apart: the ratio of a crop. */
export interface StepPicture {
  readonly id: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly role: string;
}

export interface Step<N extends StepName = StepName> {
  readonly name: N;
  readonly state: StepState;
  readonly settings: StepSettings[N];
  readonly pictures: readonly StepPicture[];
  /** What is worth telling about the result. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** Why it failed: a domain error's code. */
  readonly error: string | null;
  /** Counts up with every order to do the step again. */
  readonly version: number;
}

export interface Campaign {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly photo: StepPicture;
  readonly steps: readonly Step[];
  /** ms, UTC. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
