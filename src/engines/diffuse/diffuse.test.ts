import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder, temporaryFolder } from '../../../test/support/temporary-folder.js';
import { type DiffuseSpec, diffuse } from './index.js';
import { createScheduler } from './scheduler.js';
import { createTokenizer, readTokenizer } from './tokenizer.js';

const { makeTinyDiffusion } = (await import('../../../scripts/make-tiny-diffusion.mjs' as string)) as {
  makeTinyDiffusion: (folder: string, options?: { idType?: 'int32' | 'int64' }) => string;
};

let folder: TemporaryFolder;
let directory: string;
beforeAll(() => {
  folder = makeTemporaryFolder();
  directory = makeTinyDiffusion(join(folder.path, 'tiny'));
});
afterAll(() => folder.remove());

const spec = (change: Partial<DiffuseSpec> = {}): DiffuseSpec => ({
  directory,
  prompt: 'a lily',
  negative: 'cat',
  width: 128,
  height: 192,
  seed: 7,
  steps: 4,
  guidance: 5,
  ...change,
});
const pixels = async (change: Partial<DiffuseSpec> = {}): Promise<Buffer> =>
  sharp(Buffer.from((await diffuse(spec(change))).png))
    .raw()
    .toBuffer();

describe('a diffusion model in ONNX', () => {
  it('paints exactly the size asked for, the same for the same spec', async () => {
    const { png } = await diffuse(spec());
    expect(await sharp(png).metadata()).toMatchObject({ width: 128, height: 192, channels: 3, format: 'png' });
    expect(Buffer.from((await diffuse(spec())).png).equals(Buffer.from(png))).toBe(true);
    const { channels } = await sharp(png).stats();
    for (const { stdev } of channels) expect(stdev).toBeGreaterThan(10);
  });

  it('text, unwanted text, guidance, seed and steps each change the picture', async () => {
    const first = await pixels();
    for (const change of [{ prompt: 'a cat' }, { negative: 'lily' }, { guidance: 1 }, { seed: 8 }, { steps: 5 }]) {
      expect((await pixels(change)).equals(first)).toBe(false);
    }
    // Without guidance nobody asks about what is not wanted.
    expect((await pixels({ guidance: 1, negative: 'x' })).equals(await pixels({ guidance: 1 }))).toBe(true);
  });

  it('exports with 64-bit token numbers run as well', async () => {
    const wide = makeTinyDiffusion(join(temporaryFolder(), 'wide'), { idType: 'int64' });
    expect((await pixels({ directory: wide })).equals(await pixels())).toBe(true);
  });

  it('a signal ends it between two steps', async () => {
    const stop = new AbortController();
    const painting = diffuse(spec({ steps: 1000, width: 512, height: 512 }), stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(painting).rejects.toThrow('enough');
  });

  it('a directory that lacks something, or holds what is no such model, says so', async () => {
    await expect(diffuse(spec({ directory: '/nonexistent' }))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const broken = makeTinyDiffusion(join(temporaryFolder(), 'broken'));
    writeFileSync(join(broken, 'unet/model.onnx'), 'no model');
    await expect(diffuse(spec({ directory: broken }))).rejects.toThrow(/unet\/model\.onnx cannot be loaded/);
    const swapped = makeTinyDiffusion(join(temporaryFolder(), 'swapped'));
    const { readFileSync } = await import('node:fs');
    writeFileSync(join(swapped, 'unet/model.onnx'), readFileSync(join(swapped, 'vae_decoder/model.onnx')));
    await expect(diffuse(spec({ directory: swapped }))).rejects.toThrow(/unet takes latent_sample, expected sample/);
  });

  it('sizes and steps that are not possible are a RangeError', async () => {
    for (const change of [{ width: 100 }, { height: 32 }, { width: 4096, height: 4096 }, { steps: 0 }]) {
      await expect(diffuse(spec(change))).rejects.toThrow(RangeError);
    }
  });
});

describe('the noise schedule', () => {
  it.each(['epsilon', 'v_prediction'])(
    'a model that predicts exactly (%s) leads back to the picture itself',
    (prediction_type) => {
      const config = { num_train_timesteps: 1000, steps_offset: 1, prediction_type, set_alpha_to_one: true };
      const scheduler = createScheduler(config, 20);
      expect(scheduler.timesteps[0]).toBe(951);
      expect(scheduler.timesteps.at(-1)).toBe(1);
      const picture = Float32Array.from([0.5, -1.2, 2]);
      const epsilon = Float32Array.from([1, -0.3, 0.1]);
      const mixed = (t: number): Float32Array =>
        picture.map(
          (value, at) => Math.sqrt(scheduler.share(t)) * value + Math.sqrt(1 - scheduler.share(t)) * (epsilon[at] ?? 0),
        );
      let sample = mixed(951);
      for (const [index, t] of scheduler.timesteps.entries()) {
        const share = scheduler.share(t);
        const velocity = epsilon.map(
          (value, at) => Math.sqrt(share) * value - Math.sqrt(1 - share) * (picture[at] ?? 0),
        );
        sample = scheduler.step(sample, prediction_type === 'epsilon' ? epsilon : velocity, index);
      }
      sample.forEach((value, at) => {
        expect(value).toBeCloseTo(picture[at] ?? 0, 3);
      });
    },
  );

  it('the shares of Stable Diffusion’s schedule are the published ones', () => {
    // diffusers, DDIMScheduler with scaled_linear 0.00085–0.012: alphas_cumprod[0], [999].
    const { share } = createScheduler({}, 50);
    expect(share(0)).toBeCloseTo(0.99915, 5);
    expect(share(999)).toBeCloseTo(0.00466, 5);
  });

  it('schedules nobody knows are refused', () => {
    expect(() => createScheduler({ beta_schedule: 'cosine' }, 10)).toThrow(RangeError);
    expect(() => createScheduler({ prediction_type: 'sample' }, 10)).toThrow(RangeError);
  });
});

describe('the tokenizer', () => {
  it('merges the pairs of lowest rank first, marks word ends, and fills up to 77', async () => {
    const tokenizer = await readTokenizer(join(directory, 'tokenizer'));
    const { vocab } = JSON.parse(
      `{"vocab":${(await import('node:fs')).readFileSync(join(directory, 'tokenizer/vocab.json'), 'utf8')}}`,
    ) as {
      vocab: Record<string, number>;
    };
    const id = (token: string): number => vocab[token] ?? -1;
    const tokens = tokenizer.encode('A  CAT, lily 9');
    expect(tokens).toHaveLength(77);
    expect(tokens.slice(0, 8)).toEqual(
      ['<|startoftext|>', 'a</w>', 'cat</w>', ',</w>', 'lily</w>', '9</w>', '<|endoftext|>', '<|endoftext|>'].map(id),
    );
  });

  it('a text that is too long is cut before the end mark; Chinese becomes its bytes', async () => {
    const tokenizer = await readTokenizer(join(directory, 'tokenizer'));
    const long = tokenizer.encode('cat '.repeat(200));
    expect(long).toHaveLength(77);
    expect(long.at(-1)).toBe(tokenizer.encode('').at(1));
    expect(tokenizer.encode('莲').slice(1, 4)).toHaveLength(3);
    expect(new Set(tokenizer.encode('莲').slice(1, 4)).has(long.at(-1) ?? -1)).toBe(false);
  });

  it('a vocabulary without marks is no vocabulary', () => {
    expect(() => createTokenizer({ a: 1 }, [])).toThrow('<|startoftext|>');
  });
});
