// Web sign-in: the page where a browser says who it is, and the interfaces that exchange what it brings back.
// Must not hold rules of tokens: the audience domain does. The token of this is not the access token of the other interfaces.
import { createHash } from 'node:crypto';
import type { Account } from '../../../domain/accounts/index.js';
import { cookieIn, setCookie } from '../../../http/cookies.js';
import { redirectAnswer } from '../../../http/page.js';
import type { RoomServices } from '../../room.js';
import { accountOf, appKind } from '../auth.js';
import { failures, ok, Refused } from '../envelope.js';
import type { Call, Result, Route } from '../gate.js';
import { newOpenid } from '../identifiers.js';
import type { WechatMpSettings } from '../settings.js';
import { accessAnswered, codeAnswered, f, refreshAnswered } from './failures.js';
import { fromProfile, fromTokens } from './mapping.js';
import { chooserPage, wrongRequestPage } from './page.js';
import { type AuthorizeRequest, authorizeRequestOf, BadAuthorize, returnAddress } from './schema.js';

const bodyLimit = 16 * 1024;
const year = 365 * 86_400;
const hourMs = 3_600_000;
/** Followers offered on the sandbox's page. */
const mostOffered = 50;

const required = (
  query: URLSearchParams,
  name: string,
  failure: (typeof f)[keyof typeof f] | typeof failures.appidMissing,
) => {
  const value = query.get(name);
  if (!value) throw new Refused(failure);
  return value;
};

