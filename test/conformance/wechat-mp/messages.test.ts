import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/kernel/clock.js';
import { root } from '../../architecture/source-files.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { type Merchant, merchantOf } from '../../support/shop.js';

const hour = 3_600_000;
const clock = new ManualClock(Date.UTC(2026, 0, 26, 2));
let server: TestServer;
let merchant: Merchant;
let accountId: string;
let people: readonly string[];
let card: string;
let own: string;
let receiver: Server;
const told: string[] = [];

beforeAll(async () => {
  server = await startTestServer({ clock });
  people = server.sandbox.wechatMp.followers.map(({ openid }) => openid);
  const account = await server.services.accounts.find('app', server.sandbox.wechatMp.appid);
  accountId = account?.id ?? '';
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      if (body !== '') told.push(body);
      response.end(new URL(request.url ?? '/', 'http://x').searchParams.get('echostr') ?? '');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await server.services.delivery.setEndpoint(
    accountId,
    `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  );
  merchant = await merchantOf(server);
  card = await merchant.card('CASH', { title: '十元券' }, { reduce_cost: 1000 });
  own = await merchant.card('CASH', { title: '自有码', use_custom_code: true }, { reduce_cost: 1000 });
});
beforeEach(async () => {
  clock.advance(25 * hour);
  for (const number of people) await server.services.audience.noteContact(accountId, number);
  merchant = await merchantOf(server);
});
afterAll(async () => {
  receiver.close();
  await server.close();
});

const post = (path: string, body: unknown) => merchant.post(`/cgi-bin/message/${path}`, body);
const code = async (path: string, body: unknown) => (await post(path, body)).errcode;
const inbox = async (number: string | undefined) =>
  server.services.distribution.inbox(accountId, number ?? '', { limit: 50 });
async function until<T>(find: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const ended = (id: unknown) =>
  until(async () => ((await post('mass/get', { msg_id: id })).msg_status === 'SENDING' ? undefined : true));
const wxcard = () => ({ msgtype: 'wxcard', wxcard: { card_id: card } });

describe('a message to many', () => {
  it('by tag reaches whoever has the tag, and the account is told how many', async () => {
    const { tag } = (await merchant.post('/cgi-bin/tags/create', { tag: { name: '老客' } })) as unknown as {
      tag: { id: number };
    };
    await merchant.post('/cgi-bin/tags/members/batchtagging', { openid_list: people.slice(0, 3), tagid: tag.id });
    // One of them is on the black list.
    await merchant.post('/cgi-bin/tags/members/batchtagging', { openid_list: [people[2]], tagid: 1 });
    const answer = await post('mass/sendall', { filter: { is_to_all: false, tag_id: tag.id }, ...wxcard() });
    expect(answer).toEqual({
      errcode: 0,
      errmsg: 'send job submission success',
      msg_id: expect.any(Number),
      msg_data_id: expect.any(Number),
    });
    const id = Number(answer.msg_id);
    await ended(id);
    expect(await post('mass/get', { msg_id: String(id) })).toEqual({ msg_id: id, msg_status: 'SEND_SUCCESS' });
    expect((await inbox(people[0]))[0]).toMatchObject({
      messageId: id,
      purpose: 'broadcast',
      content: { kind: 'offer', offer: card, signed: null },
    });
    expect((await inbox(people[2])).some(({ messageId }) => messageId === id)).toBe(false);
    const xml = await until(() => told.find((body) => body.includes(`<MsgID>${id}</MsgID>`)));
    const { originalId } = server.sandbox.wechatMp;
    expect(xml).toBe(
      `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName><FromUserName><![CDATA[mphelper]]></FromUserName>` +
        `<CreateTime>${Math.floor(clock.now() / 1000)}</CreateTime><MsgType><![CDATA[event]]></MsgType>` +
        `<Event><![CDATA[MASSSENDJOBFINISH]]></Event><MsgID>${id}</MsgID><Status><![CDATA[send success]]></Status>` +
        '<TotalCount>3</TotalCount><FilterCount>2</FilterCount><SentCount>2</SentCount><ErrorCount>0</ErrorCount>' +
        '<CopyrightCheckResult><Count>0</Count><ResultList><![CDATA[]]></ResultList><CheckState>0</CheckState></CopyrightCheckResult>' +
        '<ArticleUrlResult><Count>0</Count><ResultList><![CDATA[]]></ResultList></ArticleUrlResult></xml>',
    );
    await merchant.post('/cgi-bin/tags/members/batchuntagging', { openid_list: [people[2]], tagid: 1 });
  });

  it('goes to all, to a group as old clients name it, and to named openids of whom one is nobody', async () => {
    const all = await post('mass/sendall', { filter: { is_to_all: true }, msgtype: 'text', text: { content: '你好' } });
    await ended(all.msg_id);
    for (const openid of people) {
      expect((await inbox(openid))[0]).toMatchObject({
        messageId: all.msg_id,
        content: { kind: 'text', text: '你好' },
      });
    }
    const starred = await post('mass/sendall', { filter: { group_id: '2' }, ...wxcard() });
    await ended(starred.msg_id);
    expect((await inbox(people[0]))[0]?.messageId).toBe(all.msg_id);
    const named = await post('mass/send', { touser: [people[0], people[1], 'oNobody'], ...wxcard() });
    await ended(named.msg_id);
    const xml = await until(() => told.find((body) => body.includes(`<MsgID>${named.msg_id}</MsgID>`)));
    expect(xml).toContain(
      '<TotalCount>3</TotalCount><FilterCount>3</FilterCount><SentCount>2</SentCount><ErrorCount>1</ErrorCount>',
    );
  });

  it('is sent once however often it comes with the same client id within a day', async () => {
    const body = { filter: { is_to_all: true }, ...wxcard(), clientmsgid: 'spring-1' };
    const first = await post('mass/sendall', body);
    expect(await post('mass/sendall', body)).toMatchObject({ errcode: 45066, msg_id: first.msg_id });
    clock.advance(61_000);
    merchant = await merchantOf(server);
    expect(await post('mass/sendall', body)).toMatchObject({ errcode: 45065, msg_id: first.msg_id });
    await ended(first.msg_id);
    expect((await inbox(people[0])).filter(({ messageId }) => messageId === first.msg_id)).toHaveLength(1);
    clock.advance(24 * hour);
    merchant = await merchantOf(server);
    expect((await post('mass/sendall', body)).msg_id).not.toBe(first.msg_id);
    expect(await code('mass/sendall', { ...body, clientmsgid: 'x'.repeat(65) })).toBe(45067);
  });

  it('can be taken back', async () => {
    const { msg_id } = await post('mass/sendall', { filter: { is_to_all: true }, ...wxcard() });
    await ended(msg_id);
    expect(await post('mass/delete', { msg_id, article_idx: 0 })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await post('mass/get', { msg_id })).toEqual({ msg_id, msg_status: 'DELETE' });
    expect((await inbox(people[0]))[0]).toMatchObject({ messageId: msg_id, withdrawn: true });
    expect(await code('mass/delete', { msg_id: 999_999 })).toBe(40059);
    expect(await code('mass/get', { msg_id: 999_999 })).toBe(40059);
    expect(await code('mass/get', {})).toBe(40035);
  });

  it('is refused one by one', async () => {
    const all = { filter: { is_to_all: true } };
    expect(await code('mass/sendall', { ...all, msgtype: 'telegram' })).toBe(40008);
    // Types of the vendor's that are not passed on here, and those of the other interface.
    for (const msgtype of ['voice', 'video', 'mpvideo'])
      expect(await code('mass/sendall', { ...all, msgtype, [msgtype]: {} })).toBe(48008);
    for (const msgtype of ['news', 'music', 'msgmenu', 'miniprogrampage', 'mpnewsarticle'])
      expect(await code('mass/send', { touser: people.slice(0, 2), msgtype, [msgtype]: {} })).toBe(45052);
    const [touser] = people;
    for (const msgtype of ['voice', 'video', 'music', 'msgmenu', 'miniprogrampage', 'mpnewsarticle'])
      expect(await code('custom/send', { touser, msgtype, [msgtype]: {} })).toBe(48008);
    expect(await code('custom/send', { touser, msgtype: 'mpvideo', mpvideo: {} })).toBe(45050);
    expect(await code('custom/send', { touser, msgtype: 'telegram' })).toBe(40008);
    expect(await code('mass/sendall', { ...all, text: { content: 'x' } })).toBe(40008);
    expect(await code('mass/sendall', { ...all, msgtype: 'text' })).toBe(40035);
    expect(await code('mass/sendall', { ...all, msgtype: 'text', text: { content: '  ' } })).toBe(44004);
    expect(await code('mass/sendall', { ...all, msgtype: 'text', text: { content: 'x'.repeat(2049) } })).toBe(45002);
    expect(await code('mass/sendall', { ...all, msgtype: 'wxcard', wxcard: {} })).toBe(41012);
    expect(await code('mass/sendall', { ...all, msgtype: 'wxcard', wxcard: { card_id: 'pNone' } })).toBe(40073);
    expect(await code('mass/sendall', { ...all, msgtype: 'wxcard', wxcard: { card_id: own } })).toBe(45030);
    const ext = { card_id: card, card_ext: '{"timestamp":"x"}' };
    expect(await code('mass/sendall', { ...all, msgtype: 'wxcard', wxcard: ext })).toBe(40080);
    expect(await code('mass/sendall', { ...all, msgtype: 'image', image: { media_id: 'none' } })).toBe(40007);
    expect(await code('mass/sendall', { ...all, msgtype: 'mpnews', mpnews: {} })).toBe(41006);
    expect(await code('mass/sendall', wxcard())).toBe(40035);
    expect(await code('mass/sendall', { filter: {}, ...wxcard() })).toBe(45159);
    expect(await code('mass/sendall', { filter: { tag_id: 999 }, ...wxcard() })).toBe(45159);
    expect(await code('mass/send', { touser: [people[0]], ...wxcard() })).toBe(40130);
    expect(await code('mass/send', { touser: [], ...wxcard() })).toBe(40032);
    expect(await code('mass/send', { touser: 'x', ...wxcard() })).toBe(40031);
    expect(await code('mass/send', { touser: Array.from({ length: 10_001 }, (_, at) => `o${at}`), ...wxcard() })).toBe(
      40032,
    );
    const deleted = await merchant.card('CASH', { title: '没了' }, { reduce_cost: 1 });
    await merchant.post('/card/delete', { card_id: deleted });
    expect(await code('mass/sendall', { ...all, msgtype: 'wxcard', wxcard: { card_id: deleted } })).toBe(40078);
  });
});

describe('a picture and an article', () => {
  const upload = async (type: string, bytes: Uint8Array) => {
    const { access_token } = (await merchant.get('/cgi-bin/token', {
      grant_type: 'client_credential',
      appid: server.sandbox.wechatMp.appid,
      secret: server.sandbox.wechatMp.secret,
    })) as { access_token: string };
    const body = new FormData();
    body.set('media', new Blob([new Uint8Array(bytes)]), 'a.png');
    const answer = await fetch(`${server.baseUrl}/cgi-bin/media/upload?access_token=${access_token}&type=${type}`, {
      method: 'POST',
      body,
    });
    return (await answer.json()) as Record<string, unknown>;
  };

  it('are uploaded, sent by their ids, and not mistaken for each other', async () => {
    const png = await readFile(join(root, 'assets/sandbox-logo.png'));
    const image = await upload('image', png);
    expect(image).toEqual({ type: 'image', media_id: expect.any(String), created_at: Math.floor(clock.now() / 1000) });
    const { thumb_media_id } = await upload('thumb', png);
    const article = { title: '标题', content: '<p>正文</p>', thumb_media_id };
    const news = await merchant.post('/cgi-bin/media/uploadnews', { articles: [article] });
    expect(news).toEqual({ type: 'news', media_id: expect.any(String), created_at: expect.any(Number) });
    const touser = people[0];
    const send = (msgtype: string, media_id: unknown) =>
      code('custom/send', { touser, msgtype, [msgtype]: { media_id } });
    expect(await send('image', image.media_id)).toBe(0);
    expect((await inbox(touser))[0]?.content).toEqual({ kind: 'image', media: image.media_id });
    expect(await send('mpnews', news.media_id)).toBe(0);
    expect(await send('image', news.media_id)).toBe(40007);
    expect(await send('mpnews', image.media_id)).toBe(40007);
    expect((await upload('voice', png)).errcode).toBe(40004);
    expect((await upload('image', Buffer.from('no picture'))).errcode).toBe(40005);
    expect((await upload('image', new Uint8Array())).errcode).toBe(41005);
    const refused = async (articles: unknown) =>
      (await merchant.post('/cgi-bin/media/uploadnews', { articles })).errcode;
    expect(await refused([])).toBe(40035);
    expect(await refused([{ title: 'x' }])).toBe(40035);
    expect(await refused(Array(9).fill(article))).toBe(45008);
    expect(await refused([{ ...article, thumb_media_id: 'none' }])).toBe(40007);
  });
});

describe('a preview', () => {
  it('goes to one openid, or to the name the person has in the app, which wins', async () => {
    expect(await post('mass/preview', { touser: people[1], ...wxcard() })).toEqual({
      errcode: 0,
      errmsg: 'preview success',
      msg_id: expect.any(Number),
    });
    expect((await inbox(people[1]))[0]).toMatchObject({ purpose: 'preview' });
    const { msg_id } = await post('mass/preview', { touser: people[1], towxname: 'momo', ...wxcard() });
    expect((await inbox(people[4]))[0]?.messageId).toBe(msg_id);
    expect(await code('mass/preview', { towxname: 'nobody', ...wxcard() })).toBe(40003);
    expect(await code('mass/preview', wxcard())).toBe(41009);
  });
});

describe('an answer of customer service', () => {
  it('reaches the person with a card whose card_ext is text or object, a text, or links', async () => {
    const touser = people[0];
    expect(await post('custom/send', { touser, ...wxcard() })).toEqual({ errcode: 0, errmsg: 'ok' });
    const ext = { timestamp: '1402057159', signature: 'abc' };
    for (const card_ext of [JSON.stringify(ext), ext]) {
      const body = { touser, msgtype: 'wxcard', wxcard: { card_id: card, card_ext } };
      expect(await code('custom/send', body)).toBe(0);
      expect((await inbox(touser))[0]?.content).toEqual({ kind: 'offer', offer: card, signed: JSON.stringify(ext) });
    }
    const news = {
      articles: [{ title: '标题', description: '摘要', url: 'http://a.cn', picurl: 'http://a.cn/1.jpg' }],
    };
    const customservice = { kf_account: 'a@b' };
    expect(await code('custom/send', { touser, msgtype: 'news', news, customservice })).toBe(0);
    expect((await inbox(touser))[0]).toMatchObject({
      purpose: 'direct',
      sender: 'a@b',
      content: {
        kind: 'links',
        links: [{ title: '标题', summary: '摘要', url: 'http://a.cn', picture: 'http://a.cn/1.jpg' }],
      },
    });
    expect(await code('custom/send', { touser, msgtype: 'news', news: { articles: [] } })).toBe(40035);
    expect(
      await code('custom/send', { touser, msgtype: 'news', news: { articles: Array(9).fill({ title: 'x' }) } }),
    ).toBe(45008);
  });

  it('is sent within 48 hours of the last contact and only to followers', async () => {
    const touser = people[0] ?? '';
    clock.advance(48 * hour);
    merchant = await merchantOf(server);
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(0);
    clock.advance(1);
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(45015);
    await server.services.audience.noteContact(accountId, touser);
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(0);
    expect(await code('custom/send', { touser: 'oNobody', ...wxcard() })).toBe(40003);
    expect(await code('custom/send', wxcard())).toBe(41009);
    await server.services.audience.setFollows(accountId, touser, false);
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(43004);
    await server.services.audience.setFollows(accountId, touser, true);
    await merchant.post('/cgi-bin/tags/members/batchtagging', { openid_list: [touser], tagid: 1 });
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(43019);
    expect(await code('mass/preview', { touser, ...wxcard() })).toBe(43019);
    await merchant.post('/cgi-bin/tags/members/batchuntagging', { openid_list: [touser], tagid: 1 });
    expect(await code('custom/send', { touser, ...wxcard() })).toBe(0);
  });
});
