// What a picture looks like in 64 bits: equal for re-encoded, resized and slightly retouched copies, far apart for others.
// Must not know what is compared. DCT hash after Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions" (2010).
import type { ImageFormat } from './image-bytes.js';
import { openPhoto, unreadable } from './photo.js';

const side = 32;
const kept = 8;

/** `cosines[k * side + x]` of the DCT-II. */
const cosines = Float64Array.from({ length: kept * side }, (_, at) => {
  const [k, x] = [Math.floor(at / side), at % side];
  return Math.cos(((2 * x + 1) * k * Math.PI) / (2 * side));
});

/** The lowest 8×8 frequencies of 32×32 grey levels, rows from the top. */
function lowFrequencies(grey: Uint8Array): Float64Array {
  const rows = new Float64Array(side * kept);
  for (let y = 0; y < side; y++) {
    for (let k = 0; k < kept; k++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (grey[y * side + x] as number) * (cosines[k * side + x] as number);
      rows[y * kept + k] = sum;
    }
  }
  const found = new Float64Array(kept * kept);
  for (let v = 0; v < kept; v++) {
    for (let u = 0; u < kept; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += (rows[y * kept + u] as number) * (cosines[v * side + y] as number);
      found[v * kept + u] = sum;
    }
  }
  return found;
}

/** 16 hexadecimal digits from 32×32 grey levels. The first bit is brightness, the others say which waves are strong. */
export function fingerprintOf(grey: Uint8Array): string {
  const waves = lowFrequencies(grey);
  const brightness = (waves[0] as number) / (side * side);
  const others = [...waves.subarray(1)].sort((a, b) => a - b);
  const middle = others[others.length >> 1] as number;
  let hex = '';
  for (let at = 0; at < 64; at += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) {
      // Below a thousandth of full swing a wave is the encoder's noise: a plain surface has none.
      const wave = waves[at + bit] as number;
      const set = at + bit === 0 ? brightness > 127 : wave > middle && Math.abs(wave) > side * side * 0.25;
      digit = digit * 2 + (set ? 1 : 0);
    }
    hex += digit.toString(16);
  }
  return hex;
}

/** Bits in which two fingerprints differ, 0–64. */
export function bitsApart(a: string, b: string): number {
  let apart = 0;
  for (const at of [0, 8]) {
    let bits = (Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16)) >>> 0;
    for (; bits !== 0; bits &= bits - 1) apart += 1;
  }
  return apart;
}

export interface PictureFacts {
  readonly format: ImageFormat;
  /** Pixels as shown, the orientation tag applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1–8; 1 without a tag. */
  readonly orientation: number;
  readonly fingerprint: string;
}

/**
 * Reads everything there is to know about a picture from its bytes, decoding the whole of its first frame.
 * @throws DomainError BAD_IMAGE when it is none or is damaged or cut short; TOO_LARGE above 50 megapixels
 */
export async function inspectPicture(bytes: Uint8Array): Promise<PictureFacts> {
  const photo = await openPhoto(bytes);
  try {
    // Formats that shrink on load are still read to their last byte: a cut file is found without undoing all of its DCT.
    const { data } = await photo
      .open()
      .resize(side, side, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { format, width, height, orientation } = photo;
    return { format, width, height, orientation, fingerprint: fingerprintOf(new Uint8Array(data)) };
  } catch (error) {
    throw unreadable(error);
  }
}
