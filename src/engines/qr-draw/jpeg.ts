// Writes squares of black and white modules as baseline JPEG (ITU-T T.81) in grey. A module covers whole blocks of 8 × 8 pixels,
// so every block is of one colour: no cosine is computed, and a block is a difference to the one before it and the
// end of its coefficients. Must not know what the modules say.

/**
 * With steps of 128 the mean of a black block is −8 and of a white one 8, both exact. Codes of our own (T.81, Annex C): 0 is "no
 * difference", 10 one of five bits (±16), 110 one of four (the first block's, counted from 0); 0 is also the end of a block. So a
 * block like the one before it is 00 and any other eight bits, and no byte of them can become one of eight ones.
 */
const meanStep = 128;
const meanCodes = Buffer.of(1, 1, 1, ...Array<number>(13).fill(0), 0, 5, 4);
const endCodes = Buffer.of(1, ...Array<number>(15).fill(0), 0);
const firstWhite = 0b110_1000_0;
const toWhite = 0b10_10000_0;
const toBlack = 0b10_01111_0;

function segment(marker: number, ...content: (Buffer | number)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)));
  return Buffer.concat([Buffer.of(0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255), bytes]);
}

const head = Buffer.concat([
  Buffer.of(0xff, 0xd8),
  segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
  segment(0xdb, 0, Buffer.alloc(64, meanStep)),
  segment(0xc4, 0x00, meanCodes, 0x10, endCodes),
  // One component of eight bits a pixel; the size is written when it is known.
  segment(0xc0, 8, Buffer.alloc(4), Buffer.of(1, 1, 0x11, 0)),
  segment(0xda, Buffer.of(1, 1, 0x00, 0, 63, 0)),
]);
const sizeAt = head.indexOf(Buffer.of(0xff, 0xc0)) + 5;

export interface Square {
  /** Row by row; true is black. The first and the last of each row are white. */
  readonly modules: readonly (readonly boolean[])[];
  /** Blocks a module is wide, 1 or more. */
  readonly scale: number;
  /** White blocks left of the first module and above it. */
  readonly margin: number;
  /** Pixels of a side; at least what margin and modules take. */
  readonly size: number;
}

/** Encodes a square. */
export function encodeJpeg({ modules, scale, margin, size }: Square): Buffer {
  const across = Math.ceil(size / 8);
  const after = across - margin - modules.length * scale;
  // Two bits a block and six more for each change of colour, of which each row of modules has as many as modules at most.
  const most = head.length + ((across * across + 3 * scale * modules.length ** 2) >> 2) + 4;
  const out = Buffer.alloc(most);
  head.copy(out);
  out.writeUInt16BE(size, sizeAt);
  out.writeUInt16BE(size, sizeAt + 2);
  out[head.length] = firstWhite;

  // Counted in bits. What is not written is 0: more of the same colour.
  let at = 8 * head.length + 8 + 2 * (margin * across - 1);
  for (const row of modules) {
    for (let line = 0; line < scale; line++) {
      let black = false;
      at += 2 * margin;
      for (let x = 0; x < row.length; x++) {
        if (row[x] === black) {
          at += 2 * scale;
          continue;
        }
        black = !black;
        const code = black ? toBlack : toWhite;
        const byte = at >> 3;
        out[byte] = (out[byte] ?? 0) | (code >> (at & 7));
        out[byte + 1] = code << (8 - (at & 7));
        at += 8 + 2 * (scale - 1);
      }
      at += 2 * after;
    }
  }
  at += 2 * after * across;
  // F.1.2.3: what is left of the last byte is filled up with ones.
  const end = (at + 7) >> 3;
  out[end - 1] = (out[end - 1] ?? 0) | (255 >> (((at - 1) & 7) + 1));
  out.writeUInt16BE(0xffd9, end);
  return out.subarray(0, end + 2);
}
