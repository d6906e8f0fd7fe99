// A stand-in for the app that shopper pages run in: its servers, which give tickets and the script, and its `wx` object in the page.
// What is signed is checked as the vendor documents it, with nothing of the server's own code.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

export const appAgent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/zh_CN';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');
const sorted = (values: readonly string[]): string => sha1([...values].sort().join(''));

interface CardExt {
  code: string;
  openid: string;
  timestamp: string;
  nonce_str: string;
  signature: string;
  outer_str?: string;
}
export interface AddedCard {
  readonly cardId: string;
  readonly ext: CardExt;
}

export interface WechatApp {
  /** For TUQUAN_WECHAT_MP_SCRIPT. */
  readonly api: string;
  readonly script: string;
  /** Requests to its servers, as `METHOD path`. */
  readonly asked: string[];
  /** Cards that were added. */
  readonly added: AddedCard[];
  /** What `wx.config` was refused for. */
  readonly refusals: string[];
  /** How often somebody has changed their mind. */
  cancelled: number;
  /** How the app behaves next: `works`, `closed` (the person taps 取消), `fails`, `down` (its servers), `stranger` (another domain). */
  mode: 'works' | 'closed' | 'fails' | 'down' | 'stranger';
  /** What somebody picks in chooseCard. */
  chosen: { card_id: string; encrypt_code: string } | null;
  /** Puts the app around a page, before it is opened. */
  hold(page: Page): Promise<void>;
  close(): Promise<void>;
}

/** In the page: callbacks as the vendor's script calls them, judged by the app. */
const inPage = `(function(){
var ready=[],failed=[],state;
function settle(){if(!state)return;(state.ok?ready:failed).splice(0).forEach(function(f){f(state)})}
function call(name,given){window.appBridge(name,JSON.stringify(given)).then(function(res){
if(given.complete)given.complete(res);
if(/:ok$/.test(res.errMsg)){if(given.success)given.success(res)}
else if(/cancel$/.test(res.errMsg)){if(given.cancel)given.cancel(res)}
else if(given.fail)given.fail(res)})}
window.wx={
config:function(given){given.url=location.href.split('#')[0];window.appBridge('config',JSON.stringify(given)).then(function(res){state=res;settle()})},
ready:function(f){ready.push(f);settle()},
error:function(f){failed.push(f);settle()},
addCard:function(given){call('addCard',given)},
chooseCard:function(given){call('chooseCard',given)}
};
})();`;

export async function startWechatApp(account: { appid: string; secret: string }): Promise<WechatApp> {
  const tickets = { token: 'T-1', jsapi: 'jsapi-ticket-of-the-app', wx_card: 'card-ticket-of-the-app' };
  const used = new Set<string>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://app');
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      const json = (value: object) => response.end(JSON.stringify(value));
      if (url.pathname === '/jweixin.js') {
        response.setHeader('Content-Type', 'text/javascript');
        return response.end(inPage);
      }
      app.asked.push(`${request.method} ${url.pathname}`);
      if (app.mode === 'down') {
        response.statusCode = 502;
        return response.end('bad gateway');
      }
      if (url.pathname === '/cgi-bin/stable_token' && request.method === 'POST') {
        const { grant_type: grant, appid, secret } = JSON.parse(body) as Record<string, string>;
        const right = grant === 'client_credential' && appid === account.appid && secret === account.secret;
        return json(right ? { access_token: tickets.token, expires_in: 7200 } : { errcode: 40125, errmsg: 'invalid' });
      }
      const type = url.searchParams.get('type');
      if (url.pathname !== '/cgi-bin/ticket/getticket' || url.searchParams.get('access_token') !== tickets.token) {
        return json({ errcode: 40001, errmsg: 'invalid credential' });
      }
      if (type !== 'jsapi' && type !== 'wx_card') return json({ errcode: 40097, errmsg: 'invalid args' });
      return json({ errcode: 0, errmsg: 'ok', ticket: tickets[type], expires_in: 7200 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function configured(given: Record<string, unknown>): { ok: boolean; errMsg: string } {
    const { appId, timestamp, nonceStr, signature, url, jsApiList } = given;
    const right = sha1(`jsapi_ticket=${tickets.jsapi}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`);
    const wrong =
      app.mode === 'stranger'
        ? 'config:invalid url domain'
        : appId !== account.appid || signature !== right
          ? 'config:invalid signature'
          : !(jsApiList as string[]).includes('addCard')
            ? 'config:permission denied'
            : '';
    if (wrong !== '') app.refusals.push(wrong);
    return { ok: wrong === '', errMsg: wrong || 'config:ok' };
  }

  function addCard({ cardList }: { cardList: { cardId: string; cardExt: string }[] }): object {
    if (app.mode === 'closed') {
      app.cancelled += 1;
      return { errMsg: 'addCard:fail cancel' };
    }
    if (app.mode === 'fails') return { errMsg: 'addCard:fail (invalid card id)' };
    const list = [];
    for (const { cardId, cardExt } of cardList) {
      const ext = JSON.parse(cardExt) as CardExt;
      const { code, openid, timestamp, nonce_str: nonce, signature } = ext;
      const right = sorted([tickets.wx_card, timestamp, cardId, code, openid, nonce]);
      const fresh = /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) - Date.now() / 1000) < 600;
      if (signature !== right || !fresh || used.has(signature)) return { errMsg: 'addCard:fail (签名错误)' };
      used.add(signature);
      app.added.push({ cardId, ext });
      list.push({ cardId, cardExt, code: 'c2VhbGVk', isSuccess: true });
    }
    return { errMsg: 'addCard:ok', cardList: list };
  }

  function chooseCard(given: Record<string, string | number>): object {
    const { shopId, cardType, cardId, timestamp, nonceStr, signType, cardSign } = given;
    const values = [tickets.wx_card, account.appid, shopId, timestamp, nonceStr, cardId, cardType].map(String);
    if (signType !== 'SHA1' || cardSign !== sorted(values)) return { errMsg: 'chooseCard:fail (签名错误)' };
    return { errMsg: 'chooseCard:ok', cardList: JSON.stringify(app.chosen === null ? [] : [app.chosen]) };
  }

  const app: WechatApp = {
    api: base,
    script: `${base}/jweixin.js`,
    asked: [],
    added: [],
    refusals: [],
    cancelled: 0,
    mode: 'works',
    chosen: null,
    hold: async (page) => {
      await page.exposeFunction('appBridge', (name: string, text: string) => {
        const given = JSON.parse(text);
        if (name === 'config') return configured(given);
        return name === 'addCard' ? addCard(given) : chooseCard(given);
      });
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return app;
}
