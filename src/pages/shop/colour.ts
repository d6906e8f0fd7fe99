// Shades of an offer's colour on which white text is readable (WCAG 2.2: at least 4.5 : 1).
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
}

export function shadesOf(colour: string): Shades {
  const hex = /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : '#2f6f4f';
  let deep = hex;
  for (let share = 0.02; contrast(deep, '#ffffff') < 4.6; share += 0.02) deep = mixed(hex, '#101008', share);
  const dark = mixed(deep, '#101008', 0.28);
  return { deep, dark, tint: mixed(hex, '#ffffff', 0.9) };
}

export const styleOf = (colour: string): string => {
  const { deep, dark, tint } = shadesOf(colour);
  return `--deep:${deep};--dark:${dark};--tint:${tint}`;
};
