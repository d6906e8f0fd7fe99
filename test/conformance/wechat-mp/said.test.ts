// What a follower says: pushed as the vendor's text message, answered passively, kept in the talk, opening the reply window.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type CardClient, cardClient } from './support/cards.js';
import { type CoWechatServer, startCoWechat } from './support/co-wechat-server.js';
import { type MessageServer, startMessageServer } from './support/message-server.js';

const hour = 3_600_000;
const clock = new ManualClock(Date.now());
let server: TestServer;
let client: CardClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = await cardClient(server);
});
afterAll(() => server.close());

let merchant: CoWechatServer | undefined;
let bare: MessageServer | undefined;
afterEach(async () => {
  await merchant?.close();
  await bare?.close();
  merchant = undefined;
  bare = undefined;
});

const person = (index: number): string => client.openids[index] ?? '';
const path = (follower: string, rest: string): string =>
  `${server.baseUrl}/api/shops/${server.sandbox.wechatMp.appid}/followers/${follower}/${rest}`;

/** As the console's phone asks. */
async function say(follower: string, text: unknown): Promise<{ status: number; message: number }> {
  const answer = await fetch(path(follower, 'said'), {
    method: 'POST',
    headers: { authorization: server.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  return { status: answer.status, message: ((await answer.json()) as { message: number }).message };
}
interface Item {
  readonly messageId: number;
  readonly purpose: string;
  readonly content: object;
  readonly told: string | null;
}
async function talk(follower: string): Promise<Item[]> {
  const answer = await fetch(path(follower, 'phone'), { headers: { authorization: server.authorization } });
  return ((await answer.json()) as { inbox: Item[] }).inbox;
}
/** The talk's items, newest first, once the newest is as wanted. */
async function talkUntil(follower: string, wanted: (item: Item) => boolean): Promise<Item[]> {
  for (;;) {
    const items = await talk(follower);
    if (items[0] !== undefined && wanted(items[0])) return items;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

// First: afterwards the account has an address.
describe('a text to an account that names no address', () => {
  it('is kept, and not told', async () => {
    const { message } = await say(person(0), '有人吗');
    expect((await talk(person(0)))[0]).toMatchObject({ messageId: message, purpose: 'said', told: null });
    expect(await server.services.delivery.notices(client.account.id, 5)).toEqual([]);
  });
});

describe.each([
  ['plain', null, false],
  ['compatible', 'compatible', true],
  ['safe', 'safe', true],
] as const)('a text in %s mode, as co-wechat reads it', (name, style, sealed) => {
  it('has every documented field, and the passive reply to it stands below it in the talk', async () => {
    const { appid, token, encodingAesKey, originalId } = server.sandbox.wechatMp;
    merchant = await startCoWechat({ appid, token, ...(sealed ? { encodingAESKey: encodingAesKey } : {}) });
    await server.services.delivery.connect(client.account.id, merchant.url, style);
    const text = `有优惠吗 😊 <b>&"]]> ${name}`;
    merchant.replyWith('有，回复 1 领取');
    expect((await say(person(0), text)).status).toBe(200);
    const heard = await merchant.next(({ Content }) => Content === text);
    expect(Object.keys(heard).filter((key) => key !== 'Encrypt')).toEqual([
      'ToUserName',
      'FromUserName',
      'CreateTime',
      'MsgType',
      'Content',
      'MsgId',
    ]);
    const seconds = String(Math.floor(clock.now() / 1000));
    expect(heard).toMatchObject({
      ToUserName: originalId,
      FromUserName: person(0),
      CreateTime: seconds,
      MsgType: 'text',
    });
    expect(BigInt(heard.MsgId ?? 0) >> 32n).toBe(BigInt(seconds));
    const items = await talkUntil(person(0), ({ purpose }) => purpose === 'answer');
    expect(items.slice(0, 2)).toMatchObject([
      { purpose: 'answer', content: { kind: 'text', text: '有，回复 1 领取' }, told: null },
      { purpose: 'said', content: { kind: 'text', text }, told: 'delivered' },
    ]);
    expect(merchant.requests.at(-1)?.query).toMatchObject({ openid: person(0) });

    merchant.replyWith([{ title: '新品', description: '到店', picurl: 'http://a/b.png', url: 'http://a/' }]);
    await say(person(0), '1');
    const [news] = await talkUntil(
      person(0),
      ({ purpose, content }) => purpose === 'answer' && 'links' in (content as object),
    );
    expect(news?.content).toMatchObject({ kind: 'links', links: [{ title: '新品' }] });
    merchant.replyWith('');
    await say(person(0), '谢谢');
    await talkUntil(person(0), ({ told }) => told === 'delivered');
    expect((await talk(person(0)))[0]).toMatchObject({ purpose: 'said', content: { text: '谢谢' } });
  });
});

describe('a text nobody hears', () => {
  it('is told three more times with the same MsgId, in digits no double keeps, and then marked as unheard', async () => {
    bare = await startMessageServer(server.sandbox.wechatMp.token);
    await server.services.delivery.connect(client.account.id, bare.url, 'plain+json');
    bare.answerWith((_push, response) => response.writeHead(500).end());
    const { message } = await say(person(1), '在吗');
    const notices = () => server.services.delivery.notices(client.account.id, 100);
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      for (;;) {
        const notice = (await notices()).find(({ subject }) => subject === String(message));
        if (notice?.attempts === attempt) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      clock.advance(5_000);
    }
    expect(bare.pushes).toHaveLength(4);
    expect(new Set(bare.pushes.map(({ body }) => body)).size).toBe(1);
    const [, digits = ''] = /"MsgId":(\d+)\}$/.exec(bare.pushes[0]?.body ?? '') ?? [];
    expect(BigInt(digits) & 0xffff_ffffn).toBe(BigInt(message));
    expect(BigInt(digits)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect((await talk(person(1)))[0]).toMatchObject({ messageId: message, told: 'exhausted' });
  });
});

describe('a text of a follower', () => {
  const custom = async (touser: string) =>
    (await client.call('/cgi-bin/message/custom/send', { touser, msgtype: 'text', text: { content: '您好' } })).errcode;

  it('opens the 48 hours of customer messages, and clears what was unanswered', async () => {
    clock.advance(48 * hour + 1);
    client = await cardClient(server);
    expect(await custom(person(2))).toBe(45015);
    await say(person(2), '在');
    expect(await custom(person(2))).toBe(0);
    clock.advance(48 * hour);
    client = await cardClient(server);
    expect(await custom(person(2))).toBe(0);
    const { distribution } = server.services;
    const accountId = client.account.id;
    const content = { kind: 'text', text: '一' } as const;
    const reply = () =>
      distribution.reply(accountId, { number: person(2), content, sender: '', mostUnanswered: 1 }).then(
        () => 'sent',
        (error: { facts?: { reason?: string } }) => error.facts?.reason,
      );
    clock.advance(1);
    await say(person(2), '还在');
    // A passive reply is no customer message.
    await distribution.answer(accountId, person(2), content);
    expect(await reply()).toBe('sent');
    expect(await reply()).toBe('too-many-unanswered');
    clock.advance(1);
    await say(person(2), '好');
    expect(await reply()).toBe('sent');
  });

  it('is refused when it is empty or too long, from a stranger, a former follower, or one on the black list', async () => {
    expect((await say(person(3), '')).status).toBe(400);
    expect((await say(person(3), ' \n ')).status).toBe(400);
    expect((await say(person(3), '券'.repeat(683))).status).toBe(413);
    expect((await say(person(3), 'x'.repeat(2049))).status).toBe(400);
    expect((await say(person(3), '券'.repeat(682))).status).toBe(200);
    expect((await say('oNobody', 'x')).status).toBe(404);
    const { audience } = server.services;
    await audience.setFollows(client.account.id, person(3), false);
    expect((await say(person(3), 'x')).status).toBe(409);
    await audience.setFollows(client.account.id, person(3), true);
    await client.call('/cgi-bin/tags/members/batchtagging', { openid_list: [person(3)], tagid: 1 });
    expect((await say(person(3), 'x')).status).toBe(409);
  });

  it('is no message the account could ask after or take back', async () => {
    const { message } = await say(person(4), 'x');
    expect((await client.call('/cgi-bin/message/mass/get', { msg_id: message })).errcode).toBe(40059);
    expect((await client.call('/cgi-bin/message/mass/delete', { msg_id: message })).errcode).toBe(40059);
  });
});
