// Sets the offer: a small line above, the number as large as its box allows, its unit small beside it; and the chips that
// carry scope and conditions. Must not know colours by meaning.
import type { FaceName } from './font-catalogue.js';
import type { Align, Box, Pen, Role } from './pen.js';
import { roundedBox } from './shapes.js';
import type { Wording } from './spec.js';
import { fitSize, type Line, type Piece, setLine } from './typeset.js';

export interface OfferStyle {
  readonly han: FaceName;
  readonly numeral: FaceName;
  readonly align: Align;
  /** Size of the line above the number, in pixels. */
  readonly leadSize: number;
  /** Between that line and the number, in pixels. */
  readonly gap: number;
  /** Figures relative to Han characters in one line; condensed faces want more. Default 1.1. */
  readonly figureScale?: number;
  /** Largest number size in pixels. */
  readonly max?: number;
  /** For narrow boxes: 立减 goes above its number instead of beside it. */
  readonly narrow?: boolean;
}

/** Han characters and figures of one line, each in its own face. */
export function mixedLine(text: string, style: Pick<OfferStyle, 'han' | 'numeral' | 'figureScale'>): Line {
  const parts = text.match(/[\d.¥]+|[^\d.¥]+/gu) ?? [];
  const pieces = parts.map(
    (part, i): Piece =>
      /^[\d.¥]/.test(part)
        ? { text: part, face: style.numeral, scale: style.figureScale ?? 1.1, ...(i > 0 ? { gap: 0.13 } : {}) }
        : { text: part, face: style.han, seat: 'ink', ...(i > 0 ? { gap: 0.13 } : {}) },
  );
  return setLine(pieces);
}

function heroLine({ prefix, number, suffix }: Wording, style: OfferStyle): Line {
  const [whole = '', cents] = number.split('.');
  // A long amount gets a small size; its unit must then not shrink to nothing.
  const unit = number.length > 6 ? 0.62 : number.length > 4 ? 0.46 : 0.36;
  // 8.5折 is read as one figure; the cents of a price are a footnote to it.
  const footnote = cents !== undefined && suffix !== '折';
  const pieces: Piece[] = [];
  if (prefix === '¥') pieces.push({ text: prefix, face: style.numeral, scale: 0.5 });
  else if (prefix) pieces.push({ text: prefix, face: style.han, scale: unit, seat: 'ink' });
  const before = pieces.length > 0 ? { gap: 0.1 } : {};
  if (footnote) {
    pieces.push({ text: whole, face: style.numeral, ...before });
    pieces.push({ text: `.${cents}`, face: style.numeral, scale: 0.54, gap: 0.05 });
  } else {
    pieces.push({ text: number, face: style.numeral, ...before });
  }
  if (suffix)
    pieces.push({ text: suffix, face: style.han, scale: suffix === '折' ? unit * 1.12 : unit, seat: 'ink', gap: 0.11 });
  return setLine(pieces);
}

/** Draws lead and number, centred vertically in `box`. */
export function drawOffer(pen: Pen, box: Box, words: Wording, style: OfferStyle): void {
  const lifted = style.narrow === true && words.lead === '' && words.prefix.length > 1;
  const wording = lifted ? { ...words, lead: words.prefix, prefix: '' } : words;
  const hero = heroLine(wording, style);
  const lead = mixedLine(wording.lead, style);
  const leadSize = fitSize(lead, box.w, box.h * 0.3, style.leadSize);
  const leadHeight = wording.lead ? (lead.ascent + lead.descent) * leadSize + style.gap : 0;
  const heroSize = fitSize(hero, box.w, box.h - leadHeight, style.max);
  const heroHeight = (hero.ascent + hero.descent) * heroSize;
  const top = box.y + (box.h - leadHeight - heroHeight) / 2;
  const x = style.align === 'left' ? box.x : style.align === 'right' ? box.x + box.w : box.x + box.w / 2;
  pen.line('lead', lead, leadSize, x, top + lead.ascent * leadSize, style.align);
  pen.line('hero', hero, heroSize, x, top + leadHeight + hero.ascent * heroSize, style.align);
}

export interface Chip {
  readonly role: Role;
  readonly text: string;
  /** No fill: the chip is only text. */
  readonly fill?: string;
  readonly stroke?: string;
}

export interface ChipStyle {
  readonly han: FaceName;
  readonly numeral: FaceName;
  readonly size: number;
  readonly align: Align;
  /** Corner radius as a share of the height. Default 0.5: a pill. */
  readonly round?: number;
  /** Text inset in em; plain text chips have none. Default 0.85. */
  readonly inset?: number;
  readonly gap?: number;
}

/** A row of chips centred on the height of `box`; the whole row shrinks until it fits. Chips without text are left out. */
export function drawChips(pen: Pen, box: Box, chips: readonly Chip[], style: ChipStyle): void {
  const gap = style.gap ?? 0.5;
  const set = chips
    .filter((chip) => chip.text !== '')
    .map((chip) => {
      const line = mixedLine(chip.text, { han: style.han, numeral: style.numeral, figureScale: 1.06 });
      const inset = chip.fill || chip.stroke ? (style.inset ?? 0.85) : 0;
      return { chip, line, inset, width: line.right - line.left + 2 * inset };
    });
  const total = set.reduce((sum, { width }) => sum + width, gap * (set.length - 1));
  const size = Math.min(style.size, box.w / total, box.h / 2);
  const height = size * 1.98;
  let x =
    box.x + (style.align === 'left' ? 0 : style.align === 'right' ? box.w - total * size : (box.w - total * size) / 2);
  const middle = box.y + box.h / 2;
  const { ctx } = pen;
  for (const { chip, line, inset, width } of set) {
    roundedBox(ctx, { x, y: middle - height / 2, w: width * size, h: height }, height * (style.round ?? 0.5));
    if (chip.fill) {
      ctx.fillStyle = chip.fill;
      ctx.fill();
    }
    if (chip.stroke) {
      ctx.strokeStyle = chip.stroke;
      ctx.lineWidth = Math.max(2, size * 0.06);
      ctx.stroke();
    }
    pen.lineMiddle(chip.role, line, size, x + inset * size, middle, 'left');
    x += (width + gap) * size;
  }
}
