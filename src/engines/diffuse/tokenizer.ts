// CLIP's tokenizer: text → numbers, by byte-pair merges. openai/CLIP simple_tokenizer.py; files as transformers writes them.
// Must not know what the numbers are used for.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const longest = 77;
const startToken = '<|startoftext|>';
const endToken = '<|endoftext|>';
const pieces = /'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu;

/** Each byte as a visible character: printable ones stay, the others move behind 255. */
function byteCharacters(): string[] {
  const characters: string[] = [];
  let moved = 256;
  for (let byte = 0; byte < 256; byte += 1) {
    const visible = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    characters.push(String.fromCodePoint(visible ? byte : moved));
    if (!visible) moved += 1;
  }
  return characters;
}

export interface Tokenizer {
  /** 77 numbers: start, the text (cut where it is too long), end, padding. */
  encode(text: string): number[];
}

function merge(word: string, ranks: ReadonlyMap<string, number>): string[] {
  const characters = [...word];
  let parts = [...characters.slice(0, -1), `${characters.at(-1) ?? ''}</w>`];
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    let at = -1;
    for (let index = 0; index + 1 < parts.length; index += 1) {
      const rank = ranks.get(`${parts[index]} ${parts[index + 1]}`) ?? Number.POSITIVE_INFINITY;
      if (rank < best) [best, at] = [rank, index];
    }
    if (at < 0) return parts;
    const [left, right] = [parts[at], parts[at + 1]];
    const joined: string[] = [];
    for (let index = 0; index < parts.length; index += 1) {
      if (parts[index] === left && parts[index + 1] === right) {
        joined.push(`${left}${right}`);
        index += 1;
      } else joined.push(parts[index] ?? '');
    }
    parts = joined;
  }
}

/** @param padding the token the text is filled up with; the end token when undefined */
export function createTokenizer(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly string[],
  padding?: string,
): Tokenizer {
  const known = new Map(Object.entries(vocabulary));
  const ranks = new Map(merges.map((pair, rank) => [pair, rank]));
  const bytes = byteCharacters();
  const start = known.get(startToken);
  const end = known.get(endToken);
  if (start === undefined || end === undefined) throw new Error(`the vocabulary has no ${startToken} or ${endToken}`);
  const pad = known.get(padding ?? endToken) ?? end;
  return {
    encode: (text) => {
      const tokens: number[] = [];
      for (const [piece] of text.normalize('NFC').toLowerCase().matchAll(pieces)) {
        const word = [...Buffer.from(piece, 'utf8')].map((byte) => bytes[byte]).join('');
        for (const part of merge(word, ranks)) tokens.push(known.get(part) ?? end);
      }
      const whole = [start, ...tokens.slice(0, longest - 2), end];
      return [...whole, ...Array.from({ length: longest - whole.length }, () => pad)];
    },
  };
}

/** Reads vocab.json, merges.txt and the padding token of a tokenizer folder. @throws Error from the file system or JSON */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const [vocabulary, merges, special] = await Promise.all([
    readFile(join(folder, 'vocab.json'), 'utf8'),
    readFile(join(folder, 'merges.txt'), 'utf8'),
    readFile(join(folder, 'special_tokens_map.json'), 'utf8').catch(() => '{}'),
  ]);
  const { pad_token: pad } = JSON.parse(special) as { pad_token?: string | { content?: string } };
  const pairs = merges.split('\n').filter((line) => line !== '' && !line.startsWith('#version'));
  const padding = typeof pad === 'string' ? pad : pad?.content;
  return createTokenizer(
    JSON.parse(vocabulary) as Record<string, number>,
    pairs.map((line) => line.trimEnd()),
    padding,
  );
}
