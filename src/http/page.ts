// The frame of every HTML page this server writes: head, style, headers that keep it to itself.
// Must not know what stands in it.
import { type Html, html, trusted } from './html.js';
import { pageStyle } from './page-style.js';
import type { ExactAnswer } from './server.js';

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Default 200. */
  readonly status?: number;
  /** Declarations of an element's style attribute for the whole page, such as `--deep:#2f6f4f`. Of our own making only. */
  readonly style?: string;
  /** A script of our own; the page must work without it. */
  readonly script?: string;
  /** Address of somebody else's script that ours needs. */
  readonly scriptSource?: string;
  /** May stand in somebody else's frame. */
  readonly embeddable?: boolean;
  /** Forms may lead to other hosts: sign-in hands people back to where they came from. */
  readonly leavesSite?: boolean;
  /** Set-Cookie values. */
  readonly cookies?: readonly string[];
  /** A one-time text that allows the script; required with one. */
  readonly nonce?: string;
}

/** An answer with the page, complete. */
export function pageAnswer(page: Page): ExactAnswer {
  const script = page.script === undefined || page.nonce === undefined ? null : page;
  const document = html`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><meta name="format-detection" content="telephone=no"><title>${page.title}</title><link rel="icon" href="data:,"><style>${trusted(pageStyle)}</style></head>
<body style="${page.style ?? ''}"><main>${page.body}</main>${
    script?.scriptSource === undefined
      ? null
      : html`<script nonce="${script.nonce ?? ''}" src="${script.scriptSource}"></script>`
  }${
    script === null ? null : html`<script nonce="${script.nonce ?? ''}">${trusted(script.script ?? '')}</script>`
  }</body></html>
`;
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src * data: blob:',
    `script-src ${script === null ? "'none'" : `'nonce-${script.nonce}'`}`,
    "connect-src 'self'",
    page.leavesSite ? 'form-action *' : "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${page.embeddable ? '*' : "'self'"}`,
  ].join('; ');
  return {
    status: page.status ?? 200,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['Content-Security-Policy', policy],
      ['Referrer-Policy', 'no-referrer'],
      ['X-Content-Type-Options', 'nosniff'],
      ...(page.cookies ?? []).map((cookie): [string, string] => ['Set-Cookie', cookie]),
    ],
    body: document.text,
  };
}

/** Sends a browser on. 303 after a form, so that reloading does not send it again. */
export const redirectAnswer = (
  location: string,
  cookies: readonly string[] = [],
  status: 302 | 303 = 302,
): ExactAnswer => ({
  status,
  headers: [
    ['Location', location],
    ['Cache-Control', 'no-store'],
    ['Referrer-Policy', 'no-referrer'],
    ...cookies.map((cookie): [string, string] => ['Set-Cookie', cookie]),
  ],
  body: '',
});
