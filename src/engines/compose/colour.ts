// Colour arithmetic: sRGB hex ↔ OKLCH, WCAG luminance and contrast, mixing. Must not know brands, roles or layouts.

export interface Rgb {
  /** 0–255 */
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

export interface Oklch {
  /** Lightness 0–1. */
  readonly l: number;
  /** Chroma, 0 to about 0.32 inside sRGB. */
  readonly c: number;
  /** Hue in degrees, 0–360. */
  readonly h: number;
}

/** @throws RangeError unless `hex` is `#` and six hex digits */
export function parseHex(hex: string): Rgb {
  if (!/^#[0-9a-f]{6}$/i.test(hex))
    throw new RangeError(`a colour must be written #rrggbb, got ${JSON.stringify(hex)}`);
  const n = Number.parseInt(hex.slice(1), 16);
  return { r: n >> 16, g: (n >> 8) & 255, b: n & 255 };
}

export function toHex({ r, g, b }: Rgb): string {
  const byte = (v: number): string =>
    Math.max(0, Math.min(255, Math.round(v)))
      .toString(16)
      .padStart(2, '0');
  return `#${byte(r)}${byte(g)}${byte(b)}`;
}

const toLinear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const fromLinear = (v: number): number => (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);

const linearOf: readonly number[] = Array.from({ length: 256 }, (_, i) => toLinear(i / 255));
const linearByte = (v: number): number => linearOf[v] ?? toLinear(v / 255);

/** WCAG relative luminance, 0–1. */
export function luminance({ r, g, b }: Rgb): number {
  return 0.2126 * linearByte(r) + 0.7152 * linearByte(g) + 0.0722 * linearByte(b);
}

/** WCAG contrast ratio of two hex colours, 1–21. */
export function contrastOf(one: string, other: string): number {
  const a = luminance(parseHex(one));
  const b = luminance(parseHex(other));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

export function toOklch(hex: string): Oklch {
  const { r, g, b } = parseHex(hex);
  const [lr, lg, lb] = [linearByte(r), linearByte(g), linearByte(b)];
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  const okA = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const okB = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    c: Math.hypot(okA, okB),
    h: ((Math.atan2(okB, okA) * 180) / Math.PI + 360) % 360,
  };
}

function linearFrom({ l, c, h }: Oklch): readonly [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ];
}

const inGamut = (rgb: readonly number[]): boolean => rgb.every((v) => v >= -0.0005 && v <= 1.0005);

/** The sRGB colour of that lightness and hue; chroma is lowered as far as the screen needs, lightness and hue are kept. */
export function fromOklch({ l, c, h }: Oklch): string {
  const lightness = Math.max(0, Math.min(1, l));
  let chroma = Math.max(0, c);
  let rgb = linearFrom({ l: lightness, c: chroma, h });
  if (!inGamut(rgb)) {
    let low = 0;
    let high = chroma;
    for (let i = 0; i < 14; i++) {
      chroma = (low + high) / 2;
      if (inGamut(linearFrom({ l: lightness, c: chroma, h }))) low = chroma;
      else high = chroma;
    }
    rgb = linearFrom({ l: lightness, c: low, h });
  }
  const [r, g, b] = rgb.map((v) => Math.round(fromLinear(Math.max(0, Math.min(1, v))) * 255));
  return toHex({ r: r ?? 0, g: g ?? 0, b: b ?? 0 });
}

/** `over` painted with opacity `alpha` (0–1) on an opaque `under`. */
export function mix(under: string, over: string, alpha: number): string {
  const u = parseHex(under);
  const o = parseHex(over);
  const blend = (a: number, b: number): number => a + (b - a) * alpha;
  return toHex({ r: blend(u.r, o.r), g: blend(u.g, o.g), b: blend(u.b, o.b) });
}

/** The colours a canvas gradient passes through, ends included. */
export function ramp(from: string, to: string, steps = 7): string[] {
  return Array.from({ length: steps }, (_, i) => mix(from, to, i / (steps - 1)));
}

/** `#rrggbb` and an opacity as a canvas colour. */
export function withAlpha(hex: string, alpha: number): string {
  const { r, g, b } = parseHex(hex);
  return `rgba(${r},${g},${b},${alpha})`;
}
