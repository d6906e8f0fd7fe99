// The coupon as it looks everywhere: brand, benefit, title on its colour; below the edge its validity and what can be done.
// Must not know where it stands.

import type { OfferFace } from '../../../domain/distribution/index.js';
import { type Html, html } from '../../../http/html.js';
import { styleOf } from '../colour.js';

/** Pictures come from where merchants keep them; what is no address of the web is left out. */
export const pictureUrl = (url: string): string | null => {
  if (/^https?:\/\//i.test(url)) return url;
  return /^[\w-]+(\.[\w-]+)+\/\S*$/.test(url) ? `https://${url}` : null;
};

/** A picture as decoration: where it cannot be loaded, the surface below shows instead of a broken sign. */
export const background = (url: string): string =>
  `background-image:url("${new URL(url).href.replace(/["\\()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}")`;

export function logo({ logo: url, brand }: Pick<OfferFace, 'logo' | 'brand'>): Html {
  const source = pictureUrl(url);
  return source === null
    ? html`<span class="logo" aria-hidden="true">${[...brand][0] ?? '券'}</span>`
    : html`<img src="${source}" alt="" width="30" height="30" loading="lazy">`;
}

function figureClass(figure: string): string {
  if (/[^\x20-\x7e]/.test(figure)) return 'han';
  return figure.length > 5 ? 'long' : '';
}

export function couponFace(face: OfferFace): Html {
  const { figure, unit, condition } = face.benefit;
  return html`<div class="face"><div class="brand">${logo(face)}<span>${face.brand}</span><span class="kind">${face.kindName}</span></div>
<div class="offer"><div class="words"><p class="title">${face.title}</p>${face.subtitle ? html`<p class="sub">${face.subtitle}</p>` : null}</div>
<p class="figure"><b class="${figureClass(figure)}">${figure}</b>${unit ? html`<i>${unit}</i>` : null}${condition ? html`<span>${condition}</span>` : null}</p></div></div>`;
}

export interface CouponView {
  readonly face: OfferFace;
  readonly validity: string;
  /** A link for the whole coupon; then `foot` must hold no link or form. */
  readonly href?: string;
  /** What stands at the right of the foot. */
  readonly foot: Html | null;
  /** Grey: it can no longer be used. */
  readonly over?: boolean;
  /** Address of a small picture in the foot. */
  readonly picture?: string | null;
}

export function coupon({ face, validity, href, foot, over, picture }: CouponView): Html {
  const inside = html`${couponFace(face)}<div class="edge"></div>
<div class="foot">${picture ? html`<div class="thumb" style="${background(picture)}"></div>` : null}<span>${validity}</span>${foot}</div>`;
  const kind = over ? 'coupon over' : 'coupon';
  return href === undefined
    ? html`<article class="${kind}" style="${styleOf(face.colour)}">${inside}</article>`
    : html`<a class="${kind}" style="${styleOf(face.colour)}" href="${href}">${inside}</a>`;
}

/** A form of one button. One that claims names its item to the scripts of apps. */
export const action = (path: string, seal: string, fields: Readonly<Record<string, string>>, button: Html): Html =>
  html`<form method="post" action="${path}"${fields.item === undefined ? null : html` data-item="${fields.item}"`}><input type="hidden" name="seal" value="${seal}">${Object.entries(
    fields,
  ).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${button}</form>`;

/** What is worth knowing about an offer, in panels; empty ones are left out. */
export function offerDetails(face: OfferFace, facts: readonly (readonly [string, string])[]): Html {
  const rows = facts.filter(([, value]) => value !== '');
  return html`${face.cover === null ? null : cover(face.cover)}
<section class="panel"><h2>使用须知</h2><dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${face.remarks.length > 0 ? html`<p class="muted text" style="margin-top:12px">${face.remarks.join('\n')}</p>` : null}</section>
${face.detail ? html`<section class="panel"><h2>优惠详情</h2><p class="text">${face.detail}</p></section>` : null}
${face.description ? html`<section class="panel"><h2>使用说明</h2><p class="text">${face.description}</p></section>` : null}
${face.pictures.length > 0 ? html`<section class="panel pictures"><h2>图文介绍</h2>${face.pictures.map(figure)}</section>` : null}
${contact(face)}`;
}

const cover = ({ text, picture }: { text: string; picture: string }): Html => {
  const source = pictureUrl(picture);
  return html`<section class="panel">${source === null ? null : html`<img class="cover" src="${source}" alt="">`}${text ? html`<p${source === null ? '' : html` style="margin-top:10px"`}>${text}</p>` : null}</section>`;
};

const figure = ({ url, text }: { url: string; text: string }): Html => {
  const source = pictureUrl(url);
  return html`<figure>${source === null ? null : html`<img src="${source}" alt="${text}" loading="lazy">`}${text ? html`<figcaption class="muted">${text}</figcaption>` : null}</figure>`;
};

function contact({ phone, links }: OfferFace): Html | null {
  if (phone === '' && links.length === 0) return null;
  return html`<section class="panel"><ul class="links">${links.map(
    ({ title, hint, url }) =>
      html`<li><a href="${url}" rel="noopener noreferrer">${title}<span>${hint} ›</span></a></li>`,
  )}${phone === '' ? null : html`<li><a href="tel:${phone.replace(/[^\d+-]/g, '')}">客服电话<span>${phone}</span></a></li>`}</ul></section>`;
}
