// JSON in and out for our own controls, with errors as `{"error": …}`.
// Must not know any route.
import { type DomainErrorCode, isDomainError } from '../kernel/errors.js';
import { type HttpReply, type HttpRequest, rawBody } from './server.js';

const statusOf: Partial<Record<DomainErrorCode, number>> = {
  CONFLICT: 409,
  NOT_FOUND: 404,
  TOO_BUSY: 429,
  UNAVAILABLE: 503,
};

/** What the caller must put right. */
export class BadRequest extends Error {}

export const send = (reply: HttpReply, status: number, body: object): void => {
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
};

function fail(reply: HttpReply, error: unknown): void {
  if (error instanceof BadRequest) send(reply, 400, { error: error.message });
  else if (isDomainError(error)) send(reply, statusOf[error.code] ?? 400, { error: error.message });
  else throw error;
}

/**
 * A JSON object by content type, which a foreign page cannot send unasked.
 * @param members all it may have: one that is misspelt would say "everything" where somebody meant one account
 * @throws BadRequest
 */
export function bodyOf(request: HttpRequest, members: readonly string[]): Record<string, unknown> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new BadRequest('send JSON with content-type: application/json');
  }
  let value: unknown;
  try {
    value = JSON.parse(rawBody(request).toString('utf8'));
  } catch (error) {
    throw new BadRequest(`the body is no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadRequest('the body is an object');
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) {
    throw new BadRequest(`the body has no member ${unknown.slice(0, 80)}; there are ${members.join(', ')}`);
  }
  return value as Record<string, unknown>;
}

/** A route's handler whose errors are answered in one way. */
export const guarded =
  (work: (request: HttpRequest, reply: HttpReply) => void | Promise<void>) =>
  async (request: HttpRequest, reply: HttpReply): Promise<HttpReply> => {
    try {
      await work(request, reply);
    } catch (error) {
      fail(reply, error);
    }
    return reply;
  };
