// What Node can do at all with an upload: body in, SHA-256, write, flush, rename. No form, no check, no database, no framework.
// usage: node bench/pictures/bare-receiver.mjs FOLDER
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
let count = 0;
const server = createServer(async (request, response) => {
  count += 1;
  const part = join(folder, `${count}.part`);
  const file = await open(part, 'wx');
  const hash = createHash('sha256');
  const pieces = [];
  for await (const piece of request) {
    hash.update(piece);
    pieces.push(piece);
  }
  await file.writev(pieces);
  await file.sync();
  await file.close();
  await rename(part, join(folder, `${count}-${hash.digest('hex')}`));
  const answer = '{"code":0}';
  response.writeHead(200, { 'Content-Length': answer.length });
  response.end(answer);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`tuquan ready http://127.0.0.1:${server.address().port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
