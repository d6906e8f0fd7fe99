// From one brand colour to surfaces and inks whose contrast is guaranteed. A layout states what can lie behind each text;
// this file finds the ink. Must not know shapes, positions or wording.
import { contrastOf, fromOklch, luminance, mix, type Oklch, parseHex, toOklch } from './colour.js';

/** What every text of every card reaches against everything behind it (WCAG AA for normal text). */
export const requiredContrast = 4.5;
/** Inks are chosen a little above, so that 8-bit rounding of veils and gradients cannot push a pair below. */
const aimedContrast = 4.65;

/** White text reaches 4.65 on anything up to this luminance. */
const darkestForWhite = 1.05 / aimedContrast - 0.05;

export interface Brand {
  readonly hex: string;
  readonly tone: Oklch;
  /** True for black, white and greys: they have no hue to build on. */
  readonly neutral: boolean;
  /** A second hue that goes with the brand: gold beside reds, peach beside blues. */
  readonly accentHue: number;
}

export interface Ink {
  readonly colour: string;
  /** Every colour that can lie behind a text in this ink. */
  readonly behind: readonly string[];
}

const houseRed = '#e1251b';

function accentFor(hue: number): number {
  if (hue < 62 || hue >= 335) return 82;
  if (hue < 118) return 32;
  if (hue < 175) return 96;
  if (hue < 275) return 68;
  return 60;
}

/** @throws RangeError when the colour is not `#rrggbb` */
export function brandFrom(hex: string = houseRed): Brand {
  const tone = toOklch(hex);
  const neutral = tone.c < 0.022;
  // Greys take a warm paper hue: pure grey gradients look like a loading screen.
  return neutral
    ? { hex, tone: { l: tone.l, c: 0.012, h: 70 }, neutral, accentHue: 78 }
    : { hex, tone, neutral, accentHue: accentFor(tone.h) };
}

/** The brand's hue at lightness `l`; `share` scales its chroma (1 = as saturated as the brand itself). */
export function tint(brand: Brand, l: number, share = 1): string {
  return fromOklch({ l, c: brand.tone.c * share, h: brand.tone.h });
}

/** A tint with at least `chroma`, for brands too grey to carry a coloured surface; neutrals stay neutral. */
export function richTint(brand: Brand, l: number, chroma: number): string {
  const c = brand.neutral ? brand.tone.c : Math.max(chroma, brand.tone.c * 0.9);
  return fromOklch({ l, c, h: brand.tone.h });
}

/** The accent hue, as strong as fits that lightness. */
export function accent(brand: Brand, l: number, chroma = 0.14): string {
  return fromOklch({ l, c: chroma, h: brand.accentHue });
}

/** Oranges and yellows turn to mud when they are only darkened; the eye expects them to redden, as embers do. */
function shaded({ l, c, h }: Oklch, to: number): Oklch {
  const ember = h > 34 && h < 112 ? Math.min(1, (l - to) / 0.3) * (h - 32) * 0.45 : 0;
  return { l: to, c, h: h - ember };
}

/** A pastel that is only darkened turns grey; the further it goes from `was`, the more of its hue it gets back. */
function enriched(tone: Oklch, was: number): Oklch {
  const goal = 0.15;
  if (tone.c < 0.022 || tone.c >= goal) return tone;
  return { ...tone, c: tone.c + (goal - tone.c) * Math.min(1, Math.max(0, was - tone.l) * 2.2) };
}

function darken(hex: string, limit: number): string {
  if (luminance(parseHex(hex)) <= limit) return hex;
  const tone = toOklch(hex);
  for (let l = tone.l; l > 0; l -= 0.006) {
    const next = fromOklch(enriched(shaded(tone, l), tone.l));
    if (luminance(parseHex(next)) <= limit) return next;
  }
  return '#000000';
}

/** A lit surface in the brand colour, and what may be written on it. */
export interface Field {
  readonly base: string;
  readonly deep: string;
  readonly lift: string;
  /** True for bright brands: the field stays bright and its text is dark. */
  readonly light: boolean;
  /** Where the search for an ink on this field starts. */
  readonly on: Oklch;
  /** A fill for chips and plates that stand on paper. */
  readonly solid: string;
  readonly onSolid: Oklch;
  /** Behind logos that are themselves nearly white. */
  readonly dark: string;
}

const white: Oklch = { l: 1, c: 0, h: 0 };

/**
 * From bright yellows, oranges and pastels on, a colour dark enough for white text would no longer be the brand's: such a
 * brand keeps its colour and gets dark text instead.
 */
function isBright(brand: Brand): boolean {
  const warm = !brand.neutral && brand.tone.h > 40 && brand.tone.h < 125;
  return luminance(parseHex(brand.hex)) >= (warm ? 0.31 : 0.44);
}

/** Nearly black in the brand's hue. */
function nightOf(brand: Brand): Oklch {
  return { l: 0.25, c: Math.min(0.06, brand.tone.c * 0.5), h: shaded(brand.tone, 0.25).h };
}

