// Pages that say one thing: what went wrong, or what has been done.
// Must not know why.
import { type Html, html } from '../../../http/html.js';
import { pageAnswer } from '../../../http/page.js';
import type { ExactAnswer } from '../../../http/server.js';

export function messagePage(page: {
  title: string;
  text?: string;
  sign: string;
  status?: number;
  action?: Html;
  style?: string;
  embeddable?: boolean;
}): ExactAnswer {
  return pageAnswer({
    title: page.title,
    status: page.status ?? 200,
    ...(page.style === undefined ? {} : { style: page.style }),
    ...(page.embeddable === undefined ? {} : { embeddable: page.embeddable }),
    body: html`<div class="panel center"><p class="seal" aria-hidden="true">${page.sign}</p><h1>${page.title}</h1>
${page.text ? html`<p class="muted" style="margin-top:8px">${page.text}</p>` : null}
${page.action ? html`<div style="margin-top:22px">${page.action}</div>` : null}</div>`,
  });
}

export const noCookiesPage = (back: string): ExactAnswer =>
  messagePage({
    title: '请再试一次',
    text: '登录没有完成。请允许浏览器保存 Cookie，并使用二维码或链接里的原网址打开。',
    sign: '↻',
    status: 400,
    action: html`<a class="button" href="${back}">重新打开</a>`,
  });

export const notFoundPage = (text: string): ExactAnswer =>
  messagePage({ title: '没有找到', text, sign: '?', status: 404 });
export const faultPage = (): ExactAnswer =>
  messagePage({ title: '暂时无法打开', text: '请稍后再试。', sign: '!', status: 500 });
export const staleFormPage = (back: string): ExactAnswer =>
  messagePage({
    title: '页面已过期',
    text: '请重新打开后再试。',
    sign: '↻',
    status: 403,
    action: html`<a class="button" href="${back}">重新打开</a>`,
  });
