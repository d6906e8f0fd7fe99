// The ceiling: a folder of files sent by the same web framework, each read from disk with every request, with the tag and
// the headers a static file server sends. Reading whole is quicker than a stream at these sizes. Prints its address when it listens.
// usage: node bench/renditions/static.mjs FOLDER
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fastify } from 'fastify';

const folder = process.argv[2];
const app = fastify({ logger: false });
app.get('/:file', async (request, reply) => {
  const path = join(folder, request.params.file);
  const { size, mtime, mtimeMs } = await stat(path);
  const content = await readFile(path);
  return reply
    .header('etag', `W/"${size.toString(16)}-${Math.floor(mtimeMs).toString(16)}"`)
    .header('last-modified', mtime.toUTCString())
    .header('cache-control', 'public, max-age=31536000')
    .header('accept-ranges', 'bytes')
    .type('image/jpeg')
    .send(content);
});
console.log(`ready ${await app.listen({ host: '127.0.0.1', port: 0 })}`);
process.once('SIGTERM', () => app.close());
