// How long a token lives and what becomes of the one before it. Pure functions over times.
// Must not know how tokens look or who asks for them.

/** Life of a token (ms). */
export const lifetimeMs = 7_200_000;
/** Both tokens work for this long (ms) around a change-over. */
export const overlapMs = 300_000;
/** Ended tokens are kept this long (ms), so that their bearer hears "expired" and not "unknown". */
export const rememberMs = 86_400_000;

/** Whether a stable issue hands the current token out again: not in its last five minutes. */
export const isStillFresh = (expiresAt: number, now: number): boolean => expiresAt - now > overlapMs;

export type TokenFate = 'valid' | 'superseded' | 'expired';

/** What a token with these two ends is at `now`. A superseded token that has outlived its own span as well is expired. */
export function fateOf(token: { expiresAt: number; usableUntil: number }, now: number): TokenFate {
  if (now >= token.expiresAt) return 'expired';
  return now >= token.usableUntil ? 'superseded' : 'valid';
}
