// Why a request's time is off: a clock that goes wrong, or a right one written in another zone.
// Must not know how a time is written.
import type { Cause } from './types.js';

const hourMs = 3_600_000;

/** @param off the request's time less ours, ms; already known to be too much */
export function clockCause(off: number): { cause: Extract<Cause, 'time-zone' | 'clock'>; detail: string } {
  const hours = Math.round(off / hourMs);
  // A clock that is right but written in another zone is off by whole hours, to a minute or two.
  const zone = hours !== 0 && Math.abs(hours) <= 14 && Math.abs(off - hours * hourMs) < 120_000;
  if (zone) return { cause: 'time-zone', detail: `${hours > 0 ? '+' : ''}${hours} h` };
  return { cause: 'clock', detail: `${off > 0 ? '+' : ''}${Math.round(off / 1000)} s` };
}
