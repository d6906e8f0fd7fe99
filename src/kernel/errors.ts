// The closed list of errors the domains can raise, and the one class that carries them.
// Must not know HTTP statuses, vendors or their error bodies: each room maps every code to its own answer.

/** Every reason a domain can refuse something. A new code does not compile until each room answers it. */
export const domainErrorCodes = [
  'INVALID', // the content breaks a business rule
  'NOT_FOUND', // the object does not exist, or is not the caller's
  'CONFLICT', // same idempotency key, other content; or the object's state does not allow it
  'FORBIDDEN', // the caller may not do this
  'TEXT_REFUSED', // a text that breaks the content rules
  'UNAUTHENTICATED', // the caller is not who it says
  'RATE_LIMITED', // the caller's rate is used up
  'TOO_BUSY', // a bounded queue is full; try again later
  'TOO_LARGE', // more bytes or pixels than allowed
  'BAD_IMAGE', // not an image that can be read
  'NO_SUBJECT', // the image shows nothing that could be cut out
  'SOURCE_REFUSED', // a URL the address guard does not let us fetch
  'SOURCE_FAILED', // a URL that did not answer with what was asked for
  'UNAVAILABLE', // storage or another part of this server is out of order
  'ABORTED', // the work was stopped before its end
] as const;

export type DomainErrorCode = (typeof domainErrorCodes)[number];

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** An error with a code for machines, an exact text for the log, and plain facts. The message never reaches a caller. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly facts: Facts;

  /**
   * @param code one of {@link domainErrorCodes}
   * @param logText exact cause, with what to do about it where that is known; must hold no secret
   * @param facts plain values for the log and for rooms that quote them
   */
  constructor(code: DomainErrorCode, logText: string, facts: Facts = {}, options?: ErrorOptions) {
    super(logText, options);
    this.code = code;
    this.facts = facts;
  }
}

export const isDomainError = (error: unknown): error is DomainError => error instanceof DomainError;

/** An error as plain data, to cross a thread boundary. */
export interface PortableError {
  readonly code: DomainErrorCode | null;
  readonly message: string;
  readonly facts: Facts;
}

export function toPortable(error: unknown): PortableError {
  if (isDomainError(error)) return { code: error.code, message: error.message, facts: error.facts };
  return { code: null, message: error instanceof Error ? (error.stack ?? error.message) : String(error), facts: {} };
}

export function fromPortable(error: PortableError): Error {
  return error.code === null ? new Error(error.message) : new DomainError(error.code, error.message, error.facts);
}

/** The text of anything thrown, for logs. */
export const describe = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);
