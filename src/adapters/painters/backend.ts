// One painting server somewhere else: asked in JSON, patiently, with bounds on time and bytes.
// Must not know any server's fields; what a refusal looks like is told by whoever asks.
import type { Clock } from '../../kernel/clock.js';
import { isDomainError } from '../../kernel/errors.js';
import { readImageHeader } from '../../kernel/image-bytes.js';
import type { ExchangeAnswer, Outbound } from '../../ports/outbound/outbound.js';
import { type PaintedPicture, PainterError } from '../../ports/painter/painter.js';

export interface BackendParts {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Milliseconds one request may take. */
  readonly timeoutMs: number;
  /** How often a request is repeated when the server is busy or cannot be reached. */
  readonly retries: number;
  /** Pause (ms) between looks at something that is not finished. Default 1,000. */
  readonly pollMs?: number;
}

export interface Question {
  readonly method: 'GET' | 'POST';
  /** Path and query below the server's base address. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** False for requests that must not be sent twice. Default true. */
  readonly repeat?: boolean;
}

export interface Backend {
  /** The answer's JSON when its status is 2xx. @throws PainterError, DomainError ABORTED */
  ask(question: Question, signal?: AbortSignal): Promise<unknown>;
  /** A picture by its address. @throws PainterError, DomainError ABORTED */
  fetch(url: string, headers?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Buffer>;
  /** Messages of a websocket as JSON, until the signal ends. A courtesy: nothing that goes wrong with it is told. */
  listen(path: string, onMessage: (message: unknown) => void, signal: AbortSignal): Promise<void>;
  /** Waits one polling pause. */
  pause(signal?: AbortSignal): Promise<void>;
}

/** What a server says in words when it refuses. Null: nothing that we know. */
export type ReadRefusal = (answer: { status: number; value: unknown }) => PainterError | null;

/** Six pictures of 1024×1536 as base64, with room to spare. */
const mostAnswerBytes = 96 * 1024 * 1024;
const mostPictureBytes = 40 * 1024 * 1024;
/** Characters of a websocket's message that is read; progress has some hundred. */
const longestMessage = 64 * 1024;
/** Pauses (ms) before the first, second, … repetition. */
const pausesMs = [1_000, 3_000, 9_000, 20_000] as const;
const longestRetryAfterMs = 30_000;
const busyStatuses: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** A request whose time is up has been heard: repeating it would make the server do the work twice. */
const repeatable: ReadonlySet<unknown> = new Set(['dns', 'connect', 'closed', 'tls']);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member of an object as text; empty when it is none. */
export const textOf = (value: unknown, key: string): string => {
  const member = isRecord(value) ? value[key] : undefined;
  return typeof member === 'string' ? member : '';
};

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The bytes of a picture. @throws PainterError unavailable for what does not begin like one */
export function checkPicture(painter: string, bytes: Buffer): PaintedPicture {
  if (readImageHeader(bytes) === null) throw new PainterError('unavailable', painter, 'answered what is no picture');
  return { bytes };
}

/** A picture in base64, with or without a `data:` address around it. @throws PainterError */
export function pictureFromBase64(painter: string, text: string): PaintedPicture {
  return checkPicture(painter, Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64'));
}

export function openBackend(
  painter: string,
  base: string,
  parts: BackendParts,
  readRefusal: ReadRefusal,
  headers: Readonly<Record<string, string>> = {},
): Backend {
  const { outbound, clock, timeoutMs, retries, pollMs = 1_000 } = parts;

  function failed(error: unknown): Error {
    if (!isDomainError(error) || error.code === 'ABORTED')
      return error instanceof Error ? error : new Error(String(error));
    const fix =
      error.code === 'SOURCE_REFUSED' && error.facts.reason === 'address'
        ? ' (name the network in TUQUAN_PAINT_ALLOW_NETWORKS)'
        : '';
    return new PainterError('unavailable', painter, `${error.message}${fix}`, { cause: error });
  }

  const pauseFor = (round: number, retryAfter: string | null): number => {
    const seconds = Number(retryAfter ?? Number.NaN);
    const usual = pausesMs[Math.min(round, pausesMs.length - 1)] ?? 1_000;
    return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds * 1000, longestRetryAfterMs) : usual;
  };

  async function once(question: Question, signal: AbortSignal | undefined): Promise<ExchangeAnswer> {
    const { method, path, body } = question;
    return outbound.exchange(
      {
        method,
        url: `${base}${path}`,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
          ...question.headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeoutMs,
        maxBytes: mostAnswerBytes,
      },
      signal,
    );
  }

  function judge(answer: ExchangeAnswer): unknown {
    const value = parse(answer.bytes);
    const { status } = answer;
    if (status >= 200 && status < 300) {
      if (value === undefined) throw new PainterError('unavailable', painter, 'answered what is no JSON');
      return value;
    }
    const refusal = readRefusal({ status, value });
    if (refusal !== null) throw refusal;
    const hopeless = status === 400 || status === 404 || status === 405 || status === 413 || status === 422;
    throw new PainterError(hopeless ? 'invalid' : 'unavailable', painter, `answered status ${status}`);
  }

  return {
    ask: async (question, signal) => {
      for (let round = 0; ; round += 1) {
        const last = question.repeat === false || round >= retries;
        let retryAfter: string | null = null;
        try {
          const answer = await once(question, signal);
          if (last || !busyStatuses.has(answer.status)) return judge(answer);
          // A refusal in words may come with a busy status; it will not change.
          const refusal = readRefusal({ status: answer.status, value: parse(answer.bytes) });
          if (refusal !== null && refusal.reason !== 'unavailable') throw refusal;
          retryAfter = answer.retryAfter;
        } catch (error) {
          if (last || !isDomainError(error) || error.code !== 'SOURCE_FAILED' || !repeatable.has(error.facts.reason)) {
            throw failed(error);
          }
        }
        await clock.until(clock.now() + pauseFor(round, retryAfter), signal);
      }
    },
    fetch: async (url, own = {}, signal) => {
      for (let round = 0; ; round += 1) {
        try {
          const answer = await outbound.exchange(
            { method: 'GET', url, headers: { accept: 'image/*', ...own }, timeoutMs, maxBytes: mostPictureBytes },
            signal,
          );
          if (answer.status === 200) return answer.bytes;
          if (round >= retries)
            throw new PainterError('unavailable', painter, `a picture answered status ${answer.status}`);
        } catch (error) {
          if (round >= retries || !isDomainError(error) || error.code !== 'SOURCE_FAILED') throw failed(error);
        }
        await clock.until(clock.now() + pauseFor(round, null), signal);
      }
    },
    listen: (path, onMessage, signal) => {
      // Addresses of websockets hold no login: servers that ask for one are asked without.
      const heard = (text: string): void => {
        if (text.length <= longestMessage) onMessage(parse(Buffer.from(text)));
      };
      return outbound.listen(`${base}${path}`, heard, signal).catch(() => undefined);
    },
    pause: (signal) => clock.until(clock.now() + pollMs, signal),
  };
}
