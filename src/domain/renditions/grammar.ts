// The grammar of derived picture addresses: what may stand behind a picture's own name, and what it asks for.
// Must not know pictures, bytes or requests.

/** The longest side (pixels) a rendition may have. */
export const longestSide = 4_096;
/** The largest number a size may name; sides beyond {@link longestSide} mean "no limit this way". */
const largestNumber = 10_000;
/** Sharpening a suffix may ask for, per cent. */
const sharpening = { least: 50, most: 150 };

export interface Box {
  readonly width: number;
  readonly height: number;
  /** False: fits inside, never enlarged. True: covers the box, cut to exactly its size about the middle. */
  readonly exact: boolean;
}

/** What a suffix asks for. */
export interface Rendition {
  /** Null = the original's size. */
  readonly box: Box | null;
  /** 1–99; null = as is usual for the format. */
  readonly quality: number | null;
  /** Per cent, 50–150; null = none. */
  readonly sharpen: number | null;
  /** The format its ending names; null = the original's. */
  readonly ending: 'jpg' | 'png' | null;
  /** The second suffix: WebP whatever the first one names. */
  readonly webp: boolean;
}

export interface PictureAddress {
  readonly id: string;
  /** File ending of the original. */
  readonly ending: string;
  /** Null = the original itself. */
  readonly rendition: Rendition | null;
}

/** Old names of sizes: the side of the square a picture is fitted into. */
const namedSides: Readonly<Record<string, number>> = { b: 310, m: 220, sum: 150, s: 80 };

const addressPattern = /^([0-9A-Za-z]{24})\.([a-z]{3,4})(_.+)?$/;
const suffixPattern =
  /^(?:_(?:([1-9]\d{0,4})x([1-9]\d{0,4})(xz|xc)?|(sum|b|m|s)(?=[._]|$))?(?:[qQ](\d{2}))?(?:s(\d{2,3}))?(?:\.(jpg|png))?)?(_\.webp)?$/;

/** What a suffix asks for; null when it is none. */
export function parseSuffix(suffix: string): Rendition | null {
  const match = suffixPattern.exec(suffix);
  if (match === null) return null;
  const [, width, height, mode, name, q, s, ending, webp] = match;
  const nothing = (width ?? name ?? q ?? s ?? ending) === undefined;
  // "_" alone, or "__.webp": a suffix that asks for nothing.
  if (nothing && (webp === undefined || suffix !== webp)) return null;
  const quality = q === undefined ? null : Number(q);
  const sharpen = s === undefined ? null : Number(s);
  if (quality === 0) return null;
  if (sharpen !== null && (sharpen < sharpening.least || sharpen > sharpening.most)) return null;
  let box: Box | null = null;
  if (name !== undefined) {
    const side = namedSides[name] as number;
    box = { width: side, height: side, exact: false };
  } else if (width !== undefined) {
    box = { width: Number(width), height: Number(height), exact: mode !== undefined };
    const largest = Math.max(box.width, box.height);
    if (largest > (box.exact ? longestSide : largestNumber)) return null;
  }
  return { box, quality, sharpen, ending: (ending ?? null) as Rendition['ending'], webp: webp !== undefined };
}

/** The parts of `<id>.<ending>` with or without a suffix; null when it is no picture's address. */
export function parseAddress(file: string): PictureAddress | null {
  const [, id = '', ending = '', suffix] = addressPattern.exec(file) ?? [];
  if (id === '') return null;
  if (suffix === undefined) return { id, ending, rendition: null };
  const rendition = parseSuffix(suffix);
  return rendition === null ? null : { id, ending, rendition };
}

/** The one spelling of all suffixes that ask for the same. */
export function normalSuffix({ box, quality, sharpen, ending, webp }: Rendition): string {
  const size = box === null ? '' : `${box.width}x${box.height}${box.exact ? 'xz' : ''}`;
  const pair = (number: number): string => String(number).padStart(2, '0');
  const thumb = `${size}${quality === null ? '' : `q${pair(quality)}`}${sharpen === null ? '' : `s${sharpen}`}`;
  const last = ending === null ? '' : `.${ending}`;
  return `${thumb === '' && last === '' ? '' : `_${thumb}${last}`}${webp ? '_.webp' : ''}`;
}
