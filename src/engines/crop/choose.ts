// Chooses where a window stands: step by step, each step keeping the places that are (nearly) as good as the best.
// Must not measure anything itself: the terms do.
import { boxAt, type Frame, frameOf } from './frame.js';
import type { Sight } from './sight.js';
import type { CropBox, CropSpec } from './spec.js';
import { type AxisSight, type Stretch, scoreOf, sightAlong, terms } from './terms.js';

/** At most this many places are tried along the axis, evenly spread, both ends and the middle among them. */
const mostPlaces = 513;

interface Step {
  readonly name: string;
  readonly value: (sight: AxisSight, window: Stretch) => number;
  /** Places this much worse than the best stay in. */
  readonly tolerance: number;
  /** Without faces the step has no opinion. */
  readonly ofFaces?: true;
}

const exactly = 1e-9;

/**
 * The steps in the order in which they decide. What an earlier step has excluded, a later one cannot bring back, and is not
 * measured either.
 */
const steps: readonly Step[] = [
  // A face that can be kept is kept, whatever else is lost.
  { name: 'faces kept', value: terms.facesKept, tolerance: exactly, ofFaces: true },
  { name: 'faces whole', value: terms.facesWhole, tolerance: exactly, ofFaces: true },
  { name: 'room for faces', value: terms.faceRoom, tolerance: exactly, ofFaces: true },
  // Leaves the choice among places that hold practically the same of the subject: nothing below may cost any of it.
  { name: 'subject', value: terms.subjectKept, tolerance: 0.002 },
  { name: 'text', value: terms.textKept, tolerance: exactly },
  {
    name: 'composition',
    value: (sight, window) =>
      0.5 * terms.roomAround(sight, window) +
      0.4 * terms.placement(sight, window) +
      0.1 * terms.quietBorder(sight, window),
    // Nobody sees a difference this small; the middle of many places is safer for what the models have missed than the best one.
    tolerance: 0.05,
  },
];

/** A photo as its windows see it, along either axis: made once, it serves every ratio. */
export interface Prospect {
  readonly photo: Sight['photo'];
  readonly x: AxisSight;
  readonly y: AxisSight;
}

export const prospectOf = (sight: Sight, focus: CropSpec['focus']): Prospect => ({
  photo: sight.photo,
  x: sightAlong(sight, 'x', focus),
  y: sightAlong(sight, 'y', focus),
});

/**
 * The window of one ratio at its best place; of equally good places the one in their middle. A focus leaves no choice: the
 * window stands as near to it as the photo allows.
 */
export function chooseWindow({ photo, x, y }: Prospect, ratio: number): CropBox {
  const frame = frameOf(photo, ratio);
  const along = frame.axis === 'x' ? x : y;
  const length = frame.axis === 'x' ? photo.width : photo.height;
  const size = frame.axis === 'x' ? frame.width : frame.height;
  const windowAt = (offset: number): Stretch => ({ from: offset / length, to: (offset + size) / length });
  let places = offsetsOf(frame, size, length, along);
  for (const { value, tolerance, ofFaces } of steps) {
    if (places.length === 1) break;
    if (along.faces.length === 0 && ofFaces) continue;
    const values = places.map((offset) => value(along, windowAt(offset)));
    const best = values.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
    places = places.filter((_, i) => (values[i] as number) >= best - tolerance);
  }
  const offset = places[(places.length - 1) >> 1] as number;
  return { ratio, ...boxAt(frame, offset), score: scoreOf(along, windowAt(offset)) };
}

function offsetsOf({ slack }: Frame, size: number, length: number, { focus, faces }: AxisSight): number[] {
  const within = (offset: number): number => Math.min(slack, Math.max(0, offset));
  // The exact place is known: as near as the frame goes.
  if (focus !== undefined) return [within(Math.round(focus * length - size / 2))];
  const count = Math.min(slack + 1, mostPlaces);
  const offsets = Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * slack) / (count - 1))));
  // In a large photo the one place that just holds two faces may lie between those tried: each face's own places join them.
  for (const { from, to, padded } of count > slack ? [] : faces) {
    for (const start of [from, padded.from]) offsets.push(within(Math.floor(start * length + 1e-6)));
    for (const end of [to, padded.to]) offsets.push(within(Math.ceil(end * length - 1e-6) - size));
  }
  return [...new Set(offsets)].sort((a, b) => a - b);
}
