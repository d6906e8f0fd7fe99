import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';
import { picture, pictureOf, type SpaceClient, spaceClient } from './support/space-client.js';

let server: TestServer;
let client: SpaceClient;
beforeAll(async () => {
  server = await startTestServer();
  client = spaceClient(server);
});
afterAll(() => server.close());

describe('POST /tool/erps/tbpicture', () => {
  it('answers the documented envelope, and the address serves the same bytes with a type from the bytes', async () => {
    const bytes = await picture({ width: 450, height: 150 });
    const answer = await client.upload(bytes, { title: '夏日新品' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      code: 0,
      msg: '操作成功',
      msec: expect.toSatisfy((value) => Number.isInteger(value) && value >= 0),
      time: expect.toSatisfy((value) => Number.isInteger(value) && Math.abs(value * 1000 - Date.now()) < 60_000),
      data: {
        withholding_money: 4,
        picture_upload_response: {
          picture: {
            picture_id: expect.toSatisfy((value) => Number.isSafeInteger(value) && value > 0),
            picture_category_id: 0,
            picture_path: expect.stringMatching(new RegExp(`^${server.baseUrl}/p/[0-9A-Za-z]{24}\\.jpg$`)),
            title: '夏日新品',
            sizes: bytes.length,
            pixel: '450x150',
            status: 'unfroze',
            deleted: 'undeleted',
            created: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
            modified: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/),
            client_type: 'client:computer',
          },
        },
      },
    });
    const served = await fetch(pictureOf(answer).picture_path);
    expect(served.status).toBe(200);
    expect(served.headers.get('content-type')).toBe('image/jpeg');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true);
  });
});
