// Serves the browser app below /console/: files with hashed names for good, the page itself with a fresh nonce each time.
// Must not know what the app does. The files are those the build wrote to console/dist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpApp } from '../../http/server.js';
import type { RandomBytes } from '../../kernel/ids.js';

const folder = fileURLToPath(new URL('../../../console/dist', import.meta.url));
const compress = promisify(gzip);

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** Scripts only from here; style elements only with the page's own nonce; pictures also from memory (previews). */
const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** What the build wrote: its files by name, and the page; null where it has not been built. */
function readBuild(): { files: ReadonlyMap<string, string>; page: string | null } {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map((name) => String(name)) : [];
  const index = join(folder, 'index.html');
  return {
    files: new Map(names.filter((name) => contentTypes[extname(name)]).map((name) => [name, join(folder, name)])),
    page: existsSync(index) ? readFileSync(index, 'utf8') : null,
  };
}

export function mountConsole(app: HttpApp, random: RandomBytes): void {
  // Looked up with the first request: most servers that are started for a test never show it.
  let build: ReturnType<typeof readBuild> | undefined;
  const ready = new Map<string, Promise<{ plain: Buffer; small: Buffer }>>();
  const load = (name: string, path: string) => {
    const known = ready.get(name);
    if (known) return known;
    const plain = readFileSync(path);
    const made = compress(plain, { level: 9 }).then((small) => ({ plain, small }));
    ready.set(name, made);
    return made;
  };

  app.get('/console', (_request, reply) => reply.redirect('/console/', 308));
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/console/*',
    handler: async (request, reply) => {
      const name = request.params['*'];
      build ??= readBuild();
      const { files, page } = build;
      reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'same-origin');
      const path = files.get(name);
      if (path !== undefined) {
        const { plain, small } = await load(name, path);
        const asks = String(request.headers['accept-encoding'] ?? '').includes('gzip') && small.length < plain.length;
        const hashed = name.startsWith('assets/');
        reply
          .header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
          .header('vary', 'accept-encoding')
          .type(contentTypes[extname(name)] ?? 'application/octet-stream');
        if (asks) reply.header('content-encoding', 'gzip');
        return reply.send(asks ? small : plain);
      }
      if (name.startsWith('assets/')) return reply.code(404).type('text/plain; charset=utf-8').send('no such file');
      if (page === null) {
        const text = 'The console is not built. Run: npm run build';
        return reply.code(503).type('text/plain; charset=utf-8').send(text);
      }
      // Every other address is the app's own: it decides by itself what to show.
      const nonce = random(16).toString('base64');
      return reply
        .header('content-security-policy', policy(nonce))
        .header('cache-control', 'no-store')
        .header('x-frame-options', 'DENY')
        .type('text/html; charset=utf-8')
        .send(page.replace('TUQUAN_NONCE', nonce));
    },
  });
}
