// The exact geometry of windows: how large a window of a ratio is, where it can stand, and its pixels.
// Must not know what the photo shows.
import { type PixelBox, ratioLimits } from './spec.js';

/** The largest window of one ratio: it touches two opposite sides and moves along one axis. Pixels of the upright photo. */
export interface Frame {
  readonly ratio: number;
  readonly width: number;
  readonly height: number;
  /** The axis it can move along: `x` when it has the photo's full height. */
  readonly axis: 'x' | 'y';
  /** Its first pixel along that axis lies within 0…`slack`. */
  readonly slack: number;
}

/**
 * The largest window of `ratio` (width ÷ height) inside a photo: the full width when the ratio is at least the photo's own,
 * else the full height; the other side rounded, at least 1.
 * @throws RangeError when the ratio is outside {@link ratioLimits}
 */
export function frameOf(photo: { readonly width: number; readonly height: number }, ratio: number): Frame {
  if (!(ratio >= ratioLimits.from && ratio <= ratioLimits.to)) {
    throw new RangeError(`ratio ${ratio} is not within ${ratioLimits.from}–${ratioLimits.to}`);
  }
  const { width, height } = photo;
  if (ratio >= width / height) {
    // The bound matters where the division above rounded: 1/3 asked of 100×300 must not become 301 rows.
    const rows = Math.min(height, Math.max(1, Math.round(width / ratio)));
    return { ratio, width, height: rows, axis: 'y', slack: height - rows };
  }
  const columns = Math.min(width, Math.max(1, Math.round(height * ratio)));
  return { ratio, width: columns, height, axis: 'x', slack: width - columns };
}

/** The frame at one place along its axis, in inclusive pixels. */
export function boxAt(frame: Frame, offset: number): PixelBox {
  const left = frame.axis === 'x' ? offset : 0;
  const top = frame.axis === 'y' ? offset : 0;
  return { left, top, right: left + frame.width - 1, bottom: top + frame.height - 1 };
}
