// The noise schedule and one step of DDIM without added noise (Song, Meng, Ermon 2020, equation 12 with σ = 0).
// Must not know models; it is handed what a model predicts.

/** Members of diffusers' scheduler_config.json that matter here; whatever class it names, the betas are the model's. */
export interface SchedulerConfig {
  readonly num_train_timesteps?: number;
  readonly beta_start?: number;
  readonly beta_end?: number;
  readonly beta_schedule?: string;
  readonly prediction_type?: string;
  readonly steps_offset?: number;
  readonly set_alpha_to_one?: boolean;
}

export interface Scheduler {
  /** From noisy to clean. */
  readonly timesteps: readonly number[];
  /** The sample one step cleaner. @param output what the model predicts at timestep `timesteps[index]` */
  step(sample: Float32Array, output: Float32Array, index: number): Float32Array;
  /** Share of the picture in a sample at a timestep (ᾱ). */
  readonly share: (timestep: number) => number;
}

/** @throws RangeError for a schedule or prediction that is not known */
export function createScheduler(config: SchedulerConfig, steps: number): Scheduler {
  const total = config.num_train_timesteps ?? 1000;
  const [from, to] = [config.beta_start ?? 0.00085, config.beta_end ?? 0.012];
  const shape = config.beta_schedule ?? 'scaled_linear';
  if (shape !== 'scaled_linear' && shape !== 'linear') throw new RangeError(`the beta schedule ${shape} is not known`);
  const prediction = config.prediction_type ?? 'epsilon';
  if (prediction !== 'epsilon' && prediction !== 'v_prediction') {
    throw new RangeError(`the prediction type ${prediction} is not known`);
  }
  const shares = new Float64Array(total);
  let product = 1;
  for (let t = 0; t < total; t += 1) {
    const place = total === 1 ? 0 : t / (total - 1);
    const beta =
      shape === 'linear'
        ? from + (to - from) * place
        : (Math.sqrt(from) + (Math.sqrt(to) - Math.sqrt(from)) * place) ** 2;
    product *= 1 - beta;
    shares[t] = product;
  }
  const last = config.set_alpha_to_one ? 1 : (shares[0] ?? 1);
  const share = (timestep: number): number => (timestep < 0 ? last : (shares[Math.min(timestep, total - 1)] ?? last));
  const stride = Math.max(1, Math.floor(total / steps));
  const timesteps = Array.from({ length: Math.min(steps, total) }, (_, index) =>
    Math.min(total - 1, index * stride + (config.steps_offset ?? 0)),
  ).reverse();

  return {
    timesteps,
    share,
    step: (sample, output, index) => {
      const t = timesteps[index] ?? 0;
      const now = share(t);
      const next = share(t - stride);
      const [clean, noise] = [Math.sqrt(now), Math.sqrt(1 - now)];
      const [cleanNext, noiseNext] = [Math.sqrt(next), Math.sqrt(1 - next)];
      return sample.map((value, place) => {
        const predicted = output[place] ?? 0;
        const picture =
          prediction === 'epsilon' ? (value - noise * predicted) / clean : clean * value - noise * predicted;
        const epsilon = prediction === 'epsilon' ? predicted : clean * predicted + noise * value;
        return cleanNext * picture + noiseNext * epsilon;
      });
    },
  };
}
