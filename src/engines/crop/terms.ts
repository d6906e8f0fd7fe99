// What each named term of a window's score measures. All are 0–1, more is better.
// Must not know how the terms are weighed against each other: choose.ts does that.
import type { Plane } from '../../kernel/raster.js';
import type { Region, Sight } from './sight.js';
import type { Score, TermName } from './spec.js';

/** The sight as one window's axis sees it: every term is a question about a stretch of one line. Positions are shares, 0–1. */
export interface AxisSight {
  /** Share of the subject's mass before a position. */
  readonly subjectBefore: (position: number) => number;
  /** Whether there is any subject at all. */
  readonly hasSubject: boolean;
  readonly subject: Stretch | null;
  readonly faces: readonly (Stretch & { readonly weight: number; readonly padded: Stretch; readonly eyes: Stretch })[];
  readonly text: readonly (Stretch & { readonly weight: number })[];
  /** Share of the photo that lettering covers. */
  readonly textCoverage: number;
  /** Mean edge strength along the line that crosses the axis at a position, relative to the busiest. */
  readonly edgeAt: (position: number) => number;
  readonly focus: number | undefined;
}

/** From one share of the axis to another, 0–1. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** From brow to nose, as a share of a face's height: what must stay of a face that is too large for its window. */
const eyesTo = 0.65;
/** Room a face wants around it, in its own sizes: the detector's box ends at the brows and the chin. */
const faceRoom = { side: 0.05, above: 0.15, below: 0.05 } as const;

export function sightAlong(sight: Sight, axis: 'x' | 'y', focus: { x: number; y: number } | undefined): AxisSight {
  const along = (box: Region): Stretch =>
    axis === 'x' ? { from: box.left, to: box.right } : { from: box.top, to: box.bottom };
  const area = (box: Region): number => (box.right - box.left) * (box.bottom - box.top);
  const before = cumulative(profileOf(sight.subject, axis));
  const edges = sight.edges[axis];
  const busiest = edges.reduce((most, value) => Math.max(most, value), 1e-6);
  const textArea = sight.text.reduce((sum, line) => sum + area(line), 0);
  // A face counts by its length, not its area: the second one of a pair is not a ninth of the first.
  const lengths = sight.faces.map((face) => Math.sqrt(area(face)) * face.confidence);
  const allLengths = lengths.reduce((sum, length) => sum + length, 0);
  return {
    subjectBefore: before.at,
    hasSubject: before.total > 0,
    subject: sight.subjectBox === null ? null : along(sight.subjectBox),
    faces: sight.faces.map((face, i) => ({
      ...along(face),
      weight: (lengths[i] as number) / allLengths,
      padded: along(withRoom(face)),
      eyes: along({ ...face, bottom: face.top + eyesTo * (face.bottom - face.top) }),
    })),
    text: sight.text.map((line) => ({ ...along(line), weight: area(line) / textArea })),
    textCoverage: textArea,
    edgeAt: (position) =>
      (edges[Math.min(edges.length - 1, Math.max(0, Math.floor(position * edges.length)))] as number) / busiest,
    focus: focus?.[axis],
  };
}

function withRoom(face: Region): Region {
  const width = face.right - face.left;
  const height = face.bottom - face.top;
  return {
    left: Math.max(0, face.left - faceRoom.side * width),
    right: Math.min(1, face.right + faceRoom.side * width),
    top: Math.max(0, face.top - faceRoom.above * height),
    bottom: Math.min(1, face.bottom + faceRoom.below * height),
  };
}

/** Sums of a plane over the lines that cross an axis. */
function profileOf({ width, height, values }: Plane, axis: 'x' | 'y'): Float64Array {
  const sums = new Float64Array(axis === 'x' ? width : height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const at = axis === 'x' ? x : y;
      sums[at] = (sums[at] as number) + (values[i] as number);
    }
  }
  return sums;
}

/** Sums up to any position between 0 and 1, straight lines between the samples, 1 at the end. */
function cumulative(profile: Float64Array): { total: number; at: (position: number) => number } {
  const sums = new Float64Array(profile.length + 1);
  profile.forEach((value, i) => {
    sums[i + 1] = (sums[i] as number) + value;
  });
  const total = sums[profile.length] as number;
  return {
    total,
    at: (position) => {
      if (total === 0) return position;
      const exact = Math.min(1, Math.max(0, position)) * profile.length;
      const low = Math.floor(exact);
      const from = sums[low] as number;
      const to = sums[Math.min(profile.length, low + 1)] as number;
      return (from + (exact - low) * (to - from)) / total;
    },
  };
}

