// Deflate (RFC 1951) and its zlib envelope (RFC 1950) for rows of two-coloured pixels that come as runs, each row repeated some
// times: fixed Huffman codes, runs of one byte and copies of the row above. The rows' bytes are never written down, and
// nothing is searched: a run costs the same however long it is, a repeated row however often. Must not know what the rows show.

const reversed = (code: number, bits: number): number => {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result |= ((code >> bit) & 1) << (bits - 1 - bit);
  return result;
};

// RFC 1951, 3.2.6: the fixed codes of literals and lengths, kept bit-reversed because they are written from the low end.
const symbolBits = Uint8Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
const symbolCode = Uint16Array.from({ length: 288 }, (_, at) => {
  const first = at < 144 ? 0x30 + at : at < 256 ? 0x190 + at - 144 : at < 280 ? at - 256 : 0xc0 + at - 280;
  return reversed(first, symbolBits[at] ?? 0);
});
const endOfBlock = 256;

interface Bucket {
  readonly code: number;
  readonly from: number;
  readonly extra: number;
}
// 3.2.5: lengths 3–258 are 257 + bucket, distances are buckets of 5 bits; the extra bits say which of a bucket.
const lengthBuckets: Bucket[] = [];
for (let code = 257, from = 3; code < 285; code++) {
  const extra = code < 265 ? 0 : (code - 261) >> 2;
  lengthBuckets.push({ code, from, extra });
  from += 1 << extra;
}
lengthBuckets.push({ code: 285, from: 258, extra: 0 });
const distanceBuckets: Bucket[] = [];
for (let code = 0, from = 1; code < 30; code++) {
  const extra = code < 4 ? 0 : (code - 2) >> 1;
  distanceBuckets.push({ code, from, extra });
  from += 1 << extra;
}
const bucketOf = (buckets: readonly Bucket[], value: number): Bucket => {
  let at = buckets.length - 1;
  while (at > 0 && (buckets[at]?.from ?? 0) > value) at--;
  return buckets[at] as Bucket;
};
/** For each length 3–258: its code and extra bits as they are written, and how many bits that is. */
const lengthCode = new Uint32Array(259);
const lengthBits = new Uint8Array(259);
for (let length = 3; length < 259; length++) {
  const { code, from, extra } = bucketOf(lengthBuckets, length);
  const bits = symbolBits[code] ?? 0;
  lengthCode[length] = (symbolCode[code] ?? 0) | ((length - from) << bits);
  lengthBits[length] = bits + extra;
}

const longestMatch = 258;
const shortestMatch = 3;
const adlerModulus = 65_521;
/** A symbol waiting to be written: its bits below, how many there are above. */
const bitsShift = 24;
const symbolOf = (byte: number): number => (symbolCode[byte] ?? 0) | ((symbolBits[byte] ?? 0) << bitsShift);
const literals = Uint32Array.from({ length: 256 }, (_, byte) => symbolOf(byte));
const lengths = Uint32Array.from(lengthCode, (code, length) => code | ((lengthBits[length] ?? 0) << bitsShift));
const distanceOne = 5 << bitsShift;

export interface Band {
  /** Widths of the runs of a row in pixels, white and black in turn, white first (0 where the row begins black). */
  readonly runs: readonly number[];
  /** How often the row stands one below the other, at least 1. */
  readonly times: number;
}

/** Symbols of one stream; made larger when a picture needs more, and used again. */
let symbols = new Uint32Array(16_384);

/**
 * Compresses bands of rows into one zlib stream. Each row is a byte of 0 and then its pixels, the leftmost in the highest
 * bit, white set; bits after the last pixel are set too.
 * @param width pixels of a row; every row's runs sum up to it. 9–4,096, and as many rows at most: narrower rows are too short to
 *   be copied, larger pictures would not be counted exactly
 * @throws RangeError for another width
 */
