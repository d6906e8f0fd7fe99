// The rules a generation request must keep, and its canonical text for comparing two requests.
// Must not look anything up: same request in, same answer out.
import { DomainError, type DomainErrorCode } from '../../kernel/errors.js';
import type { GenerationRequest } from './types.js';

function checkOffer(request: Extract<GenerationRequest, { kind: 'compose' }>): void {
  const { offer, scope } = request;
  const refuse = (field: string, text: string): never => {
    throw new DomainError('INVALID', text, { field });
  };
  if (offer.thresholdFen < 0) refuse('threshold', 'the threshold is below 0');
  switch (offer.kind) {
    case 'amount-off':
      if (offer.amountFen < 1) refuse('amount', 'the discount is below 1 fen');
      if (offer.thresholdFen > 0 && offer.amountFen > offer.thresholdFen) {
        refuse('amount', 'the discount is more than the threshold');
      }
      return;
    case 'percent-off':
      if (offer.percentOff < 1 || offer.percentOff > 99) refuse('percent', 'the percentage is not between 1 and 99');
      return;
    case 'exchange':
      if (offer.priceFen < 1) refuse('price', 'the price is below 1 fen');
      // A redeemable article must be named; "anything" or "any of a category" is no article.
      if (scope !== 'single') refuse('scope', 'an exchange offer needs a single product');
  }
}

/** JSON with sorted keys; absent members are left out. A replacer function would do the same at three times the cost. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `"${key}":${sorted(member)}`).join(',')}}`;
}

/**
 * The text two requests are compared by: equal requests have equal texts.
 * @throws DomainError INVALID with the fact `field` when the request breaks a rule
 */
export function canonical(request: GenerationRequest): string {
  if (request.kind === 'compose') checkOffer(request);
  return sorted(request);
}

/** Errors that say something about the task itself: trying again would give the same. */
const final: ReadonlySet<DomainErrorCode> = new Set([
  'INVALID',
  'NOT_FOUND',
  'TOO_LARGE',
  'BAD_IMAGE',
  'NO_SUBJECT',
  'SOURCE_REFUSED',
  'SOURCE_FAILED',
]);

/** Pauses (ms) after the first, second, … failed run; after the last one the task has failed. */
export const runRetryDelaysMs = [500, 2_000, 10_000, 30_000] as const;

/** Why a source gave no answer at all: the name, the connection, or a kept connection that had gone stale. */
const unreachableReasons: ReadonlySet<unknown> = new Set(['dns', 'connect', 'closed']);

/** When to run a task again after an error in its `attempts`-th run: a pause in ms, or null for never. */
export function retryPause(error: unknown, attempts: number): number | null {
  if (error instanceof DomainError && final.has(error.code)) {
    // A source that could not be reached at all gets one more chance; an answer that was wrong does not.
    const unreachable = error.code === 'SOURCE_FAILED' && unreachableReasons.has(error.facts.reason);
    return unreachable && attempts === 1 ? 1_000 : null;
  }
  return runRetryDelaysMs[attempts - 1] ?? null;
}
