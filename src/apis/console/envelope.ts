// The bodies of failures: one sentence, and a word for machines. Every domain error and every refusal has its answer here.
// Must not send; that is gate.ts.
import type { CouponRefusal } from '../../domain/coupons/index.js';
import type { DistributionRefusal } from '../../domain/distribution/index.js';
import { type DomainErrorCode, describe, isDomainError } from '../../kernel/errors.js';

export interface Failure {
  readonly status: number;
  /** For people: what is wrong and, where it helps, what to do. */
  readonly error: string;
  /** For programs. */
  readonly reason: string;
}

/** Thrown to answer with a failure of this room's own. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: Failure;

  constructor(status: number, reason: string, error: string) {
    super(error);
    this.failure = { status, error, reason };
  }
}

const refusals = {
  'unknown-offer': [404, 'there is no such card'],
  'unknown-code': [404, 'no claimed card has this code'],
  'unknown-gift': [404, 'there is no such gift'],
  'number-taken': [409, 'there is a card with this id already'],
  'ambiguous-code': [409, 'several cards have this code; name the card'],
  'not-approved': [409, 'the card has not passed its review'],
  'offer-deleted': [409, 'the card has been deleted'],
  'offer-over': [409, 'the last day of this card has passed'],
  'sold-out': [409, 'nothing is left of this card'],
  'limit-reached': [409, 'this user has claimed as many of this card as one may'],
  'marked-by-another': [409, 'the code is set aside for another user'],
  'redeem-limit-reached': [409, 'this user has redeemed as many of this card as one may'],
  'code-required': [400, 'a claim of this card must name a code'],
  'code-not-wanted': [400, 'codes of this card are not named by the caller'],
  'code-taken': [409, 'this code is taken'],
  'wrong-code-mode': [409, 'the codes of this card do not work that way'],
  'too-few-codes': [409, 'fewer codes are stored than there would be stock'],
  'bad-stock': [400, 'such a stock cannot be'],
  'bad-validity': [400, 'such a span of validity cannot be'],
  'not-wider': [409, 'the span of validity can only be widened'],
  'bad-code': [400, 'a code is 1 to 64 visible characters'],
  'not-holder': [403, 'this card is somebody else’s'],
  'not-giftable': [409, 'this card cannot be given away'],
  'own-gift': [409, 'the giver cannot take the gift'],
  'gift-over': [409, 'the gift has been taken or is over'],
  'not-yet-valid': [409, 'the card is not good yet'],
  consumed: [409, 'the card has been redeemed'],
  expired: [409, 'the card has expired'],
  gifting: [409, 'the card is on its way to a friend'],
  given: [409, 'the card was given to a friend'],
  unavailable: [409, 'the card was made unavailable'],
  deleted: [409, 'its holder has deleted the card'],
  'unknown-ticket': [404, 'there is no such ticket'],
  'ticket-over': [409, 'the ticket is too old'],
  'ticket-used': [409, 'the ticket has been used'],
  'ticket-for-another': [403, 'the ticket is for somebody else'],
  'unknown-item': [404, 'the ticket is not for this card'],
  'signed-used': [409, 'this signature has been used'],
  'unknown-shelf': [404, 'there is no such shelf'],
  'unknown-message': [404, 'there is no such message'],
  blocked: [409, 'this user is on the black list'],
  'not-reachable': [409, 'this user cannot be written to'],
  'window-over': [409, 'this user has been silent for too long'],
  'too-many-unanswered': [409, 'too many messages to this user wait for an answer'],
  'same-message': [409, 'the same message was sent before'],
  'unknown-counter': [404, 'there is no such counter'],
} as const satisfies Record<CouponRefusal | DistributionRefusal, readonly [number, string]>;

const isRefusal = (reason: unknown): reason is keyof typeof refusals =>
  typeof reason === 'string' && Object.hasOwn(refusals, reason);

export const domainFailures = {
  INVALID: { status: 400, error: 'the request cannot be fulfilled as it stands', reason: 'invalid' },
  NOT_FOUND: { status: 404, error: 'there is no such thing', reason: 'not-found' },
  CONFLICT: { status: 409, error: 'the state of things does not allow this', reason: 'conflict' },
  FORBIDDEN: { status: 403, error: 'this is not allowed', reason: 'forbidden' },
  UNAUTHENTICATED: { status: 401, error: 'user name or password is wrong', reason: 'unauthenticated' },
  RATE_LIMITED: { status: 429, error: 'too many requests; try again later', reason: 'rate-limited' },
  TOO_BUSY: { status: 503, error: 'the server is too busy; try again in a moment', reason: 'too-busy' },
  TOO_LARGE: { status: 413, error: 'more than is taken at once', reason: 'too-large' },
  BAD_IMAGE: { status: 400, error: 'not a picture that can be read', reason: 'bad-image' },
  NO_SUBJECT: { status: 422, error: 'the picture shows nothing that could be cut out', reason: 'no-subject' },
  TEXT_REFUSED: { status: 422, error: 'this text is not painted', reason: 'text-refused' },
  SOURCE_REFUSED: { status: 400, error: 'this address may not be fetched', reason: 'source-refused' },
  SOURCE_FAILED: { status: 502, error: 'the address did not answer with what was asked for', reason: 'source-failed' },
  UNAVAILABLE: { status: 503, error: 'a part of the server is out of order', reason: 'unavailable' },
  ABORTED: { status: 503, error: 'the work was stopped before its end', reason: 'aborted' },
} as const satisfies Record<DomainErrorCode, Failure>;

const unexpected: Failure = { status: 500, error: 'something went wrong here', reason: 'unexpected' };

/** The failure to answer with for anything thrown, and a text for the log when it is no caller's mistake. */
export function failureFor(error: unknown): { failure: Failure; logText: string | null } {
  if (error instanceof Refused) return { failure: error.failure, logText: null };
  const reason = isDomainError(error) ? error.facts.reason : null;
  if (isRefusal(reason)) {
    const [status, text] = refusals[reason];
    return { failure: { status, error: text, reason }, logText: null };
  }
  if (isDomainError(error)) {
    const failure: Failure = domainFailures[error.code];
    return { failure, logText: error.code === 'UNAVAILABLE' ? error.message : null };
  }
  return { failure: unexpected, logText: error instanceof Error ? (error.stack ?? error.message) : describe(error) };
}

export const failureBody = ({ error, reason }: Failure): string => JSON.stringify({ error, reason });
