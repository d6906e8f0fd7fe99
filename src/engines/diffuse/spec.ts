// What the diffusion engine is asked and what it answers.
// Must not hold behaviour.

export interface DiffuseSpec {
  /** A directory in the layout of diffusers' ONNX export: text_encoder, unet, vae_decoder, scheduler, tokenizer. */
  readonly directory: string;
  readonly prompt: string;
  readonly negative: string;
  /** Pixels; multiples of 8. */
  readonly width: number;
  readonly height: number;
  /** 0 to 2^32−1. */
  readonly seed: number;
  readonly steps: number;
  /** How much the text counts; up to 1 the negative text is not asked about. */
  readonly guidance: number;
}

export interface Diffused {
  readonly png: Uint8Array;
}
