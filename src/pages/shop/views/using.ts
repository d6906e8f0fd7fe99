// What a holder does with a copy by their own hand: forms on its page, what they lead to, and the conversation with the merchant.
// Must not work out sums; they are handed in.
import type { InboxItem } from '../../../domain/distribution/index.js';
import { type Html, html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import { rfc3339 } from '../../../kernel/clock.js';
import { fenToYuanExact as yuan } from '../../../kernel/money.js';
import { styleOf } from '../colour.js';
import { type ShownOffer, validityText } from '../parts.js';
import { coupon, pictureUrl } from './coupon.js';
import type { DetailPage, WalletItem } from './wallet.js';

const field = (name: string, label: string, more: string, inputMode: 'text' | 'decimal'): Html =>
  html`<label>${label}<input type="text" name="${name}" inputmode="${inputMode}" autocomplete="off" maxlength="32" required placeholder="${more}"></label>`;

const panel = (path: string, seal: string, title: string, words: string, fields: Html | null, button: string): Html =>
  html`<section class="panel"><h2>${title}</h2><p class="muted">${words}</p><form class="stack fields" method="post" action="${path}"><input type="hidden" name="seal" value="${seal}">${fields}<button>${button}</button></form></section>`;

/** The forms an offer allows: redeeming by oneself in the shop, paying with it. */
export function useForms({ face }: WalletItem, page: DetailPage): Html {
  const self = face.selfRedeem;
  const asked =
    self === null
      ? null
      : html`${self.askCode ? field('verify', '验证码', '由店员提供', 'text') : null}${self.askAmount ? field('amount', '消费金额（元）', '例如 58.00', 'decimal') : null}`;
  return html`${page.payable ? panel(`${page.path}/pay`, page.seal, '买单', '输入消费金额，优惠自动抵扣。沙箱环境，不会真的扣款。', field('amount', '消费金额（元）', '例如 58.00', 'decimal'), '买单') : null}${
    self === null
      ? null
      : panel(`${page.path}/use`, page.seal, '自助核销', '请在店员面前操作，使用后不可恢复。', asked, '立即使用')
  }`;
}

interface Used extends WalletItem {
  readonly walletPath: string;
  /** When it was used (ms, UTC). */
  readonly at: number;
}

/** To the second: staff sees that it was just now. */
const second = (at: number): string => rfc3339(at).slice(0, 19).replace('T', ' ');

const usedFrame = ({ face, walletPath }: Used, title: string, body: Html): ExactAnswer =>
  pageAnswer({
    title,
    style: styleOf(face.colour),
    body: html`<div class="stack"><div class="center"><p class="seal" aria-hidden="true">✓</p><h1>${title}</h1></div>${body}
<a class="button quiet" href="${walletPath}">我的卡券</a></div>`,
  });

/** After a redemption by the holder's own hand: staff may look at it. */
export const usedPage = (used: Used): ExactAnswer =>
  usedFrame(
    used,
    '已使用',
    coupon({
      face: used.face,
      validity: `请向店员出示本页 · ${second(used.at)}`,
      over: true,
      foot: html`<span class="state">已使用</span>`,
    }),
  );

export const paidPage = (
  used: Used,
  sums: { readonly fee: number; readonly original: number; readonly transaction: string },
): ExactAnswer =>
  usedFrame(
    used,
    '买单成功',
    html`<section class="panel"><p class="sum">¥ ${yuan(sums.fee)}</p><dl class="facts"><dt>消费金额</dt><dd>¥ ${yuan(sums.original)}</dd><dt>${used.face.kindName}抵扣</dt><dd>− ¥ ${yuan(sums.original - sums.fee)}</dd><dt>商户</dt><dd>${used.face.brand}</dd><dt>时间</dt><dd>${second(used.at)}</dd><dt>交易单号</dt><dd class="small">${sums.transaction}</dd></dl>
<p class="muted small" style="margin-top:12px">沙箱环境，没有真的扣款。</p></section>`,
  );

export interface TalkItem extends Pick<InboxItem, 'content' | 'at' | 'purpose'> {
  /** The offer a message carries. */
  readonly card: (ShownOffer & { readonly path: string }) | null;
}

function bubble({ content, card, purpose }: TalkItem): Html {
  if (card !== null) {
    const foot = html`<span class="state">去领取</span>`;
    return coupon({ face: card.face, validity: validityText(card.offer.validity), href: card.path, foot });
  }
  if (content.kind === 'text')
    return html`<p class="bubble text${purpose === 'said' ? ' said' : ''}">${content.text}</p>`;
  if (content.kind === 'links') {
    return html`<section class="panel">${content.links.map(({ title, summary, url, picture }) => {
      const source = pictureUrl(picture);
      const words = html`${source === null ? null : html`<img src="${source}" alt="" loading="lazy">`}<b>${title}</b><span class="muted">${summary}</span>`;
      return pictureUrl(url) === null
        ? html`<p class="link">${words}</p>`
        : html`<a class="link" href="${pictureUrl(url)}" rel="noopener noreferrer">${words}</a>`;
    })}</section>`;
  }
  return html`<p class="bubble muted">${content.kind === 'image' ? '[图片]' : '[图文消息]'}</p>`;
}

/** What the account and this person have written to each other, newest at the end. */
export const talkPage = (
  page: { readonly accountName: string; readonly walletPath: string },
  items: readonly TalkItem[],
): ExactAnswer =>
  pageAnswer({
    title: page.accountName,
    body: html`<nav class="top"><a href="${page.walletPath}" style="padding-left:0">‹ 我的卡券</a></nav>
<div class="stack"><h1>${page.accountName}</h1>
${
  items.length === 0
    ? html`<div class="panel center"><p class="seal" aria-hidden="true">…</p><p>商家已收到提醒</p><p class="muted">回复会显示在这里。</p></div>`
    : [...items]
        .reverse()
        .map(
          (item) =>
            html`<div><p class="muted small center" style="margin-bottom:6px">${rfc3339(item.at).slice(0, 16).replace('T', ' ')}</p>${bubble(item)}</div>`,
        )
}</div>`,
  });