export function oauthRoutes(services: RoomServices, settings: Pick<WechatMpSettings, 'oauthHosts'>): Route[] {
  const { accounts, audience, clock, distribution, random, sandbox } = services;
  const ownHost = (): string => new URL(distribution.address.wallet('x')).host;
  const secure = (): boolean => distribution.address.wallet('x').startsWith('https:');
  /** Remembers in the browser which follower it is: what being signed in to the app is on a phone. */
  const deviceCookie = ({ id }: Account): string =>
    `tuquan_device_${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
  const formCookie = 'tuquan_form';

  /** @throws BadAuthorize */
  async function allowed(request: AuthorizeRequest): Promise<Account> {
    const account = await accounts.find(appKind, request.appid);
    if (account === null) throw new BadAuthorize('40013 · appid 不存在');
    const { host, hostname } = request.redirect;
    // Elsewhere than in the sandbox a code is handed to hosts of the operator's choice only.
    if (!sandbox && host !== ownHost() && !settings.oauthHosts.includes(hostname)) {
      throw new BadAuthorize('10003 · redirect_uri 域名与后台配置不一致');
    }
    return account;
  }

  async function grant(request: AuthorizeRequest, account: Account, follower: string, cookies: readonly string[]) {
    const code = await audience.grantCode({ accountId: account.id, follower, scope: request.scope });
    return { exact: redirectAnswer(returnAddress(request, code), cookies, cookies.length > 0 ? 303 : 302) };
  }

  async function page(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof BadAuthorize) return { exact: wrongRequestPage(error.message) };
      throw error;
    }
  }

  const authorize = ({ query, cookies }: Call): Promise<Result> =>
    page(async () => {
      const request = authorizeRequestOf(query);
      const account = await allowed(request);
      const seals = await audience.seals();
      const known = seals.open('device', cookieIn(cookies, deviceCookie(account)) ?? '', clock.now());
      if (known !== null && !request.choose && request.scope === 'identity') {
        if ((await audience.find(account.id, known)) !== null) return grant(request, account, known, []);
      }
      const nonce = random(16).toString('hex');
      const names = ['appid', 'redirect_uri', 'response_type', 'scope', 'state'];
      return {
        exact: chooserPage({
          accountName: account.name,
          host: request.redirect.host,
          people: sandbox ? await audience.list(account.id, { limit: mostOffered }) : [],
          sandbox,
          showsProfile: request.scope === 'profile',
          fields: {
            ...Object.fromEntries(names.map((name) => [name, query.get(name) ?? ''])),
            seal: seals.seal('form', nonce, clock.now() + hourMs),
          },
          cookies: [setCookie(formCookie, nonce, { maxAgeSeconds: 3_600, secure: secure(), path: '/connect' })],
        }),
      };
    });

  const choose = ({ body, cookies }: Call): Promise<Result> =>
    page(async () => {
      const form = new URLSearchParams(body.toString('utf8'));
      const request = authorizeRequestOf(form);
      const account = await allowed(request);
      const seals = await audience.seals();
      const nonce = cookieIn(cookies, formCookie);
      // Another site's form does not know the text that belongs to this browser's cookie.
      if (nonce === null || seals.open('form', form.get('seal') ?? '', clock.now()) !== nonce) {
        throw new BadAuthorize('页面已过期，请返回重试（需要允许 Cookie）');
      }
      const wanted = form.get('person') ?? '';
      let follower = wanted;
      if (wanted === 'new') {
        const visitor = { number: newOpenid(account.number, random), handle: null, name: '访客', follows: false };
        follower = (await audience.add(account.id, visitor)).number;
      } else if (!sandbox || (await audience.find(account.id, wanted)) === null) {
        throw new BadAuthorize('没有这位关注者');
      }
      const sealed = seals.seal('device', follower, clock.now() + year * 1000);
      return grant(request, account, follower, [
        setCookie(deviceCookie(account), sealed, { maxAgeSeconds: year, secure: secure(), path: '/connect' }),
      ]);
    });

  async function exchange({ query }: Call): Promise<Result> {
    const appid = required(query, 'appid', failures.appidMissing);
    const secret = query.get('secret');
    if (!secret) throw new Refused(failures.secretMissing);
    if (query.get('grant_type') !== 'authorization_code') throw new Refused(failures.invalidGrantType);
    const account = await accountOf(appid, secret, accounts);
    const code = required(query, 'code', f.codeMissing);
    return { json: fromTokens(await codeAnswered(audience.exchangeCode(account.id, code))) };
  }

  async function refresh({ query }: Call): Promise<Result> {
    const appid = required(query, 'appid', failures.appidMissing);
    if (query.get('grant_type') !== 'refresh_token') throw new Refused(failures.invalidGrantType);
    const token = required(query, 'refresh_token', f.refreshTokenMissing);
    const account = appid.length > 64 ? null : await accounts.find(appKind, appid);
    if (account === null) throw new Refused(failures.invalidAppid);
    return { json: fromTokens(await refreshAnswered(audience.refresh(account.id, token))) };
  }

  /** Whose the token is; it must be the openid's that is named beside it. */
  async function bearer({ query }: Call) {
    const token = query.get('access_token');
    if (!token) throw new Refused(failures.tokenMissing);
    const signIn = await accessAnswered(audience.signInOf(token));
    if (required(query, 'openid', f.openidMissing) !== signIn.follower) throw new Refused(f.invalidOpenid);
    return signIn;
  }

  async function profile(call: Call): Promise<Result> {
    const { accountId, follower, scope } = await bearer(call);
    if (scope !== 'profile') throw new Refused(failures.unauthorized);
    return { json: fromProfile(await audience.load(accountId, follower)) };
  }

  const open = (path: string, handle: (call: Call) => Promise<Result>, method: 'GET' | 'POST' = 'GET'): Route => ({
    method,
    path,
    access: 'open',
    bodyLimit,
    handle,
  });
  return [
    open('/connect/oauth2/authorize', authorize),
    open('/connect/oauth2/authorize', choose, 'POST'),
    open('/sns/oauth2/access_token', exchange),
    open('/sns/oauth2/refresh_token', refresh),
    open('/sns/userinfo', profile),
    open('/sns/auth', async (call) => {
      await bearer(call);
      return { json: ok };
    }),
  ];
}
