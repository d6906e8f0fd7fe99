import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type CardClient, cardClient, cashCard } from './support/cards.js';
import { type CoWechatServer, type Message, startCoWechat } from './support/co-wechat-server.js';
import { type MessageServer, signatureOf, startMessageServer } from './support/message-server.js';

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

const { keys } = Object;
const common = ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event'];
const holder = (index: number): string => client.openids[index] ?? '';

async function coWechat(style: string | null, sealed: boolean): Promise<CoWechatServer> {
  const { appid, token, encodingAesKey } = server.sandbox.wechatMp;
  merchant = await startCoWechat({ appid, token, ...(sealed ? { encodingAESKey: encodingAesKey } : {}) });
  await server.services.delivery.connect(client.account.id, merchant.url, style);
  return merchant;
}
async function bareServer(style: string | null = null): Promise<MessageServer> {
  bare = await startMessageServer(server.sandbox.wechatMp.token);
  await server.services.delivery.connect(client.account.id, bare.url, style);
  return bare;
}
const of =
  (event: string, cardId: string, code?: string) =>
  (message: Message): boolean =>
    message.Event === event && message.CardId === cardId && (code === undefined || message.UserCardCode === code);

describe.each([
  ['plain', null, false],
  ['compatible', 'compatible', true],
  ['safe', 'safe', true],
] as const)('events in %s mode, as co-wechat reads them', (name, style, sealed) => {
  it('have every documented field, in its order', async () => {
    const { coupons } = server.services;
    const accountId = client.account.id;
    const merchant = await coWechat(style, sealed);
    const { originalId } = server.sandbox.wechatMp;
    const cardId = await client.create(cashCard({ get_limit: 0, sku: { quantity: 300 }, need_push_on_view: true }));
    const heard = async (event: string, code?: string): Promise<Message> => {
      const message = await merchant.next(of(event, cardId, code));
      expect(message.ToUserName).toBe(originalId);
      expect(message.MsgType).toBe('event');
      expect(Number(message.CreateTime)).toBe(Math.floor(clock.now() / 1000));
      return message;
    };
    const fields = (message: Message): string[] =>
      keys(message).filter((key) => !common.includes(key) && key !== 'Encrypt');

    const passed = await heard('card_pass_check');
    expect(fields(passed)).toEqual(['CardId', 'RefuseReason']);
    await coupons.decideReview(accountId, cardId, { approved: false, reason: '非法代制' });
    expect(await heard('card_not_pass_check')).toMatchObject({ RefuseReason: '非法代制' });
    await coupons.decideReview(accountId, cardId, { approved: true, reason: '' });

    const code = await client.claim(cardId, holder(0), '42');
    const got = await heard('user_get_card', code);
    expect(fields(got)).toEqual([
      'CardId',
      'IsGiveByFriend',
      'UserCardCode',
      'FriendUserName',
      'OuterId',
      'OldUserCardCode',
      'OuterStr',
      'IsRestoreMemberCard',
      'IsRecommendByFriend',
    ]);
    expect(got).toMatchObject({
      FromUserName: holder(0),
      IsGiveByFriend: '0',
      FriendUserName: '',
      OldUserCardCode: '',
      OuterId: '42',
      OuterStr: '42',
      IsRestoreMemberCard: '0',
    });

    await coupons.note({
      accountId,
      offer: cardId,
      kind: 'viewed',
      holder: holder(0),
      code,
      channel: '12b',
      tell: true,
    });
    const viewed = await heard('user_view_card');
    expect(fields(viewed)).toEqual(['CardId', 'UserCardCode', 'OuterStr']);
    expect(viewed).toMatchObject({ UserCardCode: code, OuterStr: '12b' });
    await coupons.note({ accountId, offer: cardId, kind: 'session-entered', holder: holder(0), code, tell: true });
    expect(fields(await heard('user_enter_session_from_card'))).toEqual(['CardId', 'UserCardCode']);

    const gift = await coupons.startGift({
      accountId,
      code,
      offer: cardId,
      holder: holder(0),
      friend: holder(1),
      group: true,
    });
    const gifting = await heard('user_gifting_card', code);
    expect(fields(gifting)).toEqual(['CardId', 'UserCardCode', 'IsReturnBack', 'FriendUserName', 'IsChatRoom']);
    expect(gifting).toMatchObject({
      FromUserName: holder(0),
      IsReturnBack: '0',
      FriendUserName: holder(1),
      IsChatRoom: '1',
    });
    const { code: newCode } = await coupons.acceptGift(gift.token, holder(1));
    expect(newCode).not.toBe(code);
    expect(await heard('user_get_card', newCode)).toMatchObject({
      FromUserName: holder(1),
      IsGiveByFriend: '1',
      FriendUserName: holder(0),
      OldUserCardCode: code,
    });

    await coupons.redeem({
      accountId,
      code: newCode,
      offer: cardId,
      channel: 'x',
      facts: { source: 'staff', staff: holder(2), place: '一号店', verifyCode: '9', remarkAmount: '1200' },
    });
    const consumed = await heard('user_consume_card');
    expect(fields(consumed)).toEqual([
      'CardId',
      'UserCardCode',
      'ConsumeSource',
      'LocationName',
      'StaffOpenId',
      'VerifyCode',
      'RemarkAmount',
      'OuterStr',
    ]);
    expect(consumed).toMatchObject({
      ConsumeSource: 'FROM_MOBILE_HELPER',
      LocationName: '一号店',
      StaffOpenId: holder(2),
      VerifyCode: '9',
      RemarkAmount: '1200',
      OuterStr: 'x',
    });

    const put = await client.claim(cardId, holder(2));
    await coupons.deleteFromWallet({ accountId, code: put, offer: cardId, holder: holder(2) });
    expect(fields(await heard('user_del_card', put))).toEqual(['CardId', 'UserCardCode']);

    for (let count = 2; count < 200; count += 1) await client.claim(cardId, holder(3));
    expect(await heard('card_sku_remind')).toMatchObject({ Detail: "the card's quantity is equal to 100" });

    const modes = new Set(merchant.requests.map(({ query }) => query.encrypt_type ?? 'none'));
    expect([...modes]).toEqual([sealed ? 'aes' : 'none']);
    const bodies = merchant.requests.map(({ body }) => body);
    if (name === 'safe') {
      for (const body of bodies) {
        expect(body).toMatch(
          /^<xml><ToUserName><!\[CDATA\[gh_[0-9a-f]{12}\]\]><\/ToUserName><Encrypt><!\[CDATA\[[^\]]+\]\]><\/Encrypt><\/xml>$/,
        );
      }
    } else {
      expect(bodies.every((body) => body.includes('<CardId>') && body.includes('<Encrypt>') === sealed)).toBe(true);
    }
    expect(bodies.some((body) => /[\n\r]|> /.test(body))).toBe(false);
    expect(new Set(merchant.statuses)).toEqual(new Set([200]));
  });
});

