// Between the wire's parameters and the domain's words, both ways.
// Must not look anything up: pure functions.
import type { Painting, PaintingFailure, PaintingRequest } from '../../../domain/painting/index.js';
import { rfc3339 } from '../../../kernel/clock.js';
import { Refused, type ResultCode, results } from '../envelope.js';
import type { SubmitParameters } from './schema.js';

/** The style's name has been checked by the schema. */
export const toRequest = (
  { text, width, height, style, num }: SubmitParameters,
  composition: PaintingRequest['composition'],
): PaintingRequest => ({
  prompt: text,
  style: style as PaintingRequest['style'],
  width,
  height,
  count: num,
  composition,
});

/** `2023-09-21 22:15:41`: no zone is written; it is UTC+8, where the vendor is (POLICY). */
export const createTime = (time: number): string => rfc3339(time).slice(0, 19).replace('T', ' ');

const failures = {
  blocked: results.textRefused,
  painter: results.sourceTrouble,
  own: results.ownTrouble,
  other: results.other,
} as const satisfies Record<PaintingFailure, ResultCode>;

/** What a query answers about a task. The protocol has no failed status: a failed task answers its code. @throws Refused */
export function fromPainting(painting: Painting, waiting: boolean): object {
  if (painting.state === 'failed') {
    const result = failures[painting.failure ?? 'own'];
    // 999 means "as actually returned": the text is the reason.
    throw new Refused(result.code === 999 && painting.failureText ? { code: 999, msg: painting.failureText } : result);
  }
  const done = painting.state === 'done';
  const seconds = Math.max(1, Math.round(30 * (1 - painting.progress)));
  return {
    img: painting.pictureUrls[0] ?? '',
    imgUrls: painting.pictureUrls.map((image) => ({ image })),
    createTime: createTime(painting.createdAt),
    status: done ? 1 : 0,
    ...(waiting && !done ? { waiting: `${seconds}s` } : {}),
  };
}