const holds = (window: Stretch, { from, to }: Stretch): boolean => window.from <= from && window.to >= to;
const misses = (window: Stretch, { from, to }: Stretch): boolean => window.to <= from || window.from >= to;
const fits = (window: Stretch, { from, to }: Stretch): boolean => to - from <= window.to - window.from + 1e-9;
/** The share inside the window, measured by the most that any window of its size holds. */
const partHeld = (window: Stretch, { from, to }: Stretch): number => {
  const inside = Math.min(window.to, to) - Math.max(window.from, from);
  return Math.min(1, Math.max(0, inside) / Math.min(to - from, window.to - window.from));
};
const sum = <T>(items: readonly T[], share: (item: T) => number): number =>
  items.reduce((total, item) => total + share(item), 0);

/** What each term measures about the window `from`–`to`. */
export const terms: Readonly<Record<TermName, (sight: AxisSight, window: Stretch) => number>> = {
  /** Faces, by size and certainty, that lie inside the window; of one that is too large for it, how much of the eyes' part does. */
  facesKept: ({ faces }, window) =>
    faces.length === 0
      ? 1
      : sum(
          faces,
          (face) => face.weight * (fits(window, face) ? Number(holds(window, face)) : partHeld(window, face.eyes)),
        ),
  /** Faces that the window's border does not run through; one that is left out entirely, or too large, does not count as cut. */
  facesWhole: ({ faces }, window) =>
    1 - sum(faces, (face) => (holds(window, face) || misses(window, face) || !fits(window, face) ? 0 : face.weight)),
  /** Faces inside the window with room for hair and chin. */
  faceRoom: ({ faces }, window) =>
    faces.length === 0 ? 1 : sum(faces, (face) => (holds(window, face.padded) ? face.weight : 0)),
  /** Share of the subject's mass inside the window. */
  subjectKept: ({ subjectBefore }, window) => subjectBefore(window.to) - subjectBefore(window.from),
  /** Lines of lettering inside, by area. One that is left out counts a quarter, one that is cut nothing. */
  textKept: ({ text }, window) =>
    text.length === 0
      ? 1
      : sum(text, (line) => line.weight * (holds(window, line) ? 1 : misses(window, line) ? 0.25 : 0)),
  /** How near the window's middle is to the point that was asked for. */
  focusNear: ({ focus }, window) => (focus === undefined ? 1 : 1 - Math.abs((window.from + window.to) / 2 - focus)),
  /** Whether the subject keeps its distance from the window's borders: full at 6 % of the window. A photo's own border is no cut. */
  roomAround: ({ subject }, window) => {
    if (subject === null) return 1;
    const wanted = 0.06 * (window.to - window.from);
    const room = (gap: number, open: boolean): number => (open ? Math.min(1, Math.max(0, gap / wanted)) : 1);
    return Math.min(room(subject.from - window.from, window.from > 0), room(window.to - subject.to, window.to < 1));
  },
  /** The middle of the subject's mass in the middle of the window; on a third line it is worth 0.8. */
  placement: ({ subjectBefore, hasSubject }, window) => {
    const middle = hasSubject ? medianWithin(subjectBefore, window) : 0.5;
    const at = (middle - window.from) / (window.to - window.from);
    const near = (line: number): number => Math.max(0, 1 - 3 * Math.abs(at - line));
    return Math.max(near(1 / 2), 0.8 * near(1 / 3), 0.8 * near(2 / 3));
  },
  /** Whether the window's own borders run through calm parts of the photo. */
  quietBorder: ({ edgeAt }, window) => {
    const cut = (position: number): number => (position <= 0 || position >= 1 ? 0 : edgeAt(position));
    return 1 - Math.max(cut(window.from), cut(window.to));
  },
};

/** Where half of the subject's mass inside the window lies to either side. */
function medianWithin(before: (position: number) => number, window: Stretch): number {
  const half = (before(window.from) + before(window.to)) / 2;
  let { from, to } = window;
  for (let step = 0; step < 12; step++) {
    const middle = (from + to) / 2;
    if (before(middle) < half) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/** Every term of a window. */
export function scoreOf(sight: AxisSight, window: Stretch): Score {
  const entries = Object.entries(terms) as [TermName, (typeof terms)[TermName]][];
  return Object.fromEntries(entries.map(([name, term]) => [name, term(sight, window)])) as Record<TermName, number>;
}
