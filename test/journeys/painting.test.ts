// From a signed request to a picture in a browser: our own illustrator, a model of the operator's, one backend after another,
// and the end of it all after three months.
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { call } from '../../src/apis/ai-painting/demo/client.js';
import { ManualClock } from '../../src/kernel/clock.js';
import { type PaintingBackend, sendJson, startPaintingBackend } from '../support/painting-backends.js';
import { ended, sample, submitted } from '../support/painting-client.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let server: TestServer | undefined;
let backend: PaintingBackend | undefined;
afterEach(async () => {
  await server?.close();
  await backend?.close();
  [server, backend] = [undefined, undefined];
});

/** Paints one task to its end; its pictures. */
async function painted(at: TestServer, parameters: Record<string, string>): Promise<Buffer[]> {
  const { aiPainting } = at.sandbox;
  const answer = await ended(at.baseUrl, aiPainting, await submitted(at.baseUrl, aiPainting, parameters), 120_000);
  if (answer.code !== 200) throw new Error(JSON.stringify(answer));
  return Promise.all(
    (answer.data?.imgUrls ?? []).map(async ({ image }) => Buffer.from(await (await fetch(image)).arrayBuffer())),
  );
}

describe('painting', () => {
  it('our own illustrator paints without a network, at the exact size, labelled', { timeout: 180_000 }, async () => {
    server = await startTestServer();
    const wish = { text: '一只橘猫趴在窗台上看雨', resolution: '1024*1536', style: '水彩画', num: '2' };
    const pictures = await painted(server, wish);
    expect(pictures).toHaveLength(2);
    for (const picture of pictures) {
      expect(await sharp(picture).metadata()).toMatchObject({ width: 1024, height: 1536, format: 'png' });
      expect(picture.includes('"AIGC":{"Label":"1","ContentProducer":"Tuquan"')).toBe(true);
    }
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('a model directory of the operator’s own paints in the engine threads', { timeout: 120_000 }, async () => {
    const { makeTinyDiffusion } = (await import('../../scripts/make-tiny-diffusion.mjs' as string)) as {
      makeTinyDiffusion: (folder: string) => string;
    };
    const directory = makeTinyDiffusion(join(temporaryFolder(), 'tiny'));
    const env = { TUQUAN_PAINT_BACKEND: 'onnx', TUQUAN_PAINT_ONNX_DIR: directory, TUQUAN_PAINT_STEPS: '3' };
    server = await startTestServer({ env });
    const [picture] = await painted(server, { ...sample, resolution: '1536*1024' });
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1536, height: 1024 });
  });

  it('a model directory that cannot be used is the source’s trouble: 501', { timeout: 60_000 }, async () => {
    server = await startTestServer({ env: { TUQUAN_PAINT_BACKEND: 'onnx', TUQUAN_PAINT_ONNX_DIR: '/nonexistent' } });
    const { aiPainting } = server.sandbox;
    const id = await submitted(server.baseUrl, aiPainting);
    expect(await ended(server.baseUrl, aiPainting, id)).toMatchObject({ code: 501 });
  });

  it('when one backend is down the next paints; a refused text is carried to nobody', {
    timeout: 120_000,
  }, async () => {
    backend = await startPaintingBackend();
    const env = {
      TUQUAN_PAINT_BACKEND: 'sdwebui,openai',
      TUQUAN_PAINT_SDWEBUI_URL: 'http://127.0.0.1:1',
      TUQUAN_PAINT_OPENAI_URL: backend.url,
      TUQUAN_PAINT_RETRIES: '0',
      TUQUAN_PAINT_MARK: '1',
    };
    server = await startTestServer({ env });
    const [picture] = await painted(server, sample);
    expect(backend.asked).toHaveLength(1);
    // The visible mark, bottom right: no longer one colour there.
    const cut = await sharp(picture).extract({ left: 800, top: 940, width: 200, height: 60 }).png().toBuffer();
    const corner = await sharp(cut).stats();
    expect(Math.max(...corner.channels.map(({ stdev }) => stdev))).toBeGreaterThan(50);
    backend.answerNext((_, response) =>
      sendJson(response, 400, { error: { code: 'content_policy_violation', message: '' } }),
    );
    const { aiPainting } = server.sandbox;
    expect(await ended(server.baseUrl, aiPainting, await submitted(server.baseUrl, aiPainting))).toMatchObject({
      code: 202,
    });
  });

  it('a text that breaks the content rules is 202 at once, and nothing is painted', async () => {
    backend = await startPaintingBackend();
    server = await startTestServer({ env: { TUQUAN_PAINT_BACKEND: 'openai', TUQUAN_PAINT_OPENAI_URL: backend.url } });
    const refused = { ...sample, text: '色 情 图 片' };
    expect(await call(server.baseUrl, server.sandbox.aiPainting, 'submit', refused)).toMatchObject({
      code: 202,
      msg: '文本拦截',
    });
    expect(
      await call(server.baseUrl, server.sandbox.aiPainting, 'submit', { ...sample, text: '台湾美食节' }),
    ).toMatchObject({ code: 200 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(JSON.stringify(backend.asked)).not.toContain('情');
  });

  it('after a month the task is unknown and its picture still loads; after three months it does not', {
    timeout: 60_000,
  }, async () => {
    backend = await startPaintingBackend();
    const clock = new ManualClock(Date.UTC(2026, 0, 15));
    server = await startTestServer({
      clock,
      env: { TUQUAN_PAINT_BACKEND: 'openai', TUQUAN_PAINT_OPENAI_URL: backend.url },
    });
    const { baseUrl, sandbox } = server;
    const id = await submitted(baseUrl, sandbox.aiPainting, sample, clock.now());
    const done = await ended(baseUrl, sandbox.aiPainting, id, 30_000, () => clock.now());
    const url = String(done.data?.img);
    const ask = () => call(baseUrl, sandbox.aiPainting, 'query', { taskId: id }, clock.now());
    clock.set(Date.UTC(2026, 1, 15) - 1);
    expect(await ask()).toMatchObject({ code: 200 });
    clock.set(Date.UTC(2026, 1, 15) + 60_000);
    expect(await ask()).toMatchObject({ code: 201 });
    expect((await fetch(url)).status).toBe(200);
    clock.set(Date.UTC(2026, 3, 15) + 60_000);
    let status = 200;
    for (let look = 0; look < 300 && status === 200; look += 1) {
      status = (await fetch(url)).status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(status).toBe(404);
  });
});
