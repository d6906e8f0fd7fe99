// The page behind an account's own code: begin to follow, or be welcome again.
// Must not know who follows.
import { html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';
import { action } from './coupon.js';

export interface FollowPage {
  readonly accountName: string;
  readonly path: string;
  readonly walletPath: string;
  readonly follows: boolean;
  readonly seal: string;
}

export function followPage({ accountName, path, walletPath, follows, seal }: FollowPage): ExactAnswer {
  const letter = [...accountName][0] ?? '券';
  const body = follows
    ? html`<p class="muted">已关注，有新消息会在这里显示。</p><div style="margin-top:22px"><a class="button" href="${walletPath}/messages">查看消息</a></div>
<div style="margin-top:12px"><a class="button quiet" href="${walletPath}">我的卡券</a></div>`
    : html`<p class="muted">关注后第一时间知道新活动，领取的卡券也在这里。</p><div style="margin-top:22px">${action(path, seal, {}, html`<button>关注</button>`)}</div>`;
  return pageAnswer({
    title: accountName,
    body: html`<div class="panel center"><p class="seal" aria-hidden="true">${letter}</p><h1>${accountName}</h1>${body}</div>`,
  });
}
