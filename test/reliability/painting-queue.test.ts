import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type PaintingBackend, startPaintingBackend } from '../support/painting-backends.js';
import { type ServerProcess, startProcess } from '../support/process.js';
import type { AiPaintingSandbox } from '../support/server.js';

const tasks = 10_000;
/** Submitted one after another, so that their order is known. */
const inOrder = 30;

let folder: string | undefined;
let backend: PaintingBackend | undefined;
let running: ServerProcess | undefined;
afterEach(async () => {
  await running?.kill();
  await backend?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Calls with the AppCode: this is about the queue, not about signatures. */
async function call(
  server: ServerProcess,
  operation: string,
  body: Record<string, string>,
): Promise<{ code: number; data?: { taskId: string; status: number } }> {
  const { aiPainting } = server.sandbox() as unknown as { aiPainting: AiPaintingSandbox };
  const response = await fetch(`${server.baseUrl}/ai-painting/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-apig-appcode': aiPainting.appCode },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { code: number; data?: { taskId: string; status: number } };
}

describe('a long painting queue', () => {
  it(`${tasks} waiting tasks take bounded memory, survive kill -9 to the last one, and are painted in their order`, {
    timeout: 400_000,
  }, async () => {
    folder = await mkdtemp(join(tmpdir(), 'tuquan-queue-'));
    backend = await startPaintingBackend();
    const env = {
      TUQUAN_PAINT_BACKEND: 'openai',
      TUQUAN_PAINT_OPENAI_URL: backend.url,
      TUQUAN_PAINT_CONCURRENCY: '1',
      TUQUAN_ENGINE_THREADS: '1',
    };
    running = await startProcess(folder, { ...env, TUQUAN_ROLE: 'api' });
    const submit = async (index: number): Promise<string> => {
      const server = running;
      if (server === undefined) throw new Error('no server');
      const text = `第${index}幅画`;
      const { code, data } = await call(server, 'submit', { text, resolution: '1024*1024', style: '油画' });
      if (code !== 200 || data === undefined) throw new Error(`submit answered ${code}`);
      return data.taskId;
    };
    const acknowledged: string[] = [];
    for (let index = 0; index < inOrder; index += 1) acknowledged.push(await submit(index));
    const before = residentMegabytes(running.pid);
    let next = inOrder;
    const lane = async (): Promise<void> => {
      while (next < tasks) {
        next += 1;
        acknowledged.push(await submit(next - 1));
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    const growth = residentMegabytes(running.pid) - before;
    await running.kill();

    running = await startProcess(folder, { ...env, TUQUAN_ROLE: 'api' });
    expect(new Set(acknowledged).size).toBe(tasks);
    const lost: string[] = [];
    const left = [...acknowledged];
    const look = async (): Promise<void> => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        const server = running;
        if (server === undefined) return;
        const answer = await call(server, 'query', { taskId: id });
        if (answer.code !== 200 || answer.data?.status !== 0) lost.push(id);
      }
    };
    await Promise.all(Array.from({ length: 16 }, look));
    expect(lost).toEqual([]);
    await running.terminate();

    // Killed once more while it paints: what was begun is begun again, and the order stays.
    running = await startProcess(folder, env);
    const painted = async (count: number): Promise<void> => {
      while ((backend?.asked.length ?? 0) < count) await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await painted(5);
    await running.kill();
    running = await startProcess(folder, env);
    for (const id of acknowledged.slice(0, inOrder)) {
      for (;;) {
        const answer = await call(running, 'query', { taskId: id });
        expect(answer.code).toBe(200);
        if (answer.data?.status === 1) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const asked = backend.asked.map(({ prompt }) => Number(/第(\d+)幅画/.exec(String(prompt))?.[1]));
    const first = [...new Set(asked)].slice(0, inOrder);
    expect(first).toEqual(Array.from({ length: inOrder }, (_, index) => index));
    console.log(`${tasks} tasks queued: resident memory grew by ${Math.round(growth)} MB`);
    expect(growth).toBeLessThan(200);
  });
});
