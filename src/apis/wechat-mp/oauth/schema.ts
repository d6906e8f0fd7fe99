// What the sign-in page takes. Must not look accounts up.
// developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
import type { Scope } from '../../../domain/audience/index.js';
import { scopes } from './mapping.js';

export interface AuthorizeRequest {
  readonly appid: string;
  readonly redirect: URL;
  readonly scope: Scope;
  /** As it came; it goes back unchanged. */
  readonly state: string;
  /** Asks who it is even when this browser is known. */
  readonly choose: boolean;
}

/** What is wrong with a request, as the page tells the developer. */
export class BadAuthorize extends Error {
  override readonly name = 'BadAuthorize';
}

const longestState = 128;
const isScope = (name: string): name is keyof typeof scopes => Object.hasOwn(scopes, name);

/** @throws BadAuthorize */
export function authorizeRequestOf(query: URLSearchParams): AuthorizeRequest {
  const appid = query.get('appid') ?? '';
  if (!/^[\w-]{1,64}$/.test(appid)) throw new BadAuthorize('40013 · appid 参数错误');
  const target = query.get('redirect_uri') ?? '';
  if (target.length > 2_048 || !URL.canParse(target)) throw new BadAuthorize('10003 · redirect_uri 参数错误');
  const redirect = new URL(target);
  if (redirect.protocol !== 'http:' && redirect.protocol !== 'https:') {
    throw new BadAuthorize('10003 · redirect_uri 须以 http:// 或 https:// 开头');
  }
  if (query.get('response_type') !== 'code') throw new BadAuthorize('10004 · response_type 须为 code');
  const scope = query.get('scope') ?? '';
  if (!isScope(scope)) throw new BadAuthorize('10005 · scope 参数错误或没有 scope 权限');
  const state = query.get('state') ?? '';
  if (Buffer.byteLength(state) > longestState) throw new BadAuthorize('10009 · state 超过 128 字节');
  return { appid, redirect, scope: scopes[scope], state, choose: query.get('choose') === '1' };
}

/** An address with more behind its query as it was written, before the fragment: pages that route by fragment expect it there. */
export function withQuery(whole: string, more: string): string {
  const [address = '', ...fragment] = whole.split('#');
  const mark = address.includes('?') ? (/[?&]$/.test(address) ? '' : '&') : '?';
  const hash = fragment.length === 0 ? '' : `#${fragment.join('#')}`;
  return `${address}${mark}${more}${hash}`;
}

/** Where the person is sent back to. */
export const returnAddress = ({ redirect, state }: AuthorizeRequest, code: string): string =>
  withQuery(redirect.href, `code=${code}&state=${encodeURIComponent(state)}`);
