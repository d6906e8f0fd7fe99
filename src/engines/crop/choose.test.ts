import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plane } from '../../kernel/raster.js';
import { chooseRatio as ratioOf } from './best-ratio.js';
import { prospectOf, chooseWindow as windowOf } from './choose.js';
import { frameOf } from './frame.js';
import type { Region, Sight } from './sight.js';
import type { CropSpec } from './spec.js';

const chooseWindow = (sight: Sight, ratio: number, focus: CropSpec['focus']) =>
  windowOf(prospectOf(sight, focus), ratio);
const chooseRatio = (sight: Sight) => ratioOf(sight, prospectOf(sight, undefined));

/** A map that is 1 inside the regions and 0 elsewhere. */
function mapOf(regions: readonly Region[], side = 64): Plane {
  const values = new Float32Array(side * side);
  for (const { left, top, right, bottom } of regions) {
    for (let y = Math.floor(top * side); y < bottom * side; y++) {
      for (let x = Math.floor(left * side); x < right * side; x++) values[y * side + x] = 1;
    }
  }
  return { width: side, height: side, values };
}

function sightOf(
  photo: { width: number; height: number },
  parts: { subject?: Region; faces?: readonly Region[]; text?: readonly Region[] },
): Sight {
  const { subject, faces = [], text = [] } = parts;
  return {
    photo,
    subject: mapOf(subject === undefined ? [] : [subject]),
    subjectBox: subject === undefined ? null : { ...subject, coverage: 0.1 },
    faces: faces.map((face) => ({ ...face, confidence: 0.9 })),
    text,
    edges: { x: new Float64Array(1), y: new Float64Array(1) },
  };
}

describe('choosing where a window stands', () => {
  it('holds every face whenever a window of its size can', () => {
    const share = fc.integer({ min: 0, max: 900 });
    const size = fc.integer({ min: 20, max: 300 });
    const photoSide = fc.integer({ min: 60, max: 6000 });
    fc.assert(
      fc.property(
        photoSide,
        photoSide,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.array(fc.tuple(share, share, size), { minLength: 1, maxLength: 4 }),
        share,
        (width, height, ratio, squares, subjectAt) => {
          const pixel = (value: number, length: number): number =>
            Math.min(length, Math.max(0, Math.round((value * length) / 1000)));
          const faces = squares.map(([left, top, side]) => ({
            left: Math.min(width - 1, pixel(left, width)),
            top: Math.min(height - 1, pixel(top, height)),
            right: Math.max(pixel(left + side, width), Math.min(width - 1, pixel(left, width)) + 1),
            bottom: Math.max(pixel(top + side, height), Math.min(height - 1, pixel(top, height)) + 1),
          }));
          const sight = sightOf(
            { width, height },
            {
              subject: { left: subjectAt / 1000, top: subjectAt / 1000, right: 1, bottom: 1 },
              faces: faces.map((face) => ({
                left: face.left / width,
                right: face.right / width,
                top: face.top / height,
                bottom: face.bottom / height,
              })),
            },
          );
          const box = chooseWindow(sight, ratio, undefined);
          const frame = frameOf({ width, height }, ratio);
          const [low, high, length] =
            frame.axis === 'x' ? (['left', 'right', frame.width] as const) : (['top', 'bottom', frame.height] as const);
          const first = Math.min(...faces.map((face) => face[low]));
          const last = Math.max(...faces.map((face) => face[high]));
          fc.pre(last - first <= length);
          expect(box[low]).toBeLessThanOrEqual(first);
          expect(box[high] + 1).toBeGreaterThanOrEqual(last);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps the eyes of a face that is too large for the window', () => {
    const face = { left: 0.2, top: 0.25, right: 0.8, bottom: 0.75 };
    const subject = { left: 0, top: 0.2, right: 1, bottom: 1 };
    const box = chooseWindow(sightOf({ width: 1000, height: 1000 }, { subject, faces: [face] }), 2.5, undefined);
    expect(box.top).toBeLessThanOrEqual(250);
    expect(box.bottom).toBeGreaterThan(570);
  });

  it('holds the subject and puts it in the middle where it can', () => {
    const subject = { left: 0.55, top: 0.2, right: 0.75, bottom: 0.8 };
    const box = chooseWindow(sightOf({ width: 2000, height: 1000 }, { subject }), 1, undefined);
    expect((box.left + box.right) / 2).toBeGreaterThan(1250);
    expect((box.left + box.right) / 2).toBeLessThan(1350);
    expect(box.score).toMatchObject({ subjectKept: 1, roomAround: 1 });
  });

  it('is the middle of the photo when there is nothing to see', () => {
    const box = chooseWindow(sightOf({ width: 301, height: 100 }, {}), 1, undefined);
    expect(box).toMatchObject({ left: 100, top: 0, right: 199, bottom: 99 });
  });

  it('keeps a banner whole when that costs the subject nothing', () => {
    const sight = sightOf(
      { width: 1000, height: 2000 },
      {
        subject: { left: 0.2, top: 0.4, right: 0.8, bottom: 0.5 },
        text: [{ left: 0.1, top: 0.1, right: 0.9, bottom: 0.15 }],
      },
    );
    const box = chooseWindow(sight, 1, undefined);
    expect(box.top).toBeLessThanOrEqual(200);
    expect(box.bottom).toBeGreaterThanOrEqual(999);
    expect(box.score).toMatchObject({ textKept: 1, subjectKept: 1 });
  });

  it('follows a focal point before anything else, as near to the middle as the photo allows', () => {
    const faces = [{ left: 0.8, top: 0.3, right: 0.9, bottom: 0.5 }];
    const sight = sightOf({ width: 3000, height: 1000 }, { faces });
    expect(chooseWindow(sight, 1, { x: 0.3, y: 0.5 })).toMatchObject({ left: 400, right: 1399 });
    expect(chooseWindow(sight, 1, { x: 0, y: 0 })).toMatchObject({ left: 0, right: 999 });
    expect(chooseWindow(sight, 1, { x: 1, y: 1 })).toMatchObject({ left: 2000, right: 2999 });
  });
});

describe('choosing the ratio', () => {
  it('takes an upright one for an upright subject and a wide one for a wide subject', () => {
    const photo = { width: 1600, height: 1600 };
    const upright = chooseRatio(sightOf(photo, { subject: { left: 0.4, top: 0.05, right: 0.6, bottom: 0.95 } }));
    const wide = chooseRatio(sightOf(photo, { subject: { left: 0.05, top: 0.4, right: 0.95, bottom: 0.6 } }));
    expect(upright.ratio).toBeLessThan(1);
    expect(wide.ratio).toBeGreaterThan(1);
    expect(upright.score.subjectKept).toBeGreaterThan(0.99);
    expect(wide.score.subjectKept).toBeGreaterThan(0.99);
  });
});
