// The wallet and one copy in it: what it is good for, until when, and the code to show.
// Must not draw codes: shapes are handed in.
import type { Coupon } from '../../../domain/coupons/index.js';
import { isUsable } from '../../../domain/coupons/index.js';
import type { CodeShow } from '../../../domain/distribution/index.js';
import { type Html, html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import type { ScriptParts } from '../app-script.js';
import { styleOf } from '../colour.js';
import { remainingText, type ShownOffer, spanText, stateTexts } from '../parts.js';
import { action, coupon, offerDetails } from './coupon.js';
import { useForms } from './using.js';

export interface WalletItem extends ShownOffer {
  readonly copy: Coupon;
  readonly path: string;
}

export interface WalletPage {
  readonly accountName: string;
  readonly personName: string;
  readonly switchPath: string;
  readonly follows: boolean;
  readonly script: ScriptParts;
  /** Where a card chosen in the app is shown. */
  readonly choosePath: string;
  readonly followPath: string;
  readonly seal: string;
  readonly now: number;
}

const listed = ({ face, copy, path }: WalletItem, now: number): Html => {
  const usable = isUsable(copy.state);
  return coupon({
    face,
    href: path,
    over: !usable && copy.state !== 'gifting',
    validity: spanText(copy.beginsAt, copy.endsAt),
    foot: html`<span class="state">${usable ? remainingText(copy, now) : stateTexts[copy.state]}</span>`,
  });
};

export function walletPage(page: WalletPage, items: readonly WalletItem[]): ExactAnswer {
  const live = items.filter(({ copy }) => isUsable(copy.state) || copy.state === 'gifting');
  const past = items.filter((item) => !live.includes(item));
  return pageAnswer({
    title: '我的卡券',
    ...page.script,
    body: html`<nav class="top"><span class="muted">${page.accountName}</span><a href="${page.switchPath}">${page.personName} · 切换</a></nav>
<div class="stack"><h1>我的卡券</h1>
${live.length === 0 ? html`<div class="panel center"><p class="seal" aria-hidden="true">券</p><p>还没有可用的卡券</p><p class="muted">扫描商家的二维码即可领取。</p></div>` : live.map((item) => listed(item, page.now))}
${page.script.script === undefined ? null : html`<button class="quiet" type="button" data-choose="${page.choosePath}" hidden>从 App 卡包中选择</button>`}
${past.length === 0 ? null : html`<h2 class="muted" style="padding-top:12px">已失效</h2>${past.map((item) => listed(item, page.now))}`}
${followPanel(page)}</div>`,
  });
}

const followPanel = ({ accountName, follows, followPath, seal }: WalletPage): Html =>
  follows
    ? html`<details class="center"><summary class="muted small">已关注 ${accountName}</summary>${action(followPath, seal, { follow: '0' }, html`<button class="plain">取消关注</button>`)}</details>`
    : html`<section class="panel follow"><p><b>关注 ${accountName}</b><span class="muted">新活动第一时间知道</span></p>${action(followPath, seal, { follow: '1' }, html`<button>关注</button>`)}</section>`;

export interface DetailPage {
  readonly walletPath: string;
  readonly path: string;
  readonly seal: string;
  readonly now: number;
  /** Null where the code cannot be drawn that way. */
  readonly square: Html | null;
  readonly bars: Html | null;
  /** Address for a friend, while it is being given away. */
  readonly giftUrl: string | null;
  /** A form for paying with it is shown. */
  readonly payable: boolean;
  readonly problem: string;
}

/** Groups of four are read out without mistakes. */
export const grouped = (code: string): string => (/^\d{8,}$/.test(code) ? code.replace(/(\d{4})(?=\d)/g, '$1 ') : code);

function codePanel(show: CodeShow, copy: Coupon, notice: string, page: DetailPage): Html | null {
  if (show === 'none') return html`<section class="panel center"><p>${notice}</p></section>`;
  const square = show === 'square' || show === 'square-only' ? page.square : null;
  const bars = show === 'bars' || show === 'bars-only' ? page.bars : null;
  const number =
    show === 'square-only' || show === 'bars-only' ? null : html`<p class="number">${grouped(copy.code)}</p>`;
  return html`<section class="panel code${isUsable(copy.state) ? '' : ' spent'}">${square === null ? null : html`<div class="square">${square}</div>`}${
    bars === null ? null : html`<div class="bars">${bars}</div>`
  }${number ?? (square === null && bars === null ? html`<p class="number">${grouped(copy.code)}</p>` : null)}
<p class="muted" style="margin-top:6px">${notice}</p></section>`;
}

function stateNotice({ copy }: WalletItem, page: DetailPage): Html | null {
  if (page.giftUrl !== null) {
    return html`<section class="panel stack"><h2>转赠中</h2><p class="muted">长按复制下面的链接，发给朋友。对方领取后，这张券就归对方；24 小时内没人领取会自动退回。</p>
<input type="text" readonly value="${page.giftUrl}" aria-label="转赠链接" style="font-size:14px;letter-spacing:0"></section>`;
  }
  if (isUsable(copy.state)) return null;
  return html`<p class="done">${stateTexts[copy.state]}</p>`;
}

export function detailPage(item: WalletItem, page: DetailPage): ExactAnswer {
  const { face, offer, copy } = item;
  const usable = isUsable(copy.state);
  const canGift = usable && offer.limits.canGift;
  return pageAnswer({
    title: face.title,
    style: styleOf(face.colour),
    body: html`<nav class="top"><a href="${page.walletPath}" style="padding-left:0">‹ 我的卡券</a></nav>
${page.problem === '' ? null : html`<p class="notice bad" role="alert" style="margin-bottom:16px">${page.problem}</p>`}
<div class="stack">${coupon({ face, validity: `有效期 ${spanText(copy.beginsAt, copy.endsAt)}`, over: !usable && copy.state !== 'gifting', foot: html`<span class="state">${usable ? remainingText(copy, page.now) : stateTexts[copy.state]}</span>` })}
${stateNotice(item, page)}
${usable ? codePanel(face.codeShow, copy, face.notice, page) : null}
${usable && face.centre !== null ? html`<a class="button" href="${face.centre.url}" rel="noopener noreferrer">${face.centre.title}</a>${face.centre.hint === '' ? null : html`<p class="muted small center">${face.centre.hint}</p>`}` : null}
${usable ? useForms(item, page) : null}
<div class="pair">${canGift ? action(`${page.path}/gift`, page.seal, {}, html`<button class="quiet">转赠给朋友</button>`) : null}${action(`${page.path}/talk`, page.seal, {}, html`<button class="quiet">联系商家</button>`)}</div>
${offerDetails(face, [
  ['有效期', spanText(copy.beginsAt, copy.endsAt)],
  ['使用', face.notice],
  ['券码', face.codeShow === 'none' ? '' : grouped(copy.code)],
])}
${usable ? html`<details class="center"><summary class="muted small">删除这张券</summary>${action(`${page.path}/delete`, page.seal, {}, html`<button class="plain">确认删除，不可恢复</button>`)}</details>` : null}</div>`,
  });
}

/** What a friend sees who opens a gift. */
export function giftPage(
  page: {
    readonly path: string;
    readonly seal: string;
    readonly from: string;
    readonly closed: string | null;
    readonly walletPath: string;
  },
  { face }: ShownOffer,
): ExactAnswer {
  return pageAnswer({
    title: `${page.from} 送你一张券`,
    style: styleOf(face.colour),
    body: html`<nav class="top"><span class="muted">来自朋友的礼物</span><a href="${page.walletPath}">我的卡券 ›</a></nav>
<div class="stack"><h1>${page.from} 送你一张${face.kindName}</h1>
${coupon({ face, validity: `有效期以领取后为准`, foot: null })}
${page.closed === null ? action(page.path, page.seal, {}, html`<button>收下礼物</button>`) : html`<p class="done">${page.closed}</p>`}
${offerDetails(face, [['使用', face.notice]])}</div>`,
  });
}
