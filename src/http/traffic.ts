// Sees requests and answers go by, and hands a copy to whoever keeps the log. Must not change either, nor wait for anything.
import { type HttpApp, rawTarget } from './server.js';

/** One request and its answer, bodies as far as they were kept. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly requestBytes: number;
  readonly status: number;
  readonly answer: Buffer;
  readonly answerBytes: number;
  /** ms. */
  readonly durationMs: number;
}

/** Bytes of a request's body that are held while it is served, and of its answer. */
const mostRequest = 256 * 1024;
/** Of a body announced to be longer than that, which can only be shown cut: enough to see what it was. */
const mostOfLong = 17 * 1024;
const mostAnswer = 16 * 1024;

function gather(most: number) {
  const pieces: Buffer[] = [];
  let [kept, all] = [0, 0];
  return {
    add: (piece: unknown): void => {
      if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return;
      const bytes =
        typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      all += bytes.length;
      if (kept >= most) return;
      const part = bytes.subarray(0, most - kept);
      // A little of a large piece is copied: held as it is, it would keep all of the piece.
      pieces.push(part.length < bytes.length / 2 ? Buffer.from(part) : part);
      kept += part.length;
    },
    bytes: (): Buffer => (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)),
    total: (): number => all,
  };
}

/** Names and values in turn → pairs. Node hands header bytes over as latin1; what was meant is UTF-8. */
function pairs(raw: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    list.push([raw[at] ?? '', Buffer.from(raw[at + 1] ?? '', 'latin1').toString('utf8')]);
  }
  return list;
}

/**
 * Watches the requests whose target `wanted` accepts. To be called before routes are registered.
 * @param seen called once the answer is on its way; what it throws is lost
 */
export function watchTraffic(app: HttpApp, wanted: (target: string) => boolean, seen: (exchange: Seen) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const target = rawTarget(request);
    if (!wanted(target)) return done();
    const began = performance.now();
    const { raw } = request;
    const body = gather(Number(raw.headers['content-length']) > mostRequest ? mostOfLong : mostRequest);
    const answer = gather(mostAnswer);
    // Whoever reads the body reads it as before: pieces are looked at on their way into the stream's buffer.
    const push = raw.push;
    raw.push = function tapped(piece: unknown, encoding?: BufferEncoding) {
      body.add(piece);
      return push.call(this, piece, encoding);
    };
    const { write, end } = reply.raw;
    reply.raw.write = function tapped(this: typeof reply.raw, ...given: unknown[]) {
      answer.add(given[0]);
      return (write as (...all: unknown[]) => boolean).apply(this, given);
    } as typeof write;
    reply.raw.end = function tapped(this: typeof reply.raw, ...given: unknown[]) {
      answer.add(given[0]);
      const result = (end as (...all: unknown[]) => typeof reply.raw).apply(this, given);
      // A body that was read whole is known whole, however long.
      const whole = Buffer.isBuffer(request.body) ? request.body : null;
      const exchange = {
        method: raw.method ?? '',
        target,
        headers: pairs(raw.rawHeaders),
        body: whole ?? body.bytes(),
        requestBytes: whole?.length ?? body.total(),
        status: this.statusCode,
        answer: answer.bytes(),
        answerBytes: answer.total(),
        durationMs: performance.now() - began,
      };
      // Once: end() may be called again.
      this.end = end;
      this.write = write;
      seen(exchange);
      return result;
    } as typeof end;
    done();
  });
}
