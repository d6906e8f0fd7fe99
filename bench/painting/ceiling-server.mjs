// What this machine can do at all with the same framework and the same database: unsigned JSON in, one durable insert, JSON out.
// usage: node bench/painting/ceiling-server.mjs <data folder>
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openSqlite } from '../../dist/adapters/sqlite/database.js';
import { createHttpServer, rawBody, sendExact } from '../../dist/http/server.js';
import { insert, migrations } from './ceiling-store.mjs';

const database = await openSqlite(join(process.argv[2], 'ceiling.db'), [
  new URL('./ceiling-store.mjs', import.meta.url).href,
]);
await database.migrate(migrations);
const server = createHttpServer();
server.app.post('/submit', async (request, reply) => {
  const { text } = JSON.parse(rawBody(request).toString('utf8'));
  const id = randomUUID();
  await database.run(insert, { id, content: text });
  return sendExact(reply, {
    status: 200,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify({ code: 200, id }),
  });
});
const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`tuquan ready http://127.0.0.1:${port}\n`);
process.on('SIGTERM', () =>
  server
    .close()
    .then(() => database.close())
    .then(() => process.exit(0)),
);
