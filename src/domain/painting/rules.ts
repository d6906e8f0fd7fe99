// What a painting request may hold, how long tasks and pictures last, and how a failed run ends.
// Must not look anything up: same input, same answer.
import { DomainError, describe, isDomainError } from '../../kernel/errors.js';
import { isPlainText } from '../../kernel/plain-text.js';
import { PainterError } from '../../ports/painter/painter.js';
import { isPaintStyle } from '../../ports/painter/styles.js';
import type { PaintingFailure, PaintingRequest } from './types.js';

/** Code points of a prompt. */
export const longestPrompt = 100;
export const mostPictures = 6;
/** Pixel sizes that can be asked for, width × height. */
export const paintingSizes = [
  [1024, 1024],
  [1024, 1536],
  [1536, 1024],
] as const;

/** @throws DomainError INVALID with the fact `field` when the request breaks a rule */
export function checkRequest(request: PaintingRequest): void {
  const refuse = (field: string, text: string): never => {
    throw new DomainError('INVALID', text, { field });
  };
  const { prompt, style, width, height, count } = request;
  const length = [...prompt].length;
  if (length === 0) refuse('prompt', 'the prompt is empty');
  if (length > longestPrompt) refuse('prompt', `the prompt has more than ${longestPrompt} characters`);
  if (!isPlainText(prompt)) refuse('prompt', 'the prompt holds what is no character');
  if (!isPaintStyle(style)) refuse('style', 'there is no such style');
  if (!paintingSizes.some(([w, h]) => w === width && h === height)) refuse('size', 'there is no such size');
  if (!Number.isInteger(count) || count < 1 || count > mostPictures) {
    refuse('count', `one to ${mostPictures} pictures can be asked for`);
  }
}

const dayMs = 86_400_000;

/** The same day and time of a later month (UTC), or that month's last day. */
function monthsAfter(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months);
  // A month without that day ran over into the next one.
  if (date.getUTCDate() !== day) date.setUTCDate(0);
  return date.getTime();
}

/** When a task accepted at `time` is forgotten: after a calendar month, and never before 30 days (ms, UTC). */
export const taskExpiry = (time: number): number => Math.max(monthsAfter(time, 1), time + 30 * dayMs);

/** When a picture painted at `time` is removed: after three calendar months, and never before 90 days (ms, UTC). */
export const pictureExpiry = (time: number): number => Math.max(monthsAfter(time, 3), time + 90 * dayMs);

/** Pauses (ms) after the first, second, … run that failed by our own fault; after the last one the task has failed. */
export const runRetryDelaysMs = [500, 2_000, 10_000] as const;

/** What becomes of a task after an error: another run after `pause` ms, or its end. */
export type AfterError =
  | { readonly pause: number; readonly forgiven: boolean }
  | { readonly failure: PaintingFailure; readonly text: string };

/** Painters have tried again themselves: what they report is final. Trouble of our own gets further runs. */
export function afterError(error: unknown, attempts: number): AfterError {
  if (error instanceof PainterError) {
    const failure = ({ blocked: 'blocked', unavailable: 'painter', invalid: 'other' } as const)[error.reason];
    return { failure, text: error.message };
  }
  if (isDomainError(error)) {
    if (error.code === 'TOO_BUSY') return { pause: 250, forgiven: true };
    // What a painter handed over is no picture, or one that nobody should decode.
    if (error.code === 'BAD_IMAGE' || error.code === 'TOO_LARGE') return { failure: 'painter', text: error.message };
    if (error.code === 'INVALID') return { failure: 'other', text: error.message };
  }
  const pause = runRetryDelaysMs[attempts - 1];
  return pause === undefined ? { failure: 'own', text: describe(error) } : { pause, forgiven: false };
}
