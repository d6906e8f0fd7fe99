// Answers for bytes that have a name: conditional requests, byte ranges, HEAD, and the headers that go with them.
// Must not know what the bytes are or where they come from.
import { Readable } from 'node:stream';
import type { HttpReply, HttpRequest } from '../http/server.js';

export interface ByteRange {
  /** Both inside. */
  readonly start: number;
  readonly end: number;
}

/** `bytes=from-to` within `size` bytes; null = no usable range asked, 'outside' = cannot be satisfied. */
export function parseRange(header: string | undefined, size: number): ByteRange | 'outside' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, from = '', to = ''] = match;
  if (from === '') {
    const last = Number(to);
    return last === 0 ? 'outside' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size) return 'outside';
  return start > end ? null : { start, end };
}

/** Whether `If-None-Match` names the tag: a client has these bytes already. */
export const isKnown = (request: HttpRequest, tag: string): boolean =>
  request.headers['if-none-match']
    ?.split(/\s*,\s*/)
    .some((known) => known.trim() === tag || known.trim() === `W/${tag}` || known.trim() === '*') === true;

/** Headers of everything shown to shoppers. They stand on 304 answers, too. */
export function describeBytes(reply: HttpReply, tag: string): HttpReply {
  return reply
    .header('etag', tag)
    .header('cache-control', 'public, max-age=31536000')
    .header('accept-ranges', 'bytes')
    .header('access-control-allow-origin', '*')
    .header('x-content-type-options', 'nosniff');
}

/** Sends the bytes or the part of them that was asked for; `read` is not called for HEAD. */
export async function sendBytes(
  request: HttpRequest,
  reply: HttpReply,
  source: {
    readonly tag: string;
    readonly type: string;
    readonly size: number;
    readonly read: (range: ByteRange | null) => Promise<Buffer | AsyncIterable<Uint8Array>>;
  },
): Promise<HttpReply> {
  const { tag, type, size, read } = source;
  const onlyIf = request.headers['if-range'];
  // A part of other bytes than the client has would be of no use: it gets the whole.
  const asked = onlyIf === undefined || onlyIf === tag ? request.headers.range : undefined;
  const range = parseRange(asked, size);
  describeBytes(reply, tag);
  if (range === 'outside') return reply.code(416).header('content-range', `bytes */${size}`).send();
  reply.type(type).header('content-length', range === null ? size : range.end - range.start + 1);
  if (range !== null) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
  if (request.method === 'HEAD') return reply.send();
  const content = await read(range);
  return reply.send(Buffer.isBuffer(content) ? content : Readable.from(content));
}
