// Public face of the code engine: picture → every QR, DataMatrix, PDF417 and bar code in it, with its place.
// Must not know who asks. Same bytes, same answer.
import { decodePhoto, openPhoto } from '../../kernel/photo.js';
import { type ScannedCode, scan } from './scanner.js';
import type { Codes, CodesSpec, FoundCode, Point } from './spec.js';

export type { CodeCorners, CodeKind, Codes, CodesSpec, FoundCode, Point } from './spec.js';

/**
 * Most pixels (long side) looked at in one pass. A module of a code that a camera shot is many pixels wide; beyond this
 * size the passes only cost time and memory.
 */
const firstSide = 1_600;
/** Looked at when the first pass found nothing: small codes in large pictures. */
const secondSide = 4_000;
/** Codes drawn with modules of one or two pixels are read better enlarged. */
const smallSide = 400;

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, Math.round(value)));

/**
 * Finds the codes of a picture. None found is an empty list, not an error.
 * @throws DomainError BAD_IMAGE for anything that cannot be decoded, TOO_LARGE above 50 megapixels; the signal's reason
 */
export async function readCodes(spec: CodesSpec, signal?: AbortSignal): Promise<Codes> {
  const photo = await openPhoto(spec.image);
  const { width, height } = photo;
  const long = Math.max(width, height);

  async function pass(side: number): Promise<FoundCode[]> {
    signal?.throwIfAborted();
    const scale = side / long;
    const w = Math.max(1, Math.round(width * scale));
    const h = Math.max(1, Math.round(height * scale));
    const decoded = await decodePhoto(photo, w, h, true);
    flattenOverWhite(decoded.pixels);
    signal?.throwIfAborted();
    return (await scan(decoded.pixels, w, h)).map((code) => place(code, width / w, height / h));
  }
  function place({ kind, text, position }: ScannedCode, scaleX: number, scaleY: number): FoundCode {
    const at = ({ x, y }: Point): Point => ({ x: clamp(x * scaleX, width - 1), y: clamp(y * scaleY, height - 1) });
    return {
      kind,
      text,
      corners: {
        leftTop: at(position.topLeft),
        rightTop: at(position.topRight),
        rightBottom: at(position.bottomRight),
        leftBottom: at(position.bottomLeft),
      },
    };
  }

  const sides = [Math.min(long, firstSide)];
  if (long > firstSide) sides.push(Math.min(long, secondSide));
  if (long < smallSide) sides.push(long * 2);
  let codes: FoundCode[] = [];
  for (const side of sides) {
    codes = await pass(side);
    if (codes.length > 0) break;
  }
  codes.sort((a, b) => a.corners.leftTop.y - b.corners.leftTop.y || a.corners.leftTop.x - b.corners.leftTop.x);
  return { width, height, codes };
}

/** Transparent codes are printed on white. In place, RGBA. */
function flattenOverWhite(pixels: Uint8Array): void {
  for (let at = 3; at < pixels.length; at += 4) {
    const alpha = pixels[at] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at - 3; channel < at; channel++) {
      pixels[channel] = Math.round(((pixels[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    }
    pixels[at] = 255;
  }
}