export function deflateRuns(width: number, bands: readonly Band[]): Buffer {
  if (!(width >= 9 && width <= 4_096)) throw new RangeError(`rows have 9 to 4,096 pixels, not ${width}`);
  const bytes = 1 + ((width + 7) >> 3);
  const above = bucketOf(distanceBuckets, bytes);
  // In two symbols, so that never more than 31 bits are pending.
  const aboveCode = reversed(above.code, 5) | (5 << bitsShift);
  const aboveExtra = (bytes - above.from) | (above.extra << bitsShift);
  let rowsAndRepeats = 0;
  // At most one symbol a byte of a band's own row, and three for each 255 bytes of its repeats.
  for (const { times } of bands) rowsAndRepeats += bytes + 8 + 3 * Math.ceil((bytes * times) / 255);
  if (symbols.length < rowsAndRepeats + 1) symbols = new Uint32Array(2 * (rowsAndRepeats + 1));
  const list = symbols;
  let count = 0;
  let low = 1;
  let high = 0;

  for (const { runs, times } of bands) {
    // Adler-32 of a row: the sum of its bytes, and the sum of the sums. The filter byte adds nothing to either.
    let sum = 0;
    let sums = 0;
    list[count++] = literals[0] ?? 0;
    let partial = 0;
    let room = 8;
    const last = runs.length - 1;
    for (let at = 0; at <= last; at++) {
      const white = (at & 1) === 0;
      let left = runs[at] ?? 0;
      // Bits after the last pixel are white.
      if (at === last && (width & 7) !== 0) {
        if (white) left += 8 - (width & 7);
      }
      if (left < room) {
        room -= left;
        if (white) partial |= ((1 << left) - 1) << room;
        continue;
      }
      if (room < 8) {
        left -= room;
        const byte = white ? partial | ((1 << room) - 1) : partial;
        list[count++] = literals[byte] ?? 0;
        sum += byte;
        sums += sum;
        partial = 0;
        room = 8;
      }
      const whole = left >> 3;
      if (whole > 0) {
        const byte = white ? 255 : 0;
        list[count++] = literals[byte] ?? 0;
        sums += whole * sum + (byte * whole * (whole + 1)) / 2;
        sum += whole * byte;
        let more = whole - 1;
        while (more >= shortestMatch) {
          const piece = more > longestMatch ? Math.min(longestMatch, more - shortestMatch) : more;
          list[count++] = lengths[piece] ?? 0;
          list[count++] = distanceOne;
          more -= piece;
        }
        while (more-- > 0) list[count++] = literals[byte] ?? 0;
      }
      room = 8 - (left & 7);
      partial = white && room < 8 ? ((1 << (8 - room)) - 1) << room : 0;
    }
    if (room < 8) {
      const byte = partial | ((1 << room) - 1);
      list[count++] = literals[byte] ?? 0;
      sum += byte;
      sums += sum;
    }
    let repeated = bytes * (times - 1);
    while (repeated > 0) {
      // A rest of one or two bytes cannot be copied: at least three are left for the last piece.
      const piece = repeated > longestMatch ? Math.min(longestMatch, repeated - shortestMatch) : repeated;
      list[count++] = lengths[piece] ?? 0;
      list[count++] = aboveCode;
      list[count++] = aboveExtra;
      repeated -= piece;
    }
    // All the rows at once: below 2^53.
    high = (high + times * (bytes * low + sums) + ((bytes * sum * (times - 1)) / 2) * times) % adlerModulus;
    low = (low + times * sum) % adlerModulus;
  }
  list[count++] = symbolOf(endOfBlock);
  return written(list, count, (high * 65_536 + low) >>> 0);
}

/** The symbols bit by bit, between the head of the stream and its checksum. */
function written(list: Uint32Array, count: number, checksum: number): Buffer {
  // Every symbol has under 16 bits.
  const out = Buffer.allocUnsafe(16 + 2 * count);
  out[0] = 0x78; // deflate, 32 KiB window
  out[1] = 0x01; // quickest; makes the two bytes a multiple of 31
  let at = 2;
  let pending = 0b011; // last block, fixed codes
  let pendingBits = 3;
  for (let index = 0; index < count; index++) {
    const symbol = list[index] ?? 0;
    pending |= (symbol & 0xffffff) << pendingBits;
    pendingBits += symbol >>> bitsShift;
    if (pendingBits >= 16) {
      out[at++] = pending;
      out[at++] = pending >>> 8;
      pending >>>= 16;
      pendingBits -= 16;
    }
  }
  while (pendingBits > 0) {
    out[at++] = pending;
    pending >>>= 8;
    pendingBits -= 8;
  }
  out.writeUInt32BE(checksum, at);
  return out.subarray(0, at + 4);
}
