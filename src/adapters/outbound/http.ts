// Outgoing HTTP with every limit enforced while the bytes arrive, over sockets that only reach permitted addresses.
// Must not know why a request is made; redirects are followed by hand because each hop is judged like the first.
import type { Agent, Dispatcher } from 'undici';
import { DomainError } from '../../kernel/errors.js';
import type {
  Download,
  DownloadLimits,
  Exchange,
  ExchangeAnswer,
  Outbound,
  OutgoingPost,
  PostAnswer,
} from '../../ports/outbound/outbound.js';
import type { AddressPolicy } from './address-guard.js';
import { withinDeadline } from './deadline.js';
import { loggable, sourceFailed, sourceRefused, translate } from './failures.js';
import type { Resolve } from './guarded-connector.js';

export interface OutboundSettings extends AddressPolicy {
  /** How names are resolved; the system's resolver unless a test hands in another. */
  readonly lookup?: Resolve;
  /** Ports that are never connected to. Default: those of mail, shells and databases, which a crafted URL could talk to. */
  readonly refusePorts?: readonly number[];
  /** PEM texts of authorities to trust instead of the built-in ones. */
  readonly certificateAuthorities?: readonly string[];
}

const defaultRefusedPorts = [22, 23, 25, 110, 143, 389, 465, 587, 993, 995, 1433, 3306, 5432, 6379, 11211, 27017];
const usualAnswerBytes = 2048;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const ignore = (): void => undefined;

type Answer = Dispatcher.ResponseData;

const header = (answer: Answer, name: string): string | null => {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
};

/** Gives up a body that nobody will read; its socket is closed with it. */
function drop(answer: Answer): void {
  answer.body.on('error', ignore).destroy();
}

