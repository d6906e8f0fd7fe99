// Walks a JPEG from its first marker to its last while it arrives, without undoing any of its pixels.
// Must not guess: whatever it does not know to be sound is left to a decoder. ITU-T T.81, annex B; EXIF 2.3, 4.6.
import { maxPixels } from './image-bytes.js';

export interface JpegFacts {
  /** Pixels as shown, the orientation tag applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1–8; 1 without a tag. */
  readonly orientation: number;
}

/** Sides decoders take (libjpeg's JPEG_MAX_DIMENSION). */
const longestSide = 65_500;
/** Blocks of one interleaved unit (T.81, B.2.3). */
const mostBlocks = 10;
/** More scans than any encoder writes are a way to keep a decoder busy. */
const mostScans = 64;

interface Component {
  readonly id: number;
  readonly across: number;
  readonly down: number;
  readonly quantiser: number;
}

interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
}

/** Thrown inside the walk: a decoder has to say what this is. */
class Unsure extends Error {}

function sure(condition: boolean): asserts condition {
  if (!condition) throw new Unsure();
}

/** Coded units of a scan: of one component its blocks, of several groups of them (T.81, A.2). */
function unitsOf({ width, height, components }: Frame, id: number | null): number {
  const widest = Math.max(...components.map(({ across }) => across));
  const highest = Math.max(...components.map(({ down }) => down));
  const alone = components.find((each) => each.id === id);
  const [across, down] = alone === undefined ? [1, 1] : [alone.across, alone.down];
  const [wide, high] = alone === undefined ? [8 * widest, 8 * highest] : [8, 8];
  const side = (pixels: number, factor: number, largest: number, unit: number): number =>
    Math.ceil((alone === undefined ? pixels : Math.ceil((pixels * factor) / largest)) / unit);
  return side(width, across, widest, wide) * side(height, down, highest, high);
}

