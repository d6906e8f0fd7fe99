// Sees requests and answers go by, and hands them to whoever keeps the log. Must not change either, nor wait for anything,
// nor work on what nobody keeps: bytes are copied and headers read only when they are asked for.
import { type HttpApp, type HttpRequest, rawTarget } from './server.js';
import { Beginning, type Watch, WatchedRequest, WatchedResponse } from './watched.js';

/** Bytes of a request's body that are held while it is served, and of its answer. */
const mostRequest = 256 * 1024;
/** Of a body announced to be longer than that, which can only be shown cut: enough to see what it was. */
const mostOfLong = 17 * 1024;
const mostAnswer = 16 * 1024;

/** One request and its answer, bodies as far as they were kept. */
export class Seen {
  readonly #request: HttpRequest;
  readonly #watch: Watch;
  readonly status: number;
  /** ms. */
  readonly durationMs: number;

  constructor(request: HttpRequest, watch: Watch, status: number) {
    this.#request = request;
    this.#watch = watch;
    this.status = status;
    this.durationMs = performance.now() - watch.began;
  }

  get method(): string {
    return this.#request.raw.method ?? '';
  }

  get target(): string {
    return rawTarget(this.#request);
  }

  /** Node hands header bytes over as latin1; what was meant is UTF-8. */
  get headers(): [string, string][] {
    const raw = this.#request.raw.rawHeaders;
    const list: [string, string][] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) {
      list.push([raw[at] ?? '', Buffer.from(raw[at + 1] ?? '', 'latin1').toString('utf8')]);
    }
    return list;
  }

  // A body that was read whole is known whole, however long.
  get body(): Buffer {
    return Buffer.isBuffer(this.#request.body) ? this.#request.body : this.#watch.body.bytes();
  }

  get requestBytes(): number {
    return Buffer.isBuffer(this.#request.body) ? this.#request.body.length : this.#watch.body.total;
  }

  get answer(): Buffer {
    return this.#watch.answer.bytes();
  }

  /** How the answer begins, for telling what it is: read as ASCII. */
  get answerStart(): string {
    return this.#watch.answer.start;
  }

  get answerBytes(): number {
    return this.#watch.answer.total;
  }
}

/**
 * Watches the requests for whose target `find` has something. To be called before routes are registered.
 * @param seen called once the answer is on its way, with what was found
 */
export function watchTraffic<T>(
  app: HttpApp,
  find: (target: string) => T | undefined,
  seen: (found: T, exchange: Seen) => void,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    const found = find(rawTarget(request));
    const { raw } = request;
    const answer = reply.raw;
    if (found !== undefined && raw instanceof WatchedRequest && answer instanceof WatchedResponse) {
      const watch: Watch = {
        began: performance.now(),
        body: new Beginning(Number(raw.headers['content-length']) > mostRequest ? mostOfLong : mostRequest),
        answer: new Beginning(mostAnswer),
        ended: ({ statusCode }, ended) => seen(found, new Seen(request, ended, statusCode)),
      };
      raw.watch = watch;
      answer.watch = watch;
    }
    done();
  });
}
