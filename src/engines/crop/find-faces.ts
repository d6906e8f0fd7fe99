// Which faces a photo shows: one detector over the whole photo and overlapping parts of it, the other where that leaves doubt.
// Must not know what a face means for a crop.
import type { Raster } from '../../kernel/raster.js';
import { blend, type Face, type FaceDetector, overlap, type Tile } from './face-detector.js';

export interface FaceDetectors {
  readonly front: FaceDetector;
  readonly back: FaceDetector;
}

/** Below this an answer is not even considered. */
const glimpse = 0.5;
/**
 * From these on one detector is believed alone. Over whole photos and parts, people scored at least 0.82 with `front`, animals and toys
 * at most 0.77. `back` answers 0.67 for a cup: it must be surer.
 */
const sureFront = 0.79;
const sureBack = 0.82;
/** Both together are believed from this sum on. */
const sureBoth = 1.45;
/** Parts of the photo are looked at along one axis at most this often. */
const mostParts = 6;

/** Squares that cover the photo with an overlap, each about 0.6 of its longer side: a small face is larger in them. */
function partsOf({ width, height }: Raster): Tile[] {
  const side = Math.min(0.6 * Math.max(width, height), Math.min(width, height));
  // Smaller than a detector's own picture nothing is gained by looking closer.
  if (side < 96) return [];
  const along = (length: number): number[] => {
    const count = Math.min(mostParts, Math.max(1, Math.ceil((length - side) / (0.75 * side)) + 1));
    return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : (i * (length - side)) / (count - 1)));
  };
  return along(height).flatMap((top) => along(width).map((left) => ({ left, top, side })));
}

interface Answer extends Face {
  readonly by: 'front' | 'back';
  readonly whole: boolean;
}

/** All faces that are believed, the surest first, in pixels of the raster. `checkpoint` may end the work by throwing. */
export async function findFaces(
  raster: Raster,
  { front, back }: FaceDetectors,
  checkpoint: () => void,
): Promise<Face[]> {
  const { width, height } = raster;
  const side = Math.max(width, height);
  const all: Tile = { left: (width - side) / 2, top: (height - side) / 2, side };
  const answers: Answer[] = [];
  const ask = async (by: Answer['by'], detector: FaceDetector, tile: Tile): Promise<void> => {
    const found = await detector.find(raster, tile, glimpse);
    checkpoint();
    for (const face of found) answers.push({ ...face, by, whole: tile === all });
  };
  await ask('front', front, all);
  for (const part of partsOf(raster)) await ask('front', front, part);
  // A second opinion costs as much as all of that: it is asked for only where there is something to decide.
  if (answers.some(({ confidence }) => confidence < sureFront)) await ask('back', back, all);
  return believed(answers).map((face) => ({
    left: Math.max(0, face.left),
    top: Math.max(0, face.top),
    right: Math.min(width, face.right),
    bottom: Math.min(height, face.bottom),
    confidence: face.confidence,
  }));
}

function believed(answers: readonly Answer[]): Face[] {
  const rest = [...answers].sort((a, b) => b.confidence - a.confidence);
  const faces: Face[] = [];
  while (rest.length > 0) {
    const first = rest[0] as Answer;
    const group = rest.filter((answer) => answer === first || overlap(first, answer) >= 0.3);
    for (const answer of group) rest.splice(rest.indexOf(answer), 1);
    const highest = (by: Answer['by']): number =>
      group.reduce((most, answer) => (answer.by === by ? Math.max(most, answer.confidence) : most), 0);
    const sure = highest('front') >= sureFront || highest('back') >= sureBack;
    if (!sure && highest('front') + highest('back') < sureBoth) continue;
    // A part may cut a face and then draws its box too small: what was seen in the whole photo says where it is.
    const seenWhole = group.filter((answer) => answer.whole);
    const [face] = blend(seenWhole.length > 0 ? seenWhole : group, 0);
    if (face !== undefined) faces.push({ ...face, confidence: first.confidence });
  }
  return faces;
}
