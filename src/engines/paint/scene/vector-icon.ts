// Single icons out of the vector set's one large file, read in pieces so that the whole is never parsed or kept.
// Must not know what the icons are for.
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../understand/emoji-words.js';

const known = new Map<string, string | null>();
const piece = 1 << 20;

/** The SVG text of an icon of the set, 256 units wide when drawn at 72 dpi; null when the set has none of that name. */
export function vectorIcon(name: string): string | null {
  const found = known.get(name);
  if (found !== undefined) return found;
  const body = findBody(name);
  const svg =
    body === null
      ? null
      : `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256" viewBox="0 0 128 128">${body}</svg>`;
  known.set(name, svg);
  return svg;
}

function findBody(name: string): string | null {
  const file = openSync(join(packageFolder('@iconify-json/noto'), 'icons.json'), 'r');
  try {
    const wanted = Buffer.from(`"${name}": {`);
    // Two pieces at a time, so that a name on a seam is found.
    const buffer = Buffer.alloc(piece * 2);
    for (let at = 0; ; at += piece) {
      const length = readSync(file, buffer, 0, buffer.length, at);
      if (length <= 0) return null;
      const start = buffer.subarray(0, length).indexOf(wanted);
      if (start < 0 || start > piece) continue;
      const text = Buffer.alloc(400_000);
      const read = readSync(file, text, 0, text.length, at + start);
      const match = /"body":\s*("(?:[^"\\]|\\.)*")/.exec(text.subarray(0, read).toString('utf8'));
      return match?.[1] ? (JSON.parse(match[1]) as string) : null;
    }
  } finally {
    closeSync(file);
  }
}
