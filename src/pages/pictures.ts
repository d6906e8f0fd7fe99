// Public picture addresses `/p/<id>.<ending>`: what shoppers' phones and this server's clients load.
// Must not know how a picture came to be.
import { Readable } from 'node:stream';
import type { Pictures } from '../domain/pictures/index.js';
import type { HttpApp } from '../http/server.js';

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

/** `bytes=from-to` within a picture of `size` bytes; null = no usable range asked, 'outside' = cannot be satisfied. */
export function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'outside' | null {
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

export function mountPictures(app: HttpApp, pictures: Pictures): void {
  app.route<{ Params: { file: string } }>({
    method: ['GET', 'HEAD'],
    url: '/p/:file',
    handler: async (request, reply) => {
      const [, id = '', ending = ''] = /^([0-9A-Za-z]{24})\.([a-z]+)$/.exec(request.params.file) ?? [];
      const picture = id === '' ? null : await pictures.find(id);
      if (picture === null || !pictures.publicUrl(picture).endsWith(`.${ending}`)) {
        return reply.code(404).type('text/plain; charset=utf-8').send('no such picture');
      }
      const tag = `"${picture.blob.slice(0, 32)}"`;
      reply
        .header('etag', tag)
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('accept-ranges', 'bytes')
        .header('access-control-allow-origin', '*')
        .header('x-content-type-options', 'nosniff')
        .type(contentTypes[picture.format] ?? 'application/octet-stream');
      if (
        request.headers['if-none-match']
          ?.split(/\s*,\s*/)
          .some((known) => known === tag || known === `W/${tag}` || known === '*')
      ) {
        return reply.code(304).send();
      }
      const range = parseRange(request.headers.range, picture.bytes);
      if (range === 'outside') return reply.code(416).header('content-range', `bytes */${picture.bytes}`).send();
      if (range !== null) {
        reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${picture.bytes}`);
      }
      reply.header('content-length', range === null ? picture.bytes : range.end - range.start + 1);
      if (request.method === 'HEAD') return reply.send();
      return reply.send(Readable.from(await pictures.read(picture, range ?? undefined)));
    },
  });
}
