import { afterAll, beforeAll, expect, it } from 'vitest';
import { cardClient } from '../../../../test/conformance/wechat-mp/support/cards.js';
import { startTestServer, type TestServer } from '../../../../test/support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { TUQUAN_WECHAT_MP_REVIEW: 'manual' } });
});
afterAll(() => server.close());

it('a card waits for the desk, which may change its mind, until the card is deleted', async () => {
  const { user, password } = server.sandbox.console;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const client = await cardClient(server);
  const cardId = await client.create();
  const decide = async (body: object, card = cardId) => {
    const url = `${server.baseUrl}/api/cards/${card}/review`;
    const answer = await fetch(url, { method: 'PUT', headers: { authorization }, body: JSON.stringify(body) });
    return [answer.status, ((await answer.json()) as { review?: string }).review];
  };
  await expect(client.claim(cardId)).rejects.toMatchObject({ facts: { reason: 'not-approved' } });
  expect(await decide({ approved: false, reason: '图片不清' })).toEqual([200, 'refused']);
  expect(await decide({ approved: true })).toEqual([200, 'approved']);
  await client.claim(cardId);
  await client.call('/card/delete', { card_id: cardId });
  expect(await decide({ approved: true })).toEqual([409, undefined]);
  expect(await decide({ approved: true }, 'nobody')).toEqual([404, undefined]);
});
