import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Raster } from '../../kernel/raster.js';
import { endAtNode, openSize } from './model-graph.js';
import { openSaliencyModel } from './saliency.js';

const file = resolve(process.env.TUQUAN_MODELS || '.models', 'u2netp.onnx');
const bytes = readFileSync(file);
const options = { logSeverityLevel: 3 as const };
const map = async (picture: ReturnType<typeof sharp>): Promise<Raster> => {
  const { data, info } = await picture.flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
};
const plain = (background: string) => sharp({ create: { width: 120, height: 90, channels: 3, background } });

describe('a model file ended at an inner answer', () => {
  it('answers what the whole file answers there, at a quarter of the side, with one output', async () => {
    const short = await InferenceSession.create(endAtNode(openSize(bytes), 'side3.weight'), options);
    const whole = await InferenceSession.create(openSize(bytes), options);
    expect(short.outputNames).toHaveLength(1);
    const values = Float32Array.from({ length: 3 * 96 * 96 }, (_, i) => Math.sin(i / 50) + Math.cos(i / 977));
    const feeds = { [whole.inputNames[0] as string]: new Tensor('float32', values, [1, 3, 96, 96]) };
    const [inner] = Object.values(await short.run(feeds));
    // The file's own third side answer: the same numbers, after its enlargement to the input's size.
    const third = (await whole.run(feeds))[whole.outputNames[3] as string];
    expect(inner?.dims).toEqual([1, 1, 24, 24]);
    const [small, large] = [inner?.data as Float32Array, third?.data as Float32Array];
    const mean = (list: Float32Array): number => list.reduce((sum, value) => sum + value, 0) / list.length;
    expect(mean(small)).toBeCloseTo(mean(large), 2);
    for (const [x, y] of [
      [5, 5],
      [12, 9],
      [20, 17],
    ] as const) {
      const around = [0, 1, 2, 3].flatMap((dy) => [0, 1, 2, 3].map((dx) => large[(4 * y + dy) * 96 + 4 * x + dx] ?? 0));
      expect(small[y * 24 + x]).toBeGreaterThan(Math.min(...around) - 0.05);
      expect(small[y * 24 + x]).toBeLessThan(Math.max(...around) + 0.05);
    }
  });

  it('is returned unchanged without such a node, and refused when it is no model file', () => {
    expect(endAtNode(bytes, 'no.such.weight')).toBe(bytes);
    expect(() => endAtNode(Buffer.from('no model at all'), 'x')).toThrow(RangeError);
    expect(() => endAtNode(bytes.subarray(0, 5000), 'side3.weight')).toThrow(RangeError);
  });
});

describe('the saliency map', () => {
  it('is highest on the thing in the picture', async () => {
    const disc =
      '<svg width="300" height="200"><rect width="300" height="200" fill="#e9e4da"/><circle cx="220" cy="90" r="45" fill="#b22"/></svg>';
    const saliency = await openSaliencyModel(file);
    const { map: seen } = await saliency(await map(sharp(Buffer.from(disc))), () => undefined);
    const at = (x: number, y: number): number =>
      seen.values[Math.floor(y * seen.height) * seen.width + Math.floor(x * seen.width)] as number;
    expect(at(220 / 300, 90 / 200)).toBeGreaterThan(0.9);
    expect(at(0.2, 0.5)).toBeLessThan(0.1);
    expect(Math.max(...seen.values)).toBeCloseTo(1, 6);
  });

  it('of plain colour holds no mass worth following', async () => {
    const saliency = await openSaliencyModel(file);
    for (const colour of ['#000', '#fff', '#678']) {
      const { map: seen } = await saliency(await map(plain(colour)), () => undefined);
      // Either nothing at all, or as much on one side as on the other.
      const half = (from: number, to: number): number => {
        let sum = 0;
        for (let y = 0; y < seen.height; y++)
          for (let x = from; x < to; x++) sum += seen.values[y * seen.width + x] as number;
        return sum;
      };
      const [left, right] = [half(0, seen.width / 2), half(seen.width / 2, seen.width)];
      expect(Math.abs(left - right)).toBeLessThanOrEqual(0.25 * (left + right) + 1e-6);
    }
  });

  it('stops between its two looks when told to', async () => {
    const saliency = await openSaliencyModel(file);
    const stop = (): void => {
      throw new Error('stopped');
    };
    await expect(saliency(await map(plain('#123')), stop)).rejects.toThrow('stopped');
  });
});
