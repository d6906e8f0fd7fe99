// Colour arithmetic that follows the eye: Oklab, saturation, grading. Must not know any style's palette.
import { at, clamp01, luma, type Picture } from './plane.js';

/** Red, green, blue, 0–1, sRGB-encoded. */
export type Colour = readonly [number, number, number];

/** '#rrggbb' → 0–1. */
export function hex(text: string): Colour {
  const value = Number.parseInt(text.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

const decoded = Float32Array.from({ length: 1025 }, (_, i) => {
  const v = i / 1024;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});
const linear = (v: number): number => at(decoded, (clamp01(v) * 1024 + 0.5) | 0);
const encode = (v: number): number => (v <= 0.0031308 ? 12.92 * Math.max(0, v) : 1.055 * v ** (1 / 2.4) - 0.055);

/** sRGB → Oklab (Ottosson 2020): L 0–1, a and b about ±0.4. */
export function oklab([r, g, b]: Colour): Colour {
  const lr = linear(r);
  const lg = linear(g);
  const lb = linear(b);
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb);
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb);
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Oklab → sRGB, clamped. */
export function fromOklab([L, a, b]: Colour): Colour {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp01(encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)),
    clamp01(encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)),
    clamp01(encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)),
  ];
}

/** Makes colours stronger (> 1) or greyer (< 1) about their own luma, in place. */
export function saturate(picture: Picture, factor: number): void {
  const { r, g, b } = picture;
  for (let i = 0; i < r.length; i++) {
    const grey = luma(at(r, i), at(g, i), at(b, i));
    r[i] = grey + (at(r, i) - grey) * factor;
    g[i] = grey + (at(g, i) - grey) * factor;
    b[i] = grey + (at(b, i) - grey) * factor;
  }
}

/** An even ramp between colour stops, looked up by 0–1; mixed in Oklab so that no stop turns grey on the way. */
export function gradientMap(stops: readonly (readonly [number, Colour])[]): (value: number) => Colour {
  const lab = stops.map(([where, colour]) => [where, oklab(colour)] as const);
  const table: Colour[] = [];
  for (let i = 0; i <= 255; i++) {
    const v = i / 255;
    const next = lab.findIndex(([where]) => where >= v);
    const upper = lab[next < 0 ? lab.length - 1 : next] ?? lab[0];
    const lower = lab[Math.max(0, (next < 0 ? lab.length : next) - 1)] ?? upper;
    if (upper === undefined || lower === undefined) throw new Error('a gradient needs at least one stop');
    const span = upper[0] - lower[0];
    const t = span > 0 ? clamp01((v - lower[0]) / span) : 0;
    const [l0, a0, b0] = lower[1];
    const [l1, a1, b1] = upper[1];
    table.push(fromOklab([l0 + (l1 - l0) * t, a0 + (a1 - a0) * t, b0 + (b1 - b0) * t]));
  }
  return (value) => table[(clamp01(value) * 255 + 0.5) | 0] as Colour;
}