describe('a gift nobody takes', () => {
  it('comes back with its own event when its time is over', async () => {
    const merchant = await coWechat(null, false);
    const cardId = await client.create();
    const code = await client.claim(cardId, holder(0));
    await server.services.coupons.startGift({ accountId: client.account.id, code, offer: cardId, holder: holder(0) });
    await merchant.next(of('user_gifting_card', cardId));
    clock.advance(25 * hour);
    const back = await merchant.next(
      (message) => of('user_gifting_card', cardId)(message) && message.IsReturnBack === '1',
    );
    expect(back).toMatchObject({ FromUserName: holder(0), UserCardCode: code });
    expect((await client.call('/card/code/get', { code })).user_card_status).toBe('GIFT_TIMEOUT');
    expect((await client.call('/card/code/consume', { code })).errcode).toBe(0);
  });
});

describe('the data format JSON', () => {
  it('has the same keys, sealed or not', async () => {
    const plain = await bareServer('plain+json');
    const cardId = await client.create();
    const { body, contentType } = await plain.next(({ body }) => body.includes(cardId));
    expect(contentType).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      ToUserName: server.sandbox.wechatMp.originalId,
      FromUserName: server.sandbox.wechatMp.originalId,
      CreateTime: Math.floor(clock.now() / 1000),
      MsgType: 'event',
      Event: 'card_pass_check',
      CardId: cardId,
      RefuseReason: '',
    });
    await plain.close();
    const safe = await bareServer('safe+json');
    await client.create();
    const sealed = await safe.next(() => true);
    expect(keys(JSON.parse(sealed.body))).toEqual(['ToUserName', 'Encrypt']);
  });
});

describe('a new message server', () => {
  it('is asked to prove that it knows the token, and refused when it does not', async () => {
    const right = await bareServer();
    const [challenge] = right.challenges;
    const value = (name: string): string => challenge?.get(name) ?? '';
    expect([...(challenge?.keys() ?? [])]).toEqual(['shop', 'signature', 'echostr', 'timestamp', 'nonce']);
    expect(value('signature')).toBe(signatureOf(server.sandbox.wechatMp.token, value('timestamp'), value('nonce')));
    const wrong = await startMessageServer('another token');
    await expect(server.services.delivery.connect(client.account.id, wrong.url)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
    });
    expect((await server.services.delivery.endpoint(client.account.id))?.url).toBe(right.url);
    await wrong.close();
  });

  it('that answers the right status with another text is refused', async () => {
    const { createServer } = await import('node:http');
    const parrot = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => parrot.listen(0, '127.0.0.1', resolve));
    const { port } = parrot.address() as { port: number };
    const url = `http://127.0.0.1:${port}/`;
    await expect(server.services.delivery.connect(client.account.id, url)).rejects.toMatchObject({ code: 'INVALID' });
    parrot.close();
  });
});

