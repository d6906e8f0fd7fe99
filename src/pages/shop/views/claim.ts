// Pages where offers are claimed: one card, several cards of a ticket, a shelf with its banner; and what comes after.
// Must not decide who may claim.
import type { Coupon, Offer } from '../../../domain/coupons/index.js';
import { type Html, html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import type { ScriptParts } from '../app-script.js';
import { styleOf } from '../colour.js';
import { type ShownOffer, spanText, validityText } from '../parts.js';
import { action, background, coupon, offerDetails, pictureUrl } from './coupon.js';

export interface ClaimItem extends ShownOffer {
  /** Names the item in the form. */
  readonly item: string;
  /** Why it cannot be claimed; null = it can. */
  readonly closed: string | null;
  readonly thumb?: string;
}

export interface ClaimPage {
  readonly accountName: string;
  /** Where the form goes. */
  readonly path: string;
  readonly seal: string;
  readonly walletPath: string;
  readonly embeddable: boolean;
  /** What was wrong with the last try; ''. */
  readonly problem: string;
  /** The script of the app the page runs in. */
  readonly script: ScriptParts;
}

const top = (name: string, walletPath: string): Html =>
  html`<nav class="top"><span class="muted">${name}</span><a href="${walletPath}">我的卡券 ›</a></nav>`;

const problemOf = (text: string): Html | null =>
  text === '' ? null : html`<p class="notice bad" role="alert" style="margin-bottom:16px">${text}</p>`;

const limitText = ({ limits }: Offer): string =>
  limits.claimsPerHolder === null ? '' : `每人限领 ${limits.claimsPerHolder} 张`;

/** One offer on a page of its own. */
export function singlePage(page: ClaimPage, { offer, face, item, closed }: ClaimItem): ExactAnswer {
  const button = html`<button>立即领取</button>`;
  return pageAnswer({
    title: `${face.brand} ${face.title}`,
    style: styleOf(face.colour),
    embeddable: page.embeddable,
    ...page.script,
    body: html`${top(page.accountName, page.walletPath)}${problemOf(page.problem)}<div class="stack">
${coupon({ face, validity: `有效期 ${validityText(offer.validity)}`, foot: null })}
${closed === null ? action(page.path, page.seal, { item }, button) : html`<p class="done">${closed}</p>`}
${offerDetails(face, [
  ['有效期', validityText(offer.validity)],
  ['领取', limitText(offer)],
  ['使用', face.notice],
])}</div>`,
  });
}

const listed = (page: ClaimPage, { offer, face, item, closed, thumb }: ClaimItem): Html =>
  coupon({
    face,
    validity: validityText(offer.validity),
    over: closed !== null,
    picture: thumb === undefined ? null : pictureUrl(thumb),
    foot:
      closed === null
        ? action(page.path, page.seal, { item }, html`<button aria-label="领取 ${face.title}">领取</button>`)
        : html`<span class="state">${closed}</span>`,
  });

/** Several offers under one heading, with a banner where there is one. */
export function listPage(
  page: ClaimPage & { readonly title: string; readonly banner: string | null; readonly colour: string | null },
  items: readonly ClaimItem[],
): ExactAnswer {
  const banner = page.banner === null ? null : pictureUrl(page.banner);
  return pageAnswer({
    title: page.title,
    ...(items[0] === undefined ? {} : { style: styleOf(page.colour ?? items[0].face.colour) }),
    embeddable: page.embeddable,
    ...page.script,
    body: html`${top(page.accountName, page.walletPath)}${problemOf(page.problem)}<div class="stack">
${banner === null ? null : html`<div class="banner" style="${background(banner)}"></div>`}
<h1>${page.title}</h1>${items.map((item) => listed(page, item))}</div>`,
  });
}

/** After a claim. */
export function claimedPage(
  page: { readonly walletPath: string; readonly detailPath: string; readonly backPath: string; readonly more: boolean },
  { face }: ShownOffer,
  copy: Coupon,
): ExactAnswer {
  return pageAnswer({
    title: '领取成功',
    style: styleOf(face.colour),
    body: html`<div class="stack"><div class="center"><p class="seal" aria-hidden="true">✓</p><h1>领取成功</h1><p class="muted">已放入我的卡券</p></div>
${coupon({ face, validity: `有效期 ${spanText(copy.beginsAt, copy.endsAt)}`, foot: null })}
<a class="button" href="${page.detailPath}">查看券码</a>
<a class="button quiet" href="${page.more ? page.backPath : page.walletPath}">${page.more ? '继续领取' : '我的卡券'}</a></div>`,
  });
}
