// The conformance suite of this protocol: what any server that speaks it does, the vendor's own included.
// Must not use the server's side of the protocol. Codes: developers.weixin.qq.com, global return codes.
import { randomBytes } from 'node:crypto';
import { exchange } from '../../http/exchange.js';
import { type Check, type CheckTarget, type ConformanceSuite, check, want } from '../room.js';

type Json = Record<string, unknown>;

async function checks({ baseUrl, credential }: CheckTarget): Promise<Check[]> {
  const [appid, secret] = [credential('appid'), credential('secret')];

  async function call(
    method: string,
    path: string,
    body?: string | object,
  ): Promise<{ status: number; text: string; json: Json }> {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await exchange(`${baseUrl}${path}`, { method, ...(sent === undefined ? {} : { body: sent }) });
    const text = answer.body.toString('utf8');
    try {
      return { status: answer.status, text, json: JSON.parse(text) as Json };
    } catch {
      throw new Error(`answered ${answer.status} with no JSON: ${text.slice(0, 120)}`);
    }
  }
  const tokenPath = (change: Partial<Record<'grant_type' | 'appid' | 'secret', string>> = {}): string =>
    `/cgi-bin/token?${new URLSearchParams({ grant_type: 'client_credential', appid, secret, ...change })}`;
  let token: Promise<string> | undefined;
  // The stable kind: it ends no token that somebody else uses.
  const tokenOf = (): Promise<string> => {
    token ??= call('POST', '/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret }).then(
      ({ json, text }) => {
        want(typeof json.access_token === 'string', text.slice(0, 200));
        return json.access_token;
      },
    );
    return token;
  };
  const withToken = async (method: string, path: string, body?: string | object) =>
    call(method, `${path}?access_token=${await tokenOf()}`, body);
  async function refused(answer: ReturnType<typeof call>, ...codes: number[]): Promise<void> {
    const { status, json, text } = await answer;
    want(status === 200, `answered ${status}; failures have the status 200 too`);
    want(codes.includes(json.errcode as number), text.slice(0, 200));
    want(typeof json.errmsg === 'string' && json.errmsg !== '', 'no errmsg');
  }
  let cardId = '';
  const title = `核对${randomBytes(2).toString('hex')}`;

  return [
    check('1.1', 'a stable token is given out', 'access_token, expires_in ≤ 7200', async () => {
      const { json, text } = await call('POST', '/cgi-bin/stable_token', {
        grant_type: 'client_credential',
        appid,
        secret,
      });
      want(typeof json.access_token === 'string' && Number(json.expires_in) <= 7200, text.slice(0, 200));
    }),
    check('1.2', 'a stable token asked for twice is the same one', 'equal tokens', async () => {
      const ask = () => call('POST', '/cgi-bin/stable_token', { grant_type: 'client_credential', appid, secret });
      const [one, other] = [await ask(), await ask()];
      want(one.json.access_token === other.json.access_token, 'they differ');
    }),
    check('1.3', 'a wrong secret is refused', '40125 or 40001', () =>
      refused(call('GET', tokenPath({ secret: '0'.repeat(32) })), 40125, 40001),
    ),
    check('1.4', 'an unknown app is refused', '40013', () =>
      refused(call('GET', tokenPath({ appid: 'wx0000000000000000' })), 40013),
    ),
    check('1.5', 'another grant type is refused', '40002', () =>
      refused(call('GET', tokenPath({ grant_type: 'password' })), 40002),
    ),
    check('2.1', 'a call without a token is refused', '41001', () => refused(call('GET', '/card/getcolors'), 41001)),
    check('2.2', 'a token nobody issued is refused', '40001 or 40014', () =>
      refused(call('GET', '/card/getcolors?access_token=invented'), 40001, 40014),
    ),
    check('2.3', 'a method that is not the operation’s is refused', '43002', () =>
      refused(withToken('GET', '/card/get'), 43002),
    ),
    check('2.4', 'a body that is no JSON is refused', '47001', () =>
      refused(withToken('POST', '/card/get', '{"card_id":'), 47001),
    ),
    check('2.5', 'a refusal names its request', 'errmsg with rid', async () => {
      const { json } = await call('GET', '/card/getcolors?access_token=invented');
      want(/rid: /.test(String(json.errmsg)), String(json.errmsg));
    }),
    check('3.1', 'the colours of cards', '14 with name and value', async () => {
      const { json, text } = await withToken('GET', '/card/getcolors');
      const colors = (json.colors ?? []) as { name: string; value: string }[];
      want(
        colors.length === 14 && colors.every(({ name, value }) => /^Color\d{3}$/.test(name) && /^#/.test(value)),
        text.slice(0, 200),
      );
    }),
    check('3.2', 'the list of cards', 'errcode 0, card_id_list, total_num', async () => {
      const { json, text } = await withToken('POST', '/card/batchget', { offset: 0, count: 1 });
      want(
        json.errcode === 0 && Array.isArray(json.card_id_list) && typeof json.total_num === 'number',
        text.slice(0, 200),
      );
    }),
    check('3.3', 'a card that does not exist', '40073', () =>
      refused(withToken('POST', '/card/get', { card_id: `p${'0'.repeat(27)}` }), 40073),
    ),
    check('3.4', 'followers', 'total, count, data.openid', async () => {
      const { json, text } = await withToken('GET', '/cgi-bin/user/get');
      want(typeof json.total === 'number' && typeof json.count === 'number', text.slice(0, 200));
    }),
    check(
      '4.1',
      'a card is made',
      'errcode 0, a card_id of 28 characters',
      async () => {
        const base_info = {
          logo_url: 'http://mmbiz.qpic.cn/mmbiz/0',
          brand_name: '核对',
          code_type: 'CODE_TYPE_TEXT',
          title,
          color: 'Color010',
          notice: '核对',
          description: '核对',
          sku: { quantity: 5 },
          date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 1, fixed_begin_term: 0 },
        };
        const card = { card_type: 'CASH', cash: { base_info, least_cost: 1000, reduce_cost: 100 } };
        const { json, text } = await withToken('POST', '/card/create', { card });
        want(json.errcode === 0 && /^p[\w-]{27}$/.test(String(json.card_id)), text.slice(0, 200));
        cardId = String(json.card_id);
      },
      'writes',
    ),
    check(
      '4.2',
      'the card is read back',
      'title, stock and amounts as they were given',
      async () => {
        const { json, text } = await withToken('POST', '/card/get', { card_id: cardId });
        const { cash } = (json.card ?? {}) as { cash?: { base_info: Json; reduce_cost: number } };
        const stock = cash?.base_info.sku as { quantity?: number } | undefined;
        want(cash?.base_info.title === title && stock?.quantity === 5 && cash.reduce_cost === 100, text.slice(0, 200));
      },
      'writes',
    ),
    check(
      '4.3',
      'the card is deleted',
      'errcode 0; nothing more can be taken from it',
      async () => {
        const { json, text } = await withToken('POST', '/card/delete', { card_id: cardId });
        want(json.errcode === 0, text.slice(0, 200));
        const again = await withToken('POST', '/card/modifystock', { card_id: cardId, increase_stock_value: 1 });
        want(again.json.errcode !== 0, 'its stock can still be changed');
      },
      'writes',
    ),
  ];
}

export const conformance: ConformanceSuite = {
  credentials: { appid: 'id of the account', secret: 'its secret' },
  checks,
};
