// Public picture addresses: `/p/<id>.<ending>` and what may stand behind it. What shoppers' phones and this server's clients load.
// Must not know how a picture came to be, nor how one is derived from another.
import type { Picture, Pictures } from '../domain/pictures/index.js';
import { parseAddress, type Rendition, type Renditions } from '../domain/renditions/index.js';
import { answerUnserved, type HttpApp, type HttpReply, type HttpRequest } from '../http/server.js';
import { describe, isDomainError } from '../kernel/errors.js';
import { readImageHeader } from '../kernel/image-bytes.js';
import type { Log } from '../kernel/log.js';
import { describeBytes, isKnown, sendBytes } from './send-bytes.js';

/** By what the bytes are, whatever the address ends in. */
const contentTypes: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  avif: 'image/avif',
  heif: 'image/heic',
};
const typeOf = (format: string | undefined): string => contentTypes[format ?? ''] ?? 'application/octet-stream';

const better = ['avif', 'webp'] as const;

/** The better formats an `Accept` header names; whoever takes everything has not said that it can show them. */
export function namedFormats(accept: string | undefined): ReadonlySet<(typeof better)[number]> {
  const named = new Set<string>();
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((each) => each.trim());
    const quality = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
    if (Number(quality) > 0) named.add(type);
  }
  return new Set(better.filter((format) => named.has(`image/${format}`)));
}

function refuse(reply: HttpReply, status: number, text: string): HttpReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('access-control-allow-origin', '*')
    .header('x-content-type-options', 'nosniff')
    .type('text/plain; charset=utf-8')
    .send(text);
}

export function mountPictures(app: HttpApp, parts: { pictures: Pictures; renditions: Renditions; log: Log }): void {
  const { pictures, renditions, log } = parts;

  function sendOriginal(request: HttpRequest, reply: HttpReply, picture: Picture): Promise<HttpReply> | HttpReply {
    const tag = `"${picture.blob.slice(0, 32)}"`;
    if (isKnown(request, tag)) return describeBytes(reply, tag).code(304).send();
    return sendBytes(request, reply, {
      tag,
      type: typeOf(picture.format),
      size: picture.bytes,
      read: (range) => pictures.read(picture, range ?? undefined),
    });
  }

  async function sendRendition(
    request: HttpRequest,
    reply: HttpReply,
    picture: Picture,
    rendition: Rendition,
  ): Promise<HttpReply> {
    const coding = renditions.coding(picture, rendition, namedFormats(request.headers.accept));
    if (coding === null) return refuse(reply, 404, 'no such picture');
    const tag = `"${coding.key.slice(0, 32)}"`;
    if (coding.negotiated) reply.header('vary', 'Accept');
    // The tag says what the bytes are made of: nothing has to be made to know that they are the same.
    if (isKnown(request, tag)) return describeBytes(reply, tag).code(304).send();
    const bytes = await renditions.bytes(picture, rendition, coding);
    return sendBytes(request, reply, {
      tag,
      type: typeOf(readImageHeader(bytes)?.format),
      size: bytes.length,
      read: async (range) => (range === null ? bytes : bytes.subarray(range.start, range.end + 1)),
    });
  }

  /** Nothing here is the fault of whoever loads a picture. */
  function fail(request: HttpRequest, reply: HttpReply, error: unknown): HttpReply {
    const code = isDomainError(error) ? error.code : null;
    if (code === 'TOO_BUSY') return refuse(reply.header('retry-after', '1'), 503, 'too many pictures are being made');
    log.error({ path: request.url, cause: describe(error) }, 'a picture could not be served');
    if (code === 'UNAVAILABLE' || code === 'ABORTED') {
      return refuse(reply.header('retry-after', '5'), 503, 'the picture cannot be had at the moment');
    }
    return refuse(reply, 500, 'the stored picture cannot be read');
  }

  answerUnserved(app, '/p', { answer: (_request, reply) => refuse(reply, 404, 'no such picture') });
  app.route<{ Params: { file: string } }>({
    method: ['GET', 'HEAD'],
    url: '/p/:file',
    handler: async (request, reply) => {
      try {
        const address = parseAddress(request.params.file);
        const picture = address === null ? null : await pictures.find(address.id);
        if (address === null || picture === null || !pictures.publicUrl(picture).endsWith(`.${address.ending}`)) {
          return refuse(reply, 404, 'no such picture');
        }
        if (address.rendition === null) return await sendOriginal(request, reply, picture);
        return await sendRendition(request, reply, picture, address.rendition);
      } catch (error) {
        if (reply.sent) throw error;
        reply.removeHeader('content-length');
        return fail(request, reply, error);
      }
    },
  });
}