/** The first notice about a card, once `attempts` attempts are on record. */
async function settled(cardId: string, attempts: number) {
  const { coupons, delivery } = server.services;
  for (;;) {
    for (const notice of await delivery.notices(client.account.id, 100)) {
      if (notice.attempts >= attempts && (await coupons.event(notice.subject)).offer === cardId) return notice;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a message server that does not hear', () => {
  it.each<[string, (response: import('node:http').ServerResponse) => void]>([
    ['fails', (response) => response.writeHead(500).end()],
    ['hangs up', (response) => response.destroy()],
    ['answers something else', (response) => response.end('thank you')],
    [
      'answers with an entity bomb',
      (response) =>
        response.end('<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>'),
    ],
    [
      'answers with ten megabytes',
      (response) => response.end(`<xml><Content>${'x'.repeat(10 * 1024 * 1024)}</Content></xml>`),
    ],
  ])(
    'and %s is told three more times, the same body with the same CreateTime, freshly signed',
    async (_name, answer) => {
      const merchant = await bareServer();
      merchant.answerWith((_push, response) => answer(response));
      const cardId = await client.create();
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        const notice = await settled(cardId, attempt);
        expect(notice.attempts).toBe(attempt);
        if (attempt < 4) {
          expect(notice).toMatchObject({ state: 'due', nextAt: clock.now() + 5_000 });
          clock.advance(5_000);
        } else expect(notice).toMatchObject({ state: 'exhausted', nextAt: null });
      }
      const mine = merchant.pushes.filter(({ body }) => body.includes(cardId));
      expect(mine).toHaveLength(4);
      expect(new Set(mine.map(({ body }) => body)).size).toBe(1);
      expect(new Set(mine.map(({ query }) => query.get('nonce'))).size).toBe(4);
      expect(new Set(mine.map(({ query }) => query.get('timestamp'))).size).toBe(4);
    },
  );

  it('and keeps silent is dropped after five seconds and told again', async () => {
    const merchant = await bareServer();
    let count = 0;
    merchant.answerWith((_push, response) => {
      count += 1;
      if (count > 1) response.end('success');
    });
    const began = performance.now();
    const cardId = await client.create();
    expect((await settled(cardId, 1)).state).toBe('due');
    expect(performance.now() - began).toBeGreaterThan(4_900);
    clock.advance(5_000);
    expect((await settled(cardId, 2)).state).toBe('delivered');
    expect(merchant.pushes.filter(({ body }) => body.includes(cardId))).toHaveLength(2);
  });
});

describe('passive replies', () => {
  const inbox = async (count: number) => {
    for (;;) {
      const items = await server.services.distribution.inbox(client.account.id, holder(0), { limit: 20 });
      if (items.length >= count) return items;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it.each([
    ['plain', null, false],
    ['safe', 'safe', true],
  ] as const)('in %s mode reach the follower: text and articles of co-wechat', async (_name, style, sealed) => {
    const merchant = await coWechat(style, sealed);
    const cardId = await client.create(cashCard({ get_limit: 0 }));
    await merchant.next(of('card_pass_check', cardId));
    await server.services.audience.noteContact(client.account.id, holder(0));
    const before = (await inbox(0)).length;
    merchant.replyWith('谢谢领取 <b>&"');
    const code = await client.claim(cardId, holder(0));
    await merchant.next(of('user_get_card', cardId, code));
    const [text] = await inbox(before + 1);
    expect(text?.content).toEqual({ kind: 'text', text: '谢谢领取 <b>&"' });
    merchant.replyWith([{ title: '新品', description: '到店', picurl: 'http://a/b.png', url: 'http://a/' }]);
    await client.claim(cardId, holder(0));
    const [news] = await inbox(before + 2);
    expect(news?.content).toEqual({
      kind: 'links',
      links: [{ title: '新品', summary: '到店', picture: 'http://a/b.png', url: 'http://a/' }],
    });
    expect((await settled(cardId, 1)).state).toBe('delivered');
  });
});

describe('an account whose keys are gone', () => {
  it('is not told what it could not verify', async () => {
    const { tuquan } = server;
    const channel = tuquan.rooms.find(({ name }) => name === 'wechat-mp')?.channels.app;
    const notice = {
      id: 'n',
      accountId: client.account.id,
      kind: 'coupons.claimed',
      subject: '1',
      state: 'due',
      attempts: 0,
      createdAt: 0,
      nextAt: 0,
    } as const;
    const endpoint = { accountId: client.account.id, url: 'http://127.0.0.1/', style: 'safe', updatedAt: 0 };
    expect(await channel?.render(notice, client.account, endpoint)).not.toBeNull();
    expect(await channel?.render(notice, { ...client.account, secrets: new Map() }, endpoint)).toBeNull();
    const halfSecrets = new Map([...client.account.secrets].filter(([purpose]) => purpose !== 'message-key'));
    expect(await channel?.render(notice, { ...client.account, secrets: halfSecrets }, endpoint)).toBeNull();
    expect(await channel?.render({ ...notice, kind: 'coupons.expired' }, client.account, endpoint)).toBeNull();
  });
});
