import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submitted } from '../../../../test/support/painting-client.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
// Nobody paints here: what is asked for waits.
beforeAll(async () => {
  server = await startTestServer({ env: { TUQUAN_ROLE: 'api' } });
});
afterAll(() => server.close());

interface Shown {
  readonly id: string;
  readonly prompt: string;
  readonly position: number | null;
}
const get = async (path: string) => {
  const answer = await fetch(`${server.baseUrl}/api/${path}`, { headers: { authorization: server.authorization } });
  return { status: answer.status, body: (await answer.json()) as { paintings: Shown[]; next: string | null } & Shown };
};

describe('painting tasks', () => {
  it('show newest first how far they have come and how many are before them, page by page', async () => {
    const { baseUrl, sandbox } = server;
    const texts = ['睡莲', '雪山', '小狗'];
    for (const text of texts) {
      await submitted(baseUrl, sandbox.aiPainting, { text, resolution: '1024*1024', style: '油画' });
    }
    const { body } = await get('paintings?limit=2');
    expect(body.paintings).toMatchObject([
      { prompt: '小狗', style: '油画', width: 1024, height: 1024, count: 1, state: 'queued', progress: 0, position: 2 },
      { prompt: '雪山', position: 1, startedAt: null, failure: null, pictures: [] },
    ]);
    const rest = (await get(`paintings?limit=2&before=${body.next}`)).body;
    expect(rest).toMatchObject({ paintings: [{ prompt: '睡莲', position: 0 }], next: null });
    expect((await get(`paintings/${rest.paintings[0]?.id}`)).body).toEqual(rest.paintings[0]);
  });

  it('that are not there are 404, and numbers that are none 400', async () => {
    expect((await get('paintings/1')).status).toBe(404);
    expect((await get('paintings/x')).status).toBe(400);
    expect((await get('paintings?before=x')).status).toBe(400);
    expect((await get('paintings?limit=0')).status).toBe(400);
  });
});