/** The adapter of the outbound port for the real network. */
export function createOutbound(settings: OutboundSettings): Outbound {
  const refusedPorts = new Set(settings.refusePorts ?? defaultRefusedPorts);
  // The library is loaded with the first request: a server's start does not wait for it.
  let agent: Promise<Agent> | undefined;
  const opened = (): Promise<Agent> => {
    agent ??= import('./agent.js').then(({ openAgent }) => openAgent(settings));
    return agent;
  };

  function permitted(text: string, from?: URL, hosts?: readonly string[]): URL {
    let url: URL;
    try {
      url = new URL(text, from);
    } catch {
      throw sourceRefused('url', 'the URL cannot be read', from?.hostname ?? '');
    }
    const host = url.hostname.replace(/\.$/, '');
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw sourceRefused('scheme', `${url.protocol} is neither http nor https`, host);
    }
    if (url.username !== '' || url.password !== '') {
      throw sourceRefused('credentials', `the URL to ${host} holds a user name or password`, host);
    }
    if (hosts !== undefined && !hosts.includes(host)) {
      throw sourceRefused('host', `${host} is not among the hosts that may be asked`, host);
    }
    if (refusedPorts.has(Number(url.port))) {
      throw sourceRefused('port', `port ${url.port} of ${host} belongs to another protocol`, host);
    }
    url.hash = '';
    return url;
  }

  const ask = (url: URL, options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>): Promise<Answer> =>
    opened().then((agent) => agent.request({ ...options, origin: url.origin, path: `${url.pathname}${url.search}` }));

  async function followed(start: URL, limits: DownloadLimits, signal: AbortSignal): Promise<Download> {
    let url = start;
    for (let hop = 0; ; hop += 1) {
      signal.throwIfAborted();
      const answer = await ask(url, {
        method: 'GET',
        headers: { accept: limits.accept ?? '*/*', 'accept-encoding': 'identity', 'user-agent': 'tuquan' },
        signal,
      }).catch((error: unknown) => {
        throw translate(error, url);
      });
      const location = redirectStatuses.has(answer.statusCode) ? header(answer, 'location') : null;
      if (location === null)
        return {
          bytes: await wholeBody(url, answer, limits),
          contentType: header(answer, 'content-type'),
          url: url.href,
        };
      drop(answer);
      if (hop >= limits.maxRedirects) {
        throw sourceFailed(start, 'redirects', `more than ${limits.maxRedirects} redirects`);
      }
      url = permitted(location, url, limits.hosts);
    }
  }

  async function post(request: OutgoingPost, url: URL, signal: AbortSignal): Promise<PostAnswer> {
    const begin = performance.now();
    const answer = await ask(url, { method: 'POST', headers: request.headers.flat(), body: request.body, signal });
    return {
      status: answer.statusCode,
      ...(await firstBytes(answer, request.answerBytes ?? usualAnswerBytes)),
      retryAfter: header(answer, 'retry-after'),
      durationMs: Math.round(performance.now() - begin),
    };
  }

  async function exchange(request: Exchange, url: URL, signal: AbortSignal): Promise<ExchangeAnswer> {
    const { method, headers, body, maxBytes } = request;
    const answer = await ask(url, {
      method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    return {
      status: answer.statusCode,
      bytes: await boundedBody(url, answer, maxBytes),
      contentType: header(answer, 'content-type'),
      retryAfter: header(answer, 'retry-after'),
    };
  }

  const late = (url: URL, timeoutMs: number) => (): DomainError =>
    sourceFailed(url, 'timeout', `no whole answer within ${timeoutMs} ms`);

  return {
    download: async (text, limits, signal) => {
      const url = permitted(text, undefined, limits.hosts);
      return withinDeadline(limits.timeoutMs, signal, late(url, limits.timeoutMs), (stop) =>
        followed(url, limits, stop),
      );
    },
    post: async (request, signal) => {
      const url = permitted(request.url);
      return withinDeadline(request.timeoutMs, signal, late(url, request.timeoutMs), (stop) =>
        post(request, url, stop).catch((error: unknown) => {
          throw translate(error, url);
        }),
      );
    },
    exchange: async (request, signal) => {
      const url = permitted(request.url);
      return withinDeadline(request.timeoutMs, signal, late(url, request.timeoutMs), (stop) =>
        exchange(request, url, stop).catch((error: unknown) => {
          throw translate(error, url);
        }),
      );
    },
    listen: async (text, onText, signal) => {
      const url = permitted(text);
      const { listenTo } = await import('./websocket.js');
      await listenTo(url, await opened(), onText, signal).catch((error: unknown) => {
        throw translate(error, url);
      });
    },
    close: async () => (await agent)?.destroy(),
  };
}

async function wholeBody(url: URL, answer: Answer, limits: DownloadLimits): Promise<Buffer> {
  if (answer.statusCode !== 200) {
    const status = answer.statusCode;
    drop(answer);
    throw sourceFailed(url, 'status', `answered ${status}`, { status });
  }
  return boundedBody(url, answer, limits.maxBytes);
}

/** The body to its end, uncompressed, at most `maxBytes` of it. */
async function boundedBody(url: URL, answer: Answer, maxBytes: number): Promise<Buffer> {
  const refuse = (error: DomainError): never => {
    drop(answer);
    throw error;
  };
  const encoding = header(answer, 'content-encoding') ?? 'identity';
  // A compressed body could unpack to any size; we asked for none.
  if (encoding.trim().toLowerCase() !== 'identity' && encoding.trim() !== '') {
    refuse(sourceFailed(url, 'encoding', 'the body is compressed although none was asked for'));
  }
  const tooLarge = (): DomainError =>
    new DomainError('TOO_LARGE', `${loggable(url)}: more than ${maxBytes} bytes`, { maxBytes });
  if (Number(header(answer, 'content-length') ?? 0) > maxBytes) refuse(tooLarge());
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > maxBytes) refuse(tooLarge());
      pieces.push(piece);
    }
  } catch (error) {
    throw translate(error, url);
  }
  return Buffer.concat(pieces, size);
}

/** The beginning of an answer as text. A longer answer is cut off by closing its connection. */
async function firstBytes(answer: Answer, most: number): Promise<{ body: string; cut: boolean }> {
  const pieces: Buffer[] = [];
  let size = 0;
  answer.body.on('error', ignore);
  for await (const piece of answer.body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size > most) break;
  }
  const text = Buffer.concat(pieces, size).subarray(0, most).toString('utf8');
  // The text is stored with the attempt, and not every database takes a NUL in text.
  return { body: text.replaceAll('\0', '\ufffd'), cut: size > most };
}
