import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
const modelFile = join(process.env.TUQUAN_MODELS ?? join(root, '.models'), 'u2netp.onnx');

/** Runs a program of its own process and tells how it ended. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  return new Promise<{ code: number | null; signal: string | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cutout-thread-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe('the engine in a worker thread', () => {
  test.each([
    ['the thread is ended after its work', 'await worker.terminate();'],
    ['the thread is let go', 'worker.unref();'],
    ['the process exits at once', 'process.exit(0);'],
  ])('leaves a process that ends cleanly when %s', async (_, ending) => {
    const folder = await temporaryFolder();
    const picture = join(folder, 'picture.jpg');
    const scene =
      '<svg width="400" height="300"><rect width="400" height="300" fill="#eee"/><circle cx="200" cy="150" r="90" fill="#a22"/></svg>';
    await writeFile(picture, await sharp(Buffer.from(scene)).removeAlpha().jpeg().toBuffer());
    const program = join(folder, 'program.mjs');
    await writeFile(
      program,
      `import { Worker } from 'node:worker_threads';
       const code = \`
         const { parentPort } = require('node:worker_threads');
         const { readFileSync } = require('node:fs');
         parentPort.on('message', async () => {
           const { cutout } = await import(${JSON.stringify(`file://${root}dist/engines/cutout/index.js`)});
           const image = readFileSync(${JSON.stringify(picture)});
           const { width, path } = await cutout({ image, modelFile: ${JSON.stringify(modelFile)} });
           parentPort.postMessage([width, path]);
         });\`;
       const worker = new Worker(code, { eval: true });
       worker.postMessage('go');
       const answer = await new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject); });
       console.log(JSON.stringify(answer));
       ${ending}`,
    );
    const ended = await run([program]);
    expect({ ...ended, out: ended.out.trim() }).toMatchObject({
      code: 0,
      signal: null,
      out: '[1080,"plain-background"]',
    });
  });
});

describe('bringing the model file', () => {
  const script = join(root, 'scripts/models.mjs');

  test('takes it from a mirror folder, and leaves a good file alone', async () => {
    const folder = await temporaryFolder();
    const env = { ...process.env, TUQUAN_MODELS: folder, TUQUAN_MODELS_MIRROR: join(modelFile, '..') };
    const first = await run([script, 'u2netp'], env);
    expect(first).toMatchObject({ code: 0, out: `${join(folder, 'u2netp.onnx')}\n` });
    // Compared as bytes: a deep comparison of millions of elements takes a minute.
    expect((await readFile(join(folder, 'u2netp.onnx'))).equals(await readFile(modelFile))).toBe(true);
    const again = await run([script, 'u2netp'], { ...env, TUQUAN_MODELS_MIRROR: '/nonexistent' });
    expect(again).toMatchObject({ code: 0, err: '' });
  });

  test('replaces an altered file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'u2netp.onnx'), 'altered');
    const ended = await run([script, 'u2netp'], {
      ...process.env,
      TUQUAN_MODELS: folder,
      TUQUAN_MODELS_MIRROR: join(modelFile, '..'),
    });
    expect(ended.code).toBe(0);
    expect((await readFile(join(folder, 'u2netp.onnx'))).length).toBeGreaterThan(4e6);
  });

  test('refuses a wrong file, leaves nothing behind and names the command to repeat', async () => {
    const folder = await temporaryFolder();
    const mirror = await temporaryFolder();
    await writeFile(join(mirror, 'u2netp.onnx'), 'wrong');
    const ended = await run([script, 'u2netp'], {
      ...process.env,
      TUQUAN_MODELS: folder,
      TUQUAN_MODELS_MIRROR: mirror,
    });
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/sha256.*node scripts\/models\.mjs u2netp/s);
    await expect(readFile(join(folder, 'u2netp.onnx'))).rejects.toThrow();
  });

  test('knows no other names', async () => {
    expect(await run([script, 'nobody'])).toMatchObject({ code: 1, err: expect.stringContaining('u2netp') });
  });
});
