// Deflate (RFC 1951) and its zlib envelope (RFC 1950) for bytes that come as rows, each repeated some times: fixed Huffman
// codes, runs of one byte and copies of the row above. Several times as quick as a general compressor on such input,
// because a repeated row costs the same however often and however long it is. Must not know what the rows show.

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

export interface Band {
  readonly row: Uint8Array;
  /** How often the row stands one below the other, at least 1. */
  readonly times: number;
}

/** Compresses bands of rows of equal length (1–32,768 bytes) into one zlib stream. */
export function deflateBands(bands: readonly Band[]): Buffer {
  const width = bands[0]?.row.length ?? 1;
  // Worst case: nine bits for each byte of each band's row, and a match of under 32 bits for each 255 bytes of its repeats.
  const most = bands.reduce((sum, { times }) => sum + 2 * width + 4 * (2 + Math.ceil((width * times) / 255)), 64);
  const out = Buffer.allocUnsafe(most);
  out[0] = 0x78; // deflate, 32 KiB window
  out[1] = 0x01; // quickest; makes the two bytes a multiple of 31
  let at = 2;
  let pending = 0b011; // last block, fixed codes
  let pendingBits = 3;

  const put = (value: number, bits: number): void => {
    pending |= value << pendingBits;
    pendingBits += bits;
    if (pendingBits < 16) return;
    out[at] = pending;
    out[at + 1] = pending >>> 8;
    at += 2;
    pending >>>= 16;
    pendingBits -= 16;
  };
  const above = bucketOf(distanceBuckets, width);
  const aboveCode = reversed(above.code, 5) | ((width - above.from) << 5);
  const aboveBits = 5 + above.extra;
  const copy = (count: number, distanceCode: number, distanceBits: number): void => {
    let left = count;
    while (left > 0) {
      // A rest of one or two bytes cannot be copied: leave at least three for the last piece.
      const length = left > longestMatch && left < longestMatch + shortestMatch ? left - shortestMatch : left;
      const piece = length < longestMatch ? length : longestMatch;
      put(lengthCode[piece] ?? 0, lengthBits[piece] ?? 0);
      // At most 5 + 13 bits: in two steps, so that never more than 31 are pending.
      put(distanceCode & 0x1f, 5);
      put(distanceCode >> 5, distanceBits - 5);
      left -= piece;
    }
  };

  let low = 1;
  let high = 0;
  for (const { row, times } of bands) {
    // Adler-32 of a row at once: the sum of its bytes, and the sum of the sums.
    let sum = 0;
    let sums = 0;
    for (let x = 0; x < width; ) {
      const byte = row[x] ?? 0;
      let end = x;
      do {
        sum += byte;
        sums += sum;
        end++;
      } while (end < width && row[end] === byte);
      const code = symbolCode[byte] ?? 0;
      const bits = symbolBits[byte] ?? 0;
      put(code, bits);
      const more = end - x - 1;
      if (more >= shortestMatch) copy(more, 0, 5);
      else for (let again = 0; again < more; again++) put(code, bits);
      x = end;
    }
    const repeated = width * (times - 1);
    if (repeated >= shortestMatch) copy(repeated, aboveCode, aboveBits);
    else {
      for (let again = 0; again < repeated; again++) {
        const byte = row[again % width] ?? 0;
        put(symbolCode[byte] ?? 0, symbolBits[byte] ?? 0);
      }
    }
    for (let time = 0; time < times; time++) {
      high = (high + width * low + sums) % adlerModulus;
      low = (low + sum) % adlerModulus;
    }
  }
  put(symbolCode[endOfBlock] ?? 0, symbolBits[endOfBlock] ?? 0);
  while (pendingBits > 0) {
    out[at++] = pending & 0xff;
    pending >>>= 8;
    pendingBits -= 8;
  }
  out.writeUInt16BE(high, at);
  out.writeUInt16BE(low, at + 2);
  return out.subarray(0, at + 4);
}
