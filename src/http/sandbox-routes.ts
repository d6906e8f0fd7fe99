// The sandbox's own controls below /sandbox: its clock and its faults.
// Must not be mounted outside sandbox mode. Bodies are JSON by content type, which a foreign page cannot send unasked.
import { type DomainErrorCode, isDomainError } from '../kernel/errors.js';
import type { Faults } from './faults.js';
import { type HttpApp, type HttpReply, type HttpRequest, rawBody } from './server.js';

/** The clock as it may be moved; see worker/time-travel.ts. */
export interface MovableClock {
  now(): number;
  readonly frozen: boolean;
  freeze(): void;
  run(): void;
  moveTo(time: number): Promise<void>;
}

const statusOf: Partial<Record<DomainErrorCode, number>> = {
  CONFLICT: 409,
  NOT_FOUND: 404,
  TOO_BUSY: 429,
  UNAVAILABLE: 503,
};

class BadRequest extends Error {}

const send = (reply: HttpReply, status: number, body: object): void => {
  reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
};

function fail(reply: HttpReply, error: unknown): void {
  if (error instanceof BadRequest) send(reply, 400, { error: error.message });
  else if (isDomainError(error)) send(reply, statusOf[error.code] ?? 400, { error: error.message });
  else throw error;
}

function bodyOf(request: HttpRequest): Record<string, unknown> {
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
  return value as Record<string, unknown>;
}

/** ms, UTC, of a number or an ISO 8601 text. */
function timeOf(value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : value;
  if (typeof time === 'number' && Number.isSafeInteger(time)) return time;
  throw new BadRequest('setTo is a time: ms since 1970 or text such as 2026-11-22T08:00:00+08:00');
}

async function moveClock(clock: MovableClock, body: Record<string, unknown>): Promise<void> {
  const { advanceMs, setTo, freeze, ...others } = body;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new BadRequest(`${unknown.slice(0, 80)}: there are advanceMs, setTo and freeze`);
  if (advanceMs !== undefined && setTo !== undefined) throw new BadRequest('either advanceMs or setTo, not both');
  if (freeze !== undefined && typeof freeze !== 'boolean') throw new BadRequest('freeze is true or false');
  if (advanceMs !== undefined && !Number.isSafeInteger(advanceMs)) throw new BadRequest('advanceMs is a whole number');
  const target = setTo !== undefined ? timeOf(setTo) : clock.now() + ((advanceMs as number | undefined) ?? 0);
  if (freeze === true) clock.freeze();
  if (advanceMs !== undefined || setTo !== undefined) await clock.moveTo(target);
  if (freeze === false) clock.run();
}

export function mountSandbox(app: HttpApp, { clock, faults }: { clock: MovableClock; faults: Faults }): void {
  const state = () => ({ now: clock.now(), iso: new Date(clock.now()).toISOString(), frozen: clock.frozen });
  const guarded = (work: (request: HttpRequest, reply: HttpReply) => void | Promise<void>) => {
    return async (request: HttpRequest, reply: HttpReply) => {
      try {
        await work(request, reply);
      } catch (error) {
        fail(reply, error);
      }
      return reply;
    };
  };
  app.get(
    '/sandbox/clock',
    guarded((_request, reply) => send(reply, 200, state())),
  );
  app.post(
    '/sandbox/clock',
    guarded(async (request, reply) => {
      await moveClock(clock, bodyOf(request));
      send(reply, 200, state());
    }),
  );
  app.get(
    '/sandbox/faults',
    guarded((_request, reply) => send(reply, 200, { faults: faults.list() })),
  );
  app.post(
    '/sandbox/faults',
    guarded((request, reply) => send(reply, 201, faults.add(bodyOf(request)))),
  );
  app.delete(
    '/sandbox/faults',
    guarded((_request, reply) => {
      faults.clear();
      send(reply, 200, { faults: [] });
    }),
  );
  app.delete(
    '/sandbox/faults/:id',
    guarded((request, reply) => {
      const { id } = request.params as { id: string };
      if (!faults.remove(Number(id))) throw new BadRequest(`there is no rule ${id.slice(0, 20)}`);
      send(reply, 200, { faults: faults.list() });
    }),
  );
}
