import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { picture, pictureOf, spaceClient } from '../conformance/picture-space/support/space-client.js';
import { dropDatabaseOf, numberIn, onPostgres } from '../support/database.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import { type PictureSpaceSandbox, startTestServer } from '../support/server.js';

/** Kills in the short form; TUQUAN_SOAK=1 asks for the long one, TUQUAN_KILLS for so many. */
const kills = Number(process.env.TUQUAN_KILLS) || (process.env.TUQUAN_SOAK === '1' ? 250 : 6);

let folder: string | undefined;
let running: ServerProcess | undefined;
afterEach(async () => {
  await running?.kill();
  running = undefined;
  if (folder === undefined) return;
  await dropDatabaseOf(folder);
  await rm(folder, { recursive: true, force: true });
});

const clientOf = (server: ServerProcess) => {
  const sandbox = server.sandbox() as unknown as { pictureSpace: PictureSpaceSandbox };
  return spaceClient({ baseUrl: server.baseUrl, sandbox: sandbox as never });
};

/** The whole blobs of a data folder; fails when one is not what its name says. */
function checkedBlobs(data: string): number {
  let count = 0;
  for (const entry of readdirSync(join(data, 'blobs'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.endsWith('incoming')) continue;
    const content = readFileSync(join(entry.parentPath, entry.name));
    expect(createHash('sha256').update(content).digest('hex')).toBe(entry.name);
    count += 1;
  }
  return count;
}

describe('kill -9 during uploads', () => {
  it(`leaves every acknowledged picture byte for byte, charged once, after ${kills} kills`, {
    timeout: 60_000 + kills * 15_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-upload-kill-'));
    const acknowledged = new Map<string, Buffer>();
    const readyTimes: number[] = [];
    const padded = Buffer.concat([await picture({ width: 300, height: 200 }), Buffer.alloc(600_000)]);
    for (let round = 0; round < kills; round += 1) {
      running = await startProcess(folder);
      readyTimes.push(running.readyMs);
      const client = clientOf(running);
      let stopped = false;
      const send = async (line: number): Promise<void> => {
        for (let n = 0; !stopped; n += 1) {
          const bytes = Buffer.concat([padded, Buffer.from(`${round}-${line}-${n}`)]);
          const answer = await client.upload(bytes, { title: 'same' });
          if (answer.json.code === 0) acknowledged.set(new URL(pictureOf(answer).picture_path).pathname, bytes);
        }
      };
      // Connections break when the process dies: what was not acknowledged does not count.
      const traffic = [0, 1, 2, 3].map((line) => send(line).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700));
      await running.kill();
      stopped = true;
      await Promise.all(traffic);
    }
    expect(acknowledged.size).toBeGreaterThan(kills);
    running = await startProcess(folder);
    for (const [path, bytes] of acknowledged) {
      const served = await fetch(`${running.baseUrl}${path}`);
      expect([path, served.status]).toEqual([path, 200]);
      expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
    }
    await running.kill();
    checkedBlobs(folder);
    const data = folder;
    const one = (sql: string): Promise<number> => numberIn(data, sql);
    const stored = await one('SELECT COUNT(*) FROM picture');
    // A picture and its charge are one fact, whether or not the answer got through.
    expect(await one('SELECT COUNT(*) FROM point_entry')).toBe(stored);
    expect(await one('SELECT COUNT(*) FROM picture WHERE id NOT IN (SELECT subject FROM point_entry)')).toBe(0);
    expect(await one('SELECT COUNT(DISTINCT title) FROM picture')).toBe(stored);
    expect(1_000_000_000 - (await one('SELECT points FROM point_balance'))).toBe(4 * stored);
    readyTimes.sort((a, b) => a - b);
    console.log(
      `${onPostgres ? 'PostgreSQL' : 'embedded'}: ${kills} kills, ${acknowledged.size} uploads acknowledged of ${stored} stored; restart median ${Math.round(readyTimes[kills >> 1] ?? 0)} ms, longest ${Math.round(readyTimes.at(-1) ?? 0)} ms`,
    );
  });
});

describe('a client that hangs up in the middle of its picture', () => {
  it('leaves nothing behind, and the server goes on', async () => {
    const server = await startTestServer();
    try {
      const { accessToken, shopId } = server.sandbox.pictureSpace;
      const { port } = new URL(server.baseUrl);
      const head =
        `--x\r\nContent-Disposition: form-data; name="shop_id"\r\n\r\n${shopId}\r\n` +
        '--x\r\nContent-Disposition: form-data; name="img"; filename="a.jpg"\r\n\r\n';
      const bytes = await picture({ width: 200, height: 200 });
      for (let n = 0; n < 20; n += 1) {
        const socket = connect(Number(port), '127.0.0.1');
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.write(
          `POST /tool/erps/tbpicture HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${accessToken}\r\n` +
            'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n',
        );
        socket.write(head);
        socket.write(bytes.subarray(0, 40 * (n + 1)), () => socket.destroy());
        await closed;
      }
      const client = spaceClient(server);
      expect((await client.upload(bytes)).json.code).toBe(0);
      const incoming = join(server.data, 'blobs', 'incoming');
      await expect.poll(() => readdirSync(incoming).length, { timeout: 10_000 }).toBe(0);
    } finally {
      await server.close();
    }
  });
});