/** Orientation in an EXIF segment; 1 without a tag. */
function orientationIn(exif: Buffer): number {
  const tiff = exif.subarray(6);
  const order = tiff.toString('latin1', 0, 2);
  sure(tiff.length >= 8 && (order === 'II' || order === 'MM'));
  const short = (at: number): number => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (order === 'II' ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const first = long(4);
  sure(short(2) === 42 && first >= 8 && first + 2 <= tiff.length);
  const entries = short(first);
  sure(first + 2 + entries * 12 <= tiff.length);
  let orientation: number | null = null;
  for (let at = first + 2; at < first + 2 + entries * 12; at += 12) {
    if (short(at) !== 0x0112) continue;
    const value = short(at + 8);
    sure(orientation === null && short(at + 2) === 3 && long(at + 4) === 1 && value >= 1 && value <= 8);
    orientation = value;
  }
  return orientation ?? 1;
}

/**
 * Takes a file piece by piece. {@link end} tells its facts when every segment is whole and allowed where it stands, every table
 * a scan needs is there, and the entropy-coded data reach up to the end marker; null when a decoder must judge.
 */
export class JpegWalk {
  #mode: 'start' | 'marker' | 'skip' | 'scan' | 'after' | 'unsure' = 'start';
  /** The beginning of something that goes on in the next piece. */
  #carry: Buffer = Buffer.alloc(0);
  #skip = 0;
  #frame: Frame | null = null;
  #orientation: number | null = null;
  #restartEvery = 0;
  #nextRestart = 0;
  /** Restart markers still to come in this scan. */
  #restartsLeft = 0;
  #scans = 0;
  readonly #quantisers = new Set<number>();
  /** Class × 4 + place; whether all its symbols may stand for DC differences. */
  readonly #codes = new Map<number, boolean>();
  /** By component, for each of its 64 coefficients: the lowest bit that has come; −1 = none. Present once its DC values have begun. */
  readonly #begun = new Map<number, Int8Array>();

  push(piece: Uint8Array): void {
    if (this.#mode === 'after' || this.#mode === 'unsure') return;
    const fresh = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const bytes = this.#carry.length === 0 ? fresh : Buffer.concat([this.#carry, fresh]);
    this.#carry = Buffer.alloc(0);
    try {
      this.#walk(bytes);
    } catch (error) {
      if (!(error instanceof Unsure)) throw error;
      this.#mode = 'unsure';
    }
  }

  /** To be asked when all pieces have come. */
  end(): JpegFacts | null {
    if (this.#mode !== 'after' || this.#frame === null) return null;
    const { width, height } = this.#frame;
    const orientation = this.#orientation ?? 1;
    const lies = orientation >= 5;
    return { width: lies ? height : width, height: lies ? width : height, orientation };
  }

  #walk(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      const mode = this.#mode;
      let next: number;
      if (mode === 'scan') next = this.#throughScan(bytes, at);
      else if (mode === 'skip') next = this.#past(bytes, at);
      else if (mode === 'start') next = this.#start(bytes, at);
      else if (mode === 'marker') next = this.#segment(bytes, at);
      else return;
      if (next === at && this.#mode === mode) {
        this.#carry = Buffer.from(bytes.subarray(at));
        return;
      }
      at = next;
    }
  }

  #start(bytes: Buffer, at: number): number {
    if (bytes.length - at < 2) return at;
    sure(bytes[at] === 0xff && bytes[at + 1] === 0xd8);
    this.#mode = 'marker';
    return at + 2;
  }

  #past(bytes: Buffer, at: number): number {
    const taken = Math.min(this.#skip, bytes.length - at);
    this.#skip -= taken;
    if (this.#skip === 0) this.#mode = 'marker';
    return at + taken;
  }

  /** Entropy-coded data up to the next marker that is no restart. */
  #throughScan(bytes: Buffer, from: number): number {
    for (let at = from; ; ) {
      at = bytes.indexOf(0xff, at);
      if (at < 0) return bytes.length;
      const code = bytes[at + 1];
      if (code === undefined) return at === from ? from : this.#keep(bytes, at);
      if (code === 0) at += 2;
      else if (code === 0xff) at += 1;
      else if (code >= 0xd0 && code <= 0xd7) {
        sure(this.#restartsLeft > 0 && code === 0xd0 + this.#nextRestart);
        this.#nextRestart = (this.#nextRestart + 1) & 7;
        this.#restartsLeft -= 1;
        at += 2;
      } else {
        sure(this.#restartsLeft === 0);
        this.#mode = 'marker';
        return at;
      }
      if (at >= bytes.length) return bytes.length;
    }
  }

  #keep(bytes: Buffer, at: number): number {
    this.#carry = Buffer.from(bytes.subarray(at));
    return bytes.length;
  }

  /** One marker and its segment. Where it stands when not all of it has come. */
  #segment(bytes: Buffer, at: number): number {
    if (bytes.length - at < 2) return at;
    sure(bytes[at] === 0xff);
    const code = bytes[at + 1] as number;
    if (code === 0xff) return at + 1;
    if (code === 0xd9) {
      sure(this.#frame !== null && this.#begun.size === this.#frame.components.length);
      this.#mode = 'after';
      return at + 2;
    }
    // Start of image once more, restarts and markers without a length have no place here.
    sure(code >= 0xc0 && !(code >= 0xd0 && code <= 0xd8));
    if (bytes.length - at < 4) return at;
    const length = bytes.readUInt16BE(at + 2);
    sure(length >= 2);
    const isExif =
      code === 0xe1 &&
      length >= 8 &&
      (bytes.length - at < 10 || bytes.toString('latin1', at + 4, at + 10) === 'Exif\0\0');
    if (((code >= 0xe0 && code <= 0xef) || code === 0xfe) && !isExif) {
      this.#skip = length - 2;
      this.#mode = this.#skip === 0 ? 'marker' : 'skip';
      return at + 4;
    }
    if (bytes.length - at < 2 + length) return at;
    this.#content(code, bytes.subarray(at + 4, at + 2 + length));
    return at + 2 + length;
  }

  #content(code: number, content: Buffer): void {
    if (code === 0xc0 || code === 0xc1 || code === 0xc2) this.#frameHeader(code === 0xc2, content);
    else if (code === 0xc4) this.#codeTables(content);
    else if (code === 0xdb) this.#quantiserTables(content);
    else if (code === 0xda) this.#scanHeader(content);
    else if (code === 0xdd) {
      sure(content.length === 2);
      this.#restartEvery = content.readUInt16BE(0);
    } else if (code === 0xe1) {
      sure(this.#orientation === null && this.#frame === null);
      this.#orientation = orientationIn(content);
    } else sure(false);
  }

  #frameHeader(progressive: boolean, content: Buffer): void {
    sure(this.#frame === null && content.length >= 6);
    const [height, width, count] = [content.readUInt16BE(1), content.readUInt16BE(3), content[5] as number];
    sure(content[0] === 8 && (count === 1 || count === 3) && content.length === 6 + 3 * count);
    sure(width > 0 && height > 0 && Math.max(width, height) <= longestSide && width * height <= maxPixels);
    const components = Array.from({ length: count }, (_, n): Component => {
      const [id, factors, quantiser] = content.subarray(6 + 3 * n) as unknown as [number, number, number];
      return { id, across: factors >> 4, down: factors & 15, quantiser };
    });
    sure(new Set(components.map(({ id }) => id)).size === count);
    const widest = Math.max(...components.map(({ across }) => across));
    const highest = Math.max(...components.map(({ down }) => down));
    for (const { across, down, quantiser } of components) {
      sure(across >= 1 && across <= 4 && down >= 1 && down <= 4 && quantiser <= 3);
      sure(widest % across === 0 && highest % down === 0);
    }
    this.#frame = { progressive, width, height, components };
  }

  #quantiserTables(content: Buffer): void {
    for (let at = 0; at < content.length; ) {
      const [precision, place] = [(content[at] as number) >> 4, (content[at] as number) & 15];
      const size = precision === 0 ? 64 : 128;
      sure(precision <= 1 && place <= 3 && at + 1 + size <= content.length);
      this.#quantisers.add(place);
      at += 1 + size;
    }
  }

  #codeTables(content: Buffer): void {
    for (let at = 0; at < content.length; ) {
      const [kind, place] = [(content[at] as number) >> 4, (content[at] as number) & 15];
      sure(kind <= 1 && place <= 3 && at + 17 <= content.length);
      let [code, symbols] = [0, 0];
      for (let bits = 1; bits <= 16; bits++) {
        const count = content[at + bits] as number;
        code += count;
        symbols += count;
        // Codes of one length must fit into it, the one of ones alone left out.
        sure(count === 0 || code <= 2 ** bits - 1);
        code *= 2;
      }
      sure(symbols >= 1 && symbols <= 256 && at + 17 + symbols <= content.length);
      const values = content.subarray(at + 17, at + 17 + symbols);
      this.#codes.set(
        kind * 4 + place,
        values.every((value) => value <= 15),
      );
      at += 17 + symbols;
    }
  }

  #scanHeader(content: Buffer): void {
    const frame = this.#frame;
    sure(frame !== null && content.length >= 6);
    const count = content[0] as number;
    sure(count >= 1 && count <= frame.components.length && content.length === 4 + 2 * count);
    this.#scans += 1;
    sure(this.#scans <= mostScans);
    const [start, stop, bits] = content.subarray(1 + 2 * count) as unknown as [number, number, number];
    const [high, low] = [bits >> 4, bits & 15];
    const dc = start === 0;
    if (frame.progressive) {
      sure(dc ? stop === 0 : stop >= start && stop <= 63 && count === 1);
      sure(low <= 13 && (high === 0 || high === low + 1));
    } else {
      // One scan for all components, as every encoder writes it.
      sure(dc && stop === 63 && bits === 0 && count === frame.components.length && this.#scans === 1);
    }
    let blocks = 0;
    const seen = new Set<number>();
    for (let n = 0; n < count; n++) {
      const [id, tables] = content.subarray(1 + 2 * n) as unknown as [number, number];
      const component = frame.components.find((each) => each.id === id);
      sure(component !== undefined && !seen.has(id));
      seen.add(id);
      blocks += component.across * component.down;
      sure(this.#quantisers.has(component.quantiser));
      const needsDc = dc && high === 0;
      const needsAc = frame.progressive ? !dc : true;
      sure(!needsDc || this.#codes.get(tables >> 4) === true);
      sure(!needsAc || this.#codes.has(4 + (tables & 15)));
      if (needsDc && !this.#begun.has(id)) this.#begun.set(id, new Int8Array(64).fill(-1));
      const come = this.#begun.get(id);
      sure(come !== undefined);
      for (let at = start; at <= stop; at++) {
        // Each scan goes on with the bit after the last one (T.81, G.1.1.1).
        sure(come[at] === (high === 0 ? -1 : high));
        come[at] = low;
      }
    }
    sure(count === 1 || blocks <= mostBlocks);
    this.#nextRestart = 0;
    const units = unitsOf(frame, count === 1 ? (content[1] as number) : null);
    this.#restartsLeft = this.#restartEvery === 0 ? 0 : Math.ceil(units / this.#restartEvery) - 1;
    this.#mode = 'scan';
  }
}
