// Shades of an offer's colour on which text is readable (WCAG 2.2: at least 4.5 : 1).
// Must not know where they are used.

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
const toHex = (rgb: readonly number[]): string =>
  `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance, 0–1. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = channels(hex).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours `#rrggbb`, 1–21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mixed = (hex: string, other: string, share: number): string => {
  const to = channels(other);
  return toHex(channels(hex).map((value, index) => value * (1 - share) + (to[index] ?? 0) * share));
};

export interface Shades {
  /** As near to the colour as white text allows. */
  readonly deep: string;
  /** A little darker, for the end of a gradient and for text. */
  readonly dark: string;
  /** Nearly white, for surfaces. */
  readonly tint: string;
  /** Ground of coupons and buttons, the end of its gradient, and the colour of text on both. */
  readonly face: string;
  readonly edge: string;
  readonly on: string;
}

/** Degrees on the colour wheel, 0–360; greys are 0. */
function hueOf(hex: string): number {
  const [r = 0, g = 0, b = 0] = channels(hex);
  const most = Math.max(r, g, b);
  const span = most - Math.min(r, g, b);
  if (span === 0) return 0;
  const sixth = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return sixth * 60;
}

/** Oranges, yellows and limes turn to mud when they are darkened until white can be read on them. */
const isWarmAndLight = (hex: string): boolean => {
  const hue = hueOf(hex);
  return hue >= 22 && hue <= 90 && luminance(hex) >= 0.3;
};
const ink = '#2b1c05';

export function shadesOf(colour: string): Shades {
  const hex = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#2f6f4f';
  let deep = hex;
  for (let share = 0.02; contrast(deep, '#ffffff') < 4.6; share += 0.02) deep = mixed(hex, '#101008', share);
  const dark = mixed(deep, '#101008', 0.28);
  const tint = mixed(hex, '#ffffff', 0.9);
  if (!isWarmAndLight(hex)) return { deep, dark, tint, face: deep, edge: dark, on: '#ffffff' };
  // A little of its own darker shade gives the gradient depth; as little as the ink needs to stay readable.
  let edge = hex;
  for (let share = 0.12; share >= 0; share -= 0.02) {
    edge = mixed(hex, deep, share);
    if (contrast(edge, ink) >= 4.6) break;
  }
  return { deep, dark, tint, face: hex, edge, on: ink };
}

export const styleOf = (colour: string): string => {
  const { deep, dark, tint, face, edge, on } = shadesOf(colour);
  return `--deep:${deep};--dark:${dark};--tint:${tint};--face:${face};--edge:${edge};--on:${on}`;
};
