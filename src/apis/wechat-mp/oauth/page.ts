// The sign-in page: in sandbox mode one chooses which follower one is, elsewhere one goes on as a new visitor.
// Must not decide who may be chosen.
import type { Follower } from '../../../domain/audience/index.js';
import { type Html, html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';

export interface ChooserPage {
  readonly accountName: string;
  /** Host the person goes to afterwards. */
  readonly host: string;
  /** Followers to choose from; empty outside the sandbox. */
  readonly people: readonly Follower[];
  readonly sandbox: boolean;
  readonly showsProfile: boolean;
  /** Hidden fields that bring the request back. */
  readonly fields: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

const person = ({ number, name, city, handle, follows }: Follower): Html => html`<li>
<button class="person" name="person" value="${number}"><span class="face-letter" aria-hidden="true">${[...name][0] ?? '?'}</span>
<span>${name}<small>${[handle, city, follows ? '已关注' : '未关注'].filter(Boolean).join(' · ')}</small></span></button></li>`;

export function chooserPage(page: ChooserPage): ExactAnswer {
  const hidden = Object.entries(page.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = html`<form method="post" action="/connect/oauth2/authorize" class="stack">${hidden}
<div><p class="muted">${page.accountName}</p><h1>${page.sandbox ? '你是哪位关注者？' : '登录后继续'}</h1></div>
<p class="muted">将前往 ${page.host}${page.showsProfile ? '，对方会看到你的昵称和地区' : '，仅用于识别你的卡券'}。</p>
${page.people.length > 0 ? html`<ul class="people">${page.people.map(person)}</ul>` : null}
<button class="${page.sandbox ? 'quiet' : ''}" name="person" value="new">${page.sandbox ? '以新访客身份继续' : '继续'}</button>
${page.sandbox ? html`<p class="muted small center">沙箱模式：这里代替微信的授权页。</p>` : null}</form>`;
  return pageAnswer({ title: '登录', body, leavesSite: true, cookies: page.cookies });
}

export const wrongRequestPage = (text: string): ExactAnswer =>
  pageAnswer({
    title: '无法登录',
    status: 400,
    body: html`<div class="panel center"><p class="seal" aria-hidden="true">!</p><h1>无法登录</h1><p class="muted">${text}</p></div>`,
  });