/** A little darker than a bright tone, but never so dark that shadows on it would swallow dark text. */
function deepened(tone: Oklch): string {
  for (let fall = 0.08; fall > 0; fall -= 0.01) {
    const deep = fromOklch({ ...shaded(tone, tone.l - fall), c: tone.c * 1.04 });
    if (luminance(parseHex(deep)) >= 0.29) return deep;
  }
  return fromOklch(tone);
}

/** @param headroom luminance kept free below the limit for white text, for lights that will be laid over the field */
export function brandField(brand: Brand, headroom = 0.01): Field {
  const night = nightOf(brand);
  const dark = fromOklch(night);
  if (isBright(brand)) {
    const base =
      brand.tone.l > 0.955 ? fromOklch({ l: 0.945, c: Math.min(brand.tone.c, 0.03), h: brand.tone.h }) : brand.hex;
    const tone = toOklch(base);
    // Near-white paper on a near-white field: chips need the dark colour to be seen at all.
    const pale = luminance(parseHex(base)) > 0.74 && tone.c < 0.09;
    return {
      base,
      deep: deepened(tone),
      lift: fromOklch({ ...tone, l: Math.min(0.985, tone.l + 0.07), c: tone.c * 0.8 }),
      light: true,
      on: night,
      solid: pale ? dark : base,
      onSolid: pale ? { ...night, l: 0.98 } : night,
      dark,
    };
  }
  const start = brand.tone.l < 0.26 ? richTint(brand, 0.26, 0.03) : brand.hex;
  const base = darken(start, darkestForWhite - headroom);
  const tone = toOklch(base);
  return {
    base,
    deep: fromOklch({ ...shaded(tone, tone.l * 0.74), c: tone.c * 0.95 }),
    lift: fromOklch({ ...tone, l: Math.min(0.92, tone.l + 0.14), c: tone.c * 1.05 }),
    light: false,
    on: white,
    solid: base,
    onSolid: white,
    dark,
  };
}

/** An ink on a field: as `wanted` where the field is dark, else the field's own dark ink. */
export function inkOnField(field: Field, behind: readonly string[], wanted: Oklch = white): Ink {
  return inkOn(behind, field.light ? field.on : wanted);
}

/** The lowest contrast of a colour against a set. */
export function worstContrast(colour: string, behind: readonly string[]): number {
  let worst = 21;
  for (const back of behind) worst = Math.min(worst, contrastOf(colour, back));
  return worst;
}

/** An ink as close to `wanted` as the colours behind it allow: lightness moves first, chroma fades towards the ends. */
export function inkOn(behind: readonly string[], wanted: Oklch): Ink {
  const mean = behind.reduce((sum, hex) => sum + luminance(parseHex(hex)), 0) / behind.length;
  const direction = mean > 0.18 ? -1 : 1;
  for (let step = 0; step <= 100; step++) {
    const l = wanted.l + direction * step * 0.01;
    if (l < 0 || l > 1) break;
    const colour = fromOklch(l < wanted.l ? shaded(wanted, l) : { ...wanted, l });
    if (worstContrast(colour, behind) >= aimedContrast) return { colour, behind };
  }
  const black = worstContrast('#000000', behind);
  const white = worstContrast('#ffffff', behind);
  return { colour: black > white ? '#000000' : '#ffffff', behind };
}

/** Ink in the brand's own hue. The search starts at `l`, or at the brand's own lightness when that is darker. */
export function brandInk(brand: Brand, behind: readonly string[], l: number, share = 1): Ink {
  // On paper a yellow can only be brown; near-black beside yellow surfaces is what such brands themselves do.
  if (isBright(brand) && !brand.neutral && brand.tone.h > 62 && brand.tone.h < 125)
    return inkOn(behind, nightOf(brand));
  const start = brand.neutral ? Math.min(l, 0.32) : Math.min(l, Math.max(0.3, brand.tone.l));
  const tone = brand.neutral ? brand.tone : enriched(shaded(brand.tone, start), brand.tone.l);
  return inkOn(behind, { ...tone, l: start, c: tone.c * share });
}

/** What a gradient between two colours looks like under an overlay of up to `alpha`. */
export function veiled(behind: readonly string[], over: string, alpha: number): string[] {
  return behind.flatMap((under) => [under, mix(under, over, alpha / 2), mix(under, over, alpha)]);
}

/** The strongest opacity, up to `wanted`, at which `over` may veil these colours and leave the field's ink readable on them. */
export function veilAlpha(field: Field, behind: readonly string[], over: string, wanted: number): number {
  const ink = fromOklch(field.on);
  for (let step = 10; step > 0; step--) {
    const alpha = (wanted * step) / 10;
    if (worstContrast(ink, veiled(behind, over, alpha)) >= aimedContrast) return alpha;
  }
  return 0;
}
