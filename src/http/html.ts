// HTML as tagged templates whose values are escaped unless they are HTML themselves.
// Must not know any page. Escaping is the default, so that a forgotten call cannot let a merchant's text become markup.

/** A piece of markup; made by {@link html} or {@link trusted} only. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for element content and quoted attribute values. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  return piece.map(textOf).join('');
}

/** `html`<p>${text}</p>``: strings are escaped, markup is kept, lists are joined, null and false are nothing. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(parts.reduce((text, part, index) => text + textOf(pieces[index - 1]) + part));
}

/** Markup of our own making, such as a style sheet. Never anything that came from outside. */
export const trusted = (text: string): Html => new Html(text);
