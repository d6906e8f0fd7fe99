// The test API under node:test, imported by the package's own name. Run by journeys/testing-api.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTuquan } from 'tuquan/testing';

test('a server answers and closes', async () => {
  const server = await startTuquan();
  const { appid, secret } = server.credentials.wechatMp;
  const query = `grant_type=client_credential&appid=${appid}&secret=${secret}`;
  const answer = await (await fetch(`${server.baseUrl}/cgi-bin/token?${query}`)).json();
  assert.equal(answer.expires_in, 7200);
  await server.close();
});
