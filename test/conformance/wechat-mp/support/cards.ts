// Cards for tests: the smallest document the vendor takes, and calls with a token.
// Must not know what the answers should be.
import type { Account } from '../../../../src/domain/accounts/index.js';
import type { TestServer } from '../../../support/server.js';
import { ask, tokenOf, type WireAnswer } from './app-client.js';

type Json = Record<string, unknown>;

/** base_info that is complete. */
export const baseInfo = (more: Json = {}): Json => ({
  logo_url: 'http://mmbiz.qpic.cn/a/0',
  code_type: 'CODE_TYPE_TEXT',
  brand_name: '微信餐厅',
  title: '10元代金券',
  color: 'Color010',
  notice: '使用时出示',
  description: '不可与其他优惠同享',
  date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
  sku: { quantity: 100 },
  get_limit: 3,
  ...more,
});

/** The `card` of a cash voucher. */
export const cashCard = (base: Json = {}, more: Json = {}): Json => ({
  card_type: 'CASH',
  cash: { base_info: baseInfo(base), least_cost: 1000, reduce_cost: 100, ...more },
});

export const depositCard = (base: Json = {}): Json =>
  cashCard({
    use_custom_code: true,
    get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    sku: { quantity: 0 },
    ...base,
  });

export interface CardClient {
  readonly token: string;
  readonly account: Account;
  /** Openids of the sandbox's followers. */
  readonly openids: readonly string[];
  call(path: string, body?: unknown): Promise<WireAnswer['json']>;
  /** Makes a card; resolves to its id. @throws Error with the answer */
  create(card?: Json): Promise<string>;
  /** A follower takes a copy; resolves to its code. */
  claim(cardId: string, openid?: string, channel?: string): Promise<string>;
}

export async function cardClient(server: TestServer): Promise<CardClient> {
  let token = await tokenOf(server);
  const { appid, followers } = server.sandbox.wechatMp;
  const account = await server.services.accounts.find('app', appid);
  if (account === null) throw new Error('no sandbox account');
  const openids = followers.map(({ openid }) => openid);
  const call: CardClient['call'] = async (path, body) => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const asked = async () => (await ask(`${server.baseUrl}${path}?access_token=${token}`, init)).json;
    const answer = await asked();
    if (answer.errcode !== 42001) return answer;
    // A test has moved the clock past the token's two hours.
    token = await tokenOf(server);
    return asked();
  };
  return {
    get token() {
      return token;
    },
    account,
    openids,
    call,
    create: async (card = cashCard()) => {
      const answer = await call('/card/create', { card });
      if (typeof answer.card_id !== 'string') throw new Error(`no card: ${JSON.stringify(answer)}`);
      return answer.card_id;
    },
    claim: async (cardId, openid = openids[0] ?? '', channel = '') => {
      const { code } = await server.services.coupons.claim({
        offer: cardId,
        accountId: account.id,
        holder: openid,
        channel,
      });
      return code;
    },
  };
}
