// Submit and query as a client sees them: answers, codes, pictures.
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../../../src/apis/ai-painting/demo/client.js';
import { paintStyles } from '../../../src/ports/painter/styles.js';
import { type PaintingBackend, sendJson, startPaintingBackend } from '../../support/painting-backends.js';
import { ended, sample, submitted } from '../../support/painting-client.js';
import { startTestServer, type TestServer } from '../../support/server.js';

let backend: PaintingBackend;
let server: TestServer;
beforeAll(async () => {
  backend = await startPaintingBackend();
  server = await startTestServer({
    env: { TUQUAN_PAINT_BACKEND: 'openai', TUQUAN_PAINT_OPENAI_URL: backend.url, TUQUAN_PAINT_RETRIES: '0' },
  });
});
afterAll(async () => {
  await server.close();
  await backend.close();
});

const ask = (operation: 'submit' | 'query', parameters: Record<string, string>) =>
  call(server.baseUrl, server.sandbox.aiPainting, operation, parameters);
const submit = (parameters: Record<string, string> = sample) =>
  submitted(server.baseUrl, server.sandbox.aiPainting, parameters);
const end = (taskId: string) => ended(server.baseUrl, server.sandbox.aiPainting, taskId);

describe('submit and query', () => {
  it('a task is accepted at once, is pending until its pictures are there, and then names them all', async () => {
    const gate = backend.hold();
    const accepted = await ask('submit', { ...sample, num: '2' });
    expect(accepted).toEqual({
      code: 200,
      msg: '成功',
      taskNo: expect.stringMatching(/^\d{24}$/),
      data: { taskId: expect.stringMatching(/^\d{1,16}$/) },
    });
    const taskId = String(accepted.data?.taskId);
    const pending = await ask('query', { taskId });
    expect(pending).toEqual({
      code: 200,
      msg: '成功',
      taskNo: expect.stringMatching(/^\d{24}$/),
      data: { img: '', imgUrls: [], createTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/), status: 0 },
    });
    expect(pending.taskNo).not.toBe(accepted.taskNo);
    gate.open();
    const { data } = await end(taskId);
    expect(data?.status).toBe(1);
    expect(data?.imgUrls).toHaveLength(2);
    expect(data?.img).toBe(data?.imgUrls?.[0]?.image);
    expect(data?.createTime).toBe(pending.data?.createTime);
    for (const { image } of data?.imgUrls ?? []) {
      const picture = await fetch(image);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(await sharp(await picture.arrayBuffer()).metadata()).toMatchObject({ width: 1024, height: 1024 });
    }
  });

  it('every style and every size is painted at exactly the pixels asked for', { timeout: 120_000 }, async () => {
    const sizes = ['1024*1024', '1024*1536', '1536*1024'];
    const asked = paintStyles.flatMap((style) => sizes.map((resolution) => ({ text: '山', resolution, style })));
    const ids = await Promise.all(asked.map(submit));
    for (const [index, id] of ids.entries()) {
      const { data } = await end(id);
      const { width, height } = await sharp(await (await fetch(String(data?.img))).arrayBuffer()).metadata();
      expect(`${width}*${height}`).toBe(asked[index]?.resolution);
    }
  });

  it('a refusal of the backend’s safety filter is 202, a backend that is down 501, one that refuses the request 999, for good', async () => {
    const refusal = (status: number, code: string) => (_: unknown, response: Parameters<typeof sendJson>[0]) =>
      sendJson(response, status, { error: { message: 'no', type: 'invalid_request_error', code } });
    const codes: number[] = [];
    for (const answer of [refusal(400, 'moderation_blocked'), refusal(503, 'server_error'), refusal(400, 'bad_size')]) {
      backend.answerNext(answer);
      const id = await submit();
      codes.push((await end(id)).code);
      codes.push((await ask('query', { taskId: id })).code);
    }
    expect(codes).toEqual([202, 202, 501, 501, 999, 999]);
  });

  it('a task nobody knows, one that can be none, and none at all', async () => {
    expect(await ask('query', { taskId: '16942031' })).toEqual({
      code: 201,
      msg: 'taskId不存在',
      taskNo: expect.stringMatching(/^\d{24}$/),
    });
    expect((await ask('query', { taskId: 'abc' })).code).toBe(201);
    expect((await ask('query', {})).code).toBe(400);
  });
});
