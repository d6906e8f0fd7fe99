import { describe, expect, it } from 'vitest';
import type { Face, FaceDetector, Tile } from './face-detector.js';
import { findFaces } from './find-faces.js';

const raster = { width: 480, height: 320, rgb: new Uint8Array(480 * 320 * 3) };
const face = (confidence: number, left = 100): Face => ({ left, top: 80, right: left + 60, bottom: 140, confidence });

/** Answers the same wherever it looks, as long as the face lies in the tile. */
function detector(faces: readonly Face[]): FaceDetector & { asked: number } {
  const self = {
    side: 128,
    asked: 0,
    find: async (_raster: unknown, tile: Tile) => {
      self.asked += 1;
      return faces.filter(({ left, right }) => left >= tile.left && right <= tile.left + tile.side);
    },
  };
  return self;
}
const none = () => undefined;

describe('believing a face', () => {
  it('needs one detector that is sure, and then no second opinion', async () => {
    const back = detector([]);
    const found = await findFaces(raster, { front: detector([face(0.9)]), back }, none);
    expect(found).toEqual([face(0.9)]);
    expect(back.asked).toBe(0);
  });

  it('or two that are sure together', async () => {
    const front = detector([face(0.7)]);
    expect(await findFaces(raster, { front, back: detector([face(0.78)]) }, none)).toHaveLength(1);
    expect(await findFaces(raster, { front, back: detector([face(0.7)]) }, none)).toHaveLength(0);
  });

  it('tells faces beside each other apart and joins what overlaps', async () => {
    const front = detector([face(0.9), face(0.85, 105), face(0.95, 300)]);
    const found = await findFaces(raster, { front, back: detector([]) }, none);
    expect(found.map(({ left }) => Math.round(left / 10))).toEqual([30, 10]);
  });

  it('does not look again after it was told to stop', async () => {
    const front = detector([face(0.9)]);
    await expect(
      findFaces(raster, { front, back: detector([]) }, () => {
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect(front.asked).toBe(1);
  });
});
