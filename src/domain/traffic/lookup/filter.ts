// Which pieces of text can stand in a block of lines: a Bloom filter of its three-letter pieces, written as text, so that a
// search looks into the few blocks that may hold what is searched. Pure; must not know how blocks are kept.

/** Lines of one block: more make fewer filters to look through and fuller ones. */
export const blockLines = 64;
/** Characters of a filter, six bits each: with its row it fills one page of the database, no more. */
export const filterLength = 3_960;
const filterBits = filterLength * 6;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sixBitsOf = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value += 1) sixBitsOf[alphabet.charCodeAt(value)] = value;

/** The bit of the three UTF-16 units at `at`: FNV-1a over them. */
function bitAt(text: string, at: number): number {
  let hash = 0x811c9dc5;
  for (let unit = at; unit < at + 3; unit += 1) {
    const code = text.charCodeAt(unit);
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
  }
  // The low bits alone of this hash are poor; fold the high ones in.
  return ((hash ^ (hash >>> 15)) >>> 0) % filterBits;
}

/** The bits that must be set where this text (in lower case) can stand; none for texts of less than three units. */
export function bitsOf(text: string): number[] {
  const bits = new Set<number>();
  for (let at = 0; at + 3 <= text.length; at += 1) bits.add(bitAt(text, at));
  return [...bits];
}

/** A filter of these texts, added to what `filter` holds already. */
export function filterOf(texts: readonly string[], filter?: string): string {
  const values = new Uint8Array(filterLength);
  if (filter !== undefined) {
    for (let at = 0; at < filterLength; at += 1) values[at] = sixBitsOf[filter.charCodeAt(at)] ?? 0;
  }
  for (const text of texts) {
    for (let at = 0; at + 3 <= text.length; at += 1) {
      const bit = bitAt(text, at);
      const place = Math.floor(bit / 6);
      values[place] = (values[place] ?? 0) | (1 << (bit % 6));
    }
  }
  let made = '';
  for (const value of values) made += alphabet[value];
  return made;
}

/** False only when none of the filter's texts can hold a text with these bits. */
export function mayHold(filter: string, bits: readonly number[]): boolean {
  for (const bit of bits) {
    const value = sixBitsOf[filter.charCodeAt(Math.floor(bit / 6))] ?? 0;
    if ((value & (1 << (bit % 6))) === 0) return false;
  }
  return true;
}
