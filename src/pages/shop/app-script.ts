// The script of the app a page runs in, as the account's storefront gives it. Must not know any app.
import type { ScriptItem } from '../../domain/distribution/index.js';
import type { Page } from '../../http/page.js';
import { type HttpRequest, rawTarget } from '../../http/server.js';
import type { Shop, ShopParts } from './parts.js';

/** What a page with such a script has besides; nothing where there is none. */
export type ScriptParts = Pick<Page, 'script' | 'scriptSource' | 'nonce'>;

export async function scriptParts(
  { distribution, random }: ShopParts,
  shop: Shop,
  request: HttpRequest,
  items: readonly ScriptItem[],
): Promise<ScriptParts> {
  const base = new URL(distribution.address.ticket({ key: 'x' })).href.replace(/\/q\/x$/, '');
  const agent = request.headers['user-agent'] ?? '';
  const found = await shop.storefront.script(shop.account, { address: `${base}${rawTarget(request)}`, agent, items });
  if (found === null) return {};
  return { script: found.text, scriptSource: found.source, nonce: random(16).toString('base64url') };
}
