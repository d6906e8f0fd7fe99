// Picks the one window when no ratio is asked for: the best of a fixed set of ratios people use.
// Must not know how a single window is placed.
import { chooseWindow, type Prospect } from './choose.js';
import type { Sight } from './sight.js';
import type { CropBox } from './spec.js';

/** Width ÷ height of every candidate: square, the classic photo and screen formats, and cinema. */
export const candidateRatios: readonly number[] = [1, 4 / 3, 3 / 4, 3 / 2, 2 / 3, 16 / 9, 9 / 16, 4 / 5, 5 / 4, 2.35];

/**
 * How good a window is beside those of other ratios. Losing content weighs most; then a window should have about the shape of
 * its subject, should not be much larger than it, and should not cut away more than that needs.
 */
function quality(sight: Sight, { ratio, left, top, right, bottom, score: content }: CropBox): number {
  const { width, height } = sight.photo;
  const area = ((right - left + 1) * (bottom - top + 1)) / (width * height);
  const kept = 2 * content.facesKept + content.facesWhole + 2 * content.subjectKept + 0.3 * content.textKept;
  const room = 0.3 * content.roomAround + 0.3 * content.placement;
  const shape = 0.3 * fill(sight, { left, top, right, bottom }) + 0.15 * area - 0.2 * misfit(sight, ratio);
  return kept + room + shape;
}

/** How far a ratio is from the subject's own: 0 the same, 1 about 2.7 times as wide or as high. */
function misfit({ subjectBox: subject, photo }: Sight, ratio: number): number {
  if (subject === null) return Math.abs(Math.log((ratio * photo.height) / photo.width));
  const own = ((subject.right - subject.left) * photo.width) / ((subject.bottom - subject.top) * photo.height);
  return Math.abs(Math.log(ratio / own));
}

/** Share of the window that the subject's box covers, full at 0.6: tighter than that is no better. */
function fill(sight: Sight, window: { left: number; top: number; right: number; bottom: number }): number {
  const { subjectBox: subject, photo } = sight;
  if (subject === null) return 0;
  const across =
    Math.min(subject.right * photo.width, window.right + 1) - Math.max(subject.left * photo.width, window.left);
  const down =
    Math.min(subject.bottom * photo.height, window.bottom + 1) - Math.max(subject.top * photo.height, window.top);
  const area = (window.right - window.left + 1) * (window.bottom - window.top + 1);
  return Math.min(1, (Math.max(0, across) * Math.max(0, down)) / area / 0.6);
}

/** The best window of all candidates; the earlier of equals. */
export function chooseRatio(sight: Sight, prospect: Prospect): CropBox {
  const windows = candidateRatios.map((ratio) => chooseWindow(prospect, ratio));
  return windows.reduce((best, window) => (quality(sight, window) > quality(sight, best) + 1e-9 ? window : best));
}
