import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXml } from '../../src/apis/wechat-mp/push/xml.js';
import { cardClient, cashCard, depositCard } from '../conformance/wechat-mp/support/cards.js';
import {
  type MessageServer,
  signatureOf,
  startMessageServer,
} from '../conformance/wechat-mp/support/message-server.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let merchant: MessageServer;
beforeAll(async () => {
  server = await startTestServer();
  merchant = await startMessageServer(server.sandbox.wechatMp.token);
});
afterAll(async () => {
  await server.close();
  await merchant.close();
});

describe('the life of a card', () => {
  it('made, approved, claimed, looked up, redeemed; and the merchant’s server is told of each step', async () => {
    const { token, originalId } = server.sandbox.wechatMp;
    const client = await cardClient(server);
    await server.services.delivery.connect(client.account.id, merchant.url);
    expect(merchant.challenges).toHaveLength(1);

    const cardId = await client.create(cashCard());
    expect(cardId).toMatch(/^p[\w-]{27}$/);
    const passed = await merchant.next(({ body }) => body.includes('card_pass_check'));
    expect(readXml(passed.body)).toMatchObject({ ToUserName: originalId, CardId: cardId, RefuseReason: '' });
    const { card } = await client.call('/card/get', { card_id: cardId });
    expect(card).toMatchObject({ cash: { base_info: { status: 'CARD_STATUS_VERIFY_OK' } } });

    const openid = client.openids[0] ?? '';
    const code = await client.claim(cardId, openid, '12b');
    const got = await merchant.next(({ body }) => body.includes('user_get_card'));
    const { query } = got;
    const of = (name: string): string => query.get(name) ?? '';
    expect([...query.keys()]).toEqual(['shop', 'signature', 'timestamp', 'nonce', 'openid']);
    expect(of('signature')).toBe(signatureOf(token, of('timestamp'), of('nonce')));
    expect(of('openid')).toBe(openid);
    expect(got.contentType).toBe('text/xml');
    expect(got.body).toMatch(
      new RegExp(
        `^<xml><ToUserName><!\\[CDATA\\[${originalId}\\]\\]></ToUserName><FromUserName><!\\[CDATA\\[${openid}\\]\\]></FromUserName><CreateTime>\\d{10}</CreateTime><MsgType><!\\[CDATA\\[event\\]\\]></MsgType><Event><!\\[CDATA\\[user_get_card\\]\\]></Event><CardId><!\\[CDATA\\[${cardId}\\]\\]></CardId><IsGiveByFriend>0</IsGiveByFriend><UserCardCode><!\\[CDATA\\[${code}\\]\\]></UserCardCode><FriendUserName><!\\[CDATA\\[\\]\\]></FriendUserName><OuterId>0</OuterId><OldUserCardCode><!\\[CDATA\\[\\]\\]></OldUserCardCode><OuterStr><!\\[CDATA\\[12b\\]\\]></OuterStr><IsRestoreMemberCard>0</IsRestoreMemberCard><IsRecommendByFriend>0</IsRecommendByFriend></xml>$`,
      ),
    );

    expect(await client.call('/card/code/get', { code })).toMatchObject({
      errcode: 0,
      card: { card_id: cardId },
      openid,
      can_consume: true,
      user_card_status: 'NORMAL',
      outer_str: '12b',
    });
    expect(await client.call('/card/code/consume', { code, outer_str: 'till 4' })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card: { card_id: cardId },
      openid,
    });
    const consumed = await merchant.next(({ body }) => body.includes('user_consume_card'));
    expect(readXml(consumed.body)).toMatchObject({
      FromUserName: openid,
      CardId: cardId,
      UserCardCode: code,
      ConsumeSource: 'FROM_API',
      OuterStr: 'till 4',
    });
    expect((await client.call('/card/code/consume', { code })).errcode).toBe(40099);
  });

  it('with imported codes: created empty, codes deposited, stocked to match, claimed, redeemed', async () => {
    const client = await cardClient(server);
    const cardId = await client.create(depositCard());
    const deposit = await client.call('/card/code/deposit', {
      card_id: cardId,
      code: ['A-1', 'A-2', 'A-1', 'x'.repeat(21)],
    });
    expect(deposit).toEqual({
      errcode: 0,
      errmsg: 'ok',
      succ_code: ['A-1', 'A-2'],
      duplicate_code: ['A-1'],
      fail_code: ['x'.repeat(21)],
    });
    expect(await client.call('/card/code/getdepositcount', { card_id: cardId })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      count: 2,
    });
    expect(await client.call('/card/code/checkcode', { card_id: cardId, code: ['A-2', 'B-9'] })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      exist_code: ['A-2'],
      not_exist_code: ['B-9'],
    });
    const stock = (value: number) => client.call('/card/modifystock', { card_id: cardId, increase_stock_value: value });
    expect((await stock(3)).errcode).toBe(40136);
    expect((await stock(2)).errcode).toBe(0);
    const code = await client.claim(cardId);
    expect(['A-1', 'A-2']).toContain(code);
    expect((await client.call('/card/code/consume', { code })).errcode).toBe(41012);
    expect((await client.call('/card/code/consume', { code, card_id: cardId })).errcode).toBe(0);
    const { card } = await client.call('/card/get', { card_id: cardId });
    expect(card).toMatchObject({ cash: { base_info: { sku: { quantity: 1, total_quantity: 2 } } } });
  });
});
