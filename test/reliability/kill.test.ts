import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../src/commands/receiver.js';
import { dropDatabaseOf, onPostgres } from '../support/database.js';
import { composeTask, cutoutTask, payClient, root, tasksPath, untilEnded } from '../support/pay-client.js';
import { type ServerProcess, startProcess } from '../support/process.js';

/** Kills in the short form; TUQUAN_SOAK=1 asks for the long one, TUQUAN_KILLS for so many. */
const kills = Number(process.env.TUQUAN_KILLS) || (process.env.TUQUAN_SOAK === '1' ? 250 : 50);

let folder: string | undefined;
let receiver: Receiver | undefined;
let running: ServerProcess | undefined;
afterEach(async () => {
  await running?.kill();
  await receiver?.close();
  if (folder === undefined) return;
  await dropDatabaseOf(folder);
  await rm(folder, { recursive: true, force: true });
});

/** A red disc on white: something the cut-out engine finds at once. */
const photo = (): Promise<Buffer> =>
  sharp(
    Buffer.from(
      '<svg width="400" height="400"><rect width="400" height="400" fill="#fff"/><circle cx="200" cy="200" r="110" fill="#c22"/></svg>',
    ),
  )
    .jpeg()
    .toBuffer();

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

describe('kill -9', () => {
  it(`after ${kills} kills at random instants every acknowledged task ends, is told of, and no blob is half-written`, {
    timeout: 60_000 + kills * 25_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-kill-'));
    receiver = await startReceiver();
    const told = new Set<string>();
    const acknowledged = new Map<string, 'COMBINE_IMAGE' | 'CUT_OUT'>();
    const uploads = new Map<string, string>();
    const readyTimes: number[] = [];
    const bytes = await photo();
    // One port for all starts: the addresses of uploaded pictures stay true.
    const port = await freePort();

    for (let round = 0; round < kills; round += 1) {
      running = await startProcess(folder, {}, port);
      readyTimes.push(running.readyMs);
      const server = running;
      const { wechatPay } = server.sandbox();
      const client = payClient(server.baseUrl, wechatPay);
      if (round === 0) {
        expect((await client.post(`${root}/notify-configs`, { notify_url: receiver.url })).status).toBe(200);
      }
      let stopped = false;
      const submit = async (index: number): Promise<void> => {
        for (let n = 0; !stopped && n < 6; n += 1) {
          const id = `kill_${round}_${index}_${n}`;
          if (index === 0 && n === 0) {
            const uploaded = await client.upload(`${root}/media/upload-image`, `${id}.jpg`, bytes);
            if (uploaded.status === 200) {
              const url = (JSON.parse(uploaded.body) as { image_url: string }).image_url;
              uploads.set(id, new URL(url).pathname);
              const answer = await client.post(tasksPath, cutoutTask(wechatPay, id, url));
              if (answer.status === 200) acknowledged.set(id, 'CUT_OUT');
            }
          } else {
            const answer = await client.post(tasksPath, composeTask(wechatPay, id));
            if (answer.status === 200) acknowledged.set(id, 'COMBINE_IMAGE');
          }
        }
      };
      // Connections break when the process dies: what was not acknowledged does not count.
      const traffic = [0, 1, 2].map((index) => submit(index).catch(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 700));
      await server.kill();
      stopped = true;
      await Promise.all(traffic);
    }

    running = await startProcess(folder, {}, port);
    const { wechatPay } = running.sandbox();
    const client = payClient(running.baseUrl, wechatPay);
    expect(acknowledged.size).toBeGreaterThan(kills);
    // No start lived long enough to get much done: all of it waits now.
    const patienceMs = 60_000 + 1_000 * acknowledged.size;
    for (const [id, type] of acknowledged) {
      const task = await untilEnded(client, wechatPay, id, type, patienceMs);
      expect(task.task_state, id).toBe('SUCCESS');
    }
    for (const [id, path] of uploads) {
      const picture = await fetch(`${running.baseUrl}${path}`);
      expect(picture.status, id).toBe(200);
      expect(Buffer.from(await picture.arrayBuffer()).equals(bytes), id).toBe(true);
    }
    const all = new Set(acknowledged.keys());
    await receiver.next((request) => {
      told.add(String(client.openCallback(request.headers, request.body).task_id));
      return [...all].every((id) => told.has(id));
    }, 120_000);

    const blobs = join(folder, 'blobs');
    for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.parentPath.endsWith('incoming')) continue;
      const content = readFileSync(join(entry.parentPath, entry.name));
      expect(createHash('sha256').update(content).digest('hex')).toBe(entry.name);
    }
    readyTimes.sort((a, b) => a - b);
    console.log(
      `${onPostgres ? 'PostgreSQL' : 'embedded'}: ${kills} kills, ${acknowledged.size} tasks acknowledged; restart median ${Math.round(readyTimes[kills >> 1] ?? 0)} ms, longest ${Math.round(readyTimes.at(-1) ?? 0)} ms`,
    );
  });

  it('SIGTERM finishes what runs, leaves the rest queued and exits 0', { timeout: 120_000 }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-term-'));
    running = await startProcess(folder);
    const { wechatPay } = running.sandbox();
    const client = payClient(running.baseUrl, wechatPay);
    const ids = Array.from({ length: 40 }, (_, index) => `term_${index}`);
    for (const id of ids) expect((await client.post(tasksPath, composeTask(wechatPay, id))).status).toBe(200);
    expect(await running.terminate()).toBe(0);
    running = await startProcess(folder);
    const again = payClient(running.baseUrl, wechatPay);
    for (const id of ids) {
      expect((await untilEnded(again, wechatPay, id, 'COMBINE_IMAGE', 60_000)).task_state).toBe('SUCCESS');
    }
  });
});
