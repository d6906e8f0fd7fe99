// The codes in a file, line by line: plain text, or CSV with the codes in one column.
// Must not judge codes; it only finds the text that stands where a code should.
import { createReadStream } from 'node:fs';

export interface CodeLine {
  /** From 1. */
  readonly line: number;
  /** As it stands there, without blanks around it; '' for an empty line. */
  readonly text: string;
  /** Bytes of the file read so far, roughly: for the progress bar. */
  readonly bytes: number;
}

const headings = new Set(['code', 'codes', '券码', '卡券code', 'coupon_code', 'coupon code']);

/** The cells of one CSV line (RFC 4180, without line breaks inside cells: codes have none). */
export function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:,|$)/.exec(line.slice(at));
    const end = quoted === null ? line.indexOf(',', at) : at + quoted[0].length;
    if (quoted !== null) {
      cells.push((quoted[1] ?? '').replaceAll('""', '"'));
      if (!quoted[0].endsWith(',')) return cells;
      at = end;
    } else {
      cells.push(line.slice(at, end < 0 ? undefined : end));
      if (end < 0) return cells;
      at = end + 1;
    }
  }
  return cells;
}

/** Longest line that is looked at; what is longer is no code whatever it holds. */
const longestLine = 10_000;

/** Reads batches of lines, `size` at a time, so that a file of any length costs the same memory. */
export async function* readCodeLines(path: string, size: number): AsyncGenerator<CodeLine[]> {
  const csv = path.toLowerCase().endsWith('.csv');
  let column = 0;
  let line = 0;
  let bytes = 0;
  let batch: CodeLine[] = [];
  let rest = '';
  const take = (raw: string): void => {
    line += 1;
    let text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === 1 && text.startsWith('\ufeff')) text = text.slice(1);
    if (csv) {
      const cells = cellsOf(text);
      if (line === 1) {
        const found = cells.findIndex((cell) => headings.has(cell.trim().toLowerCase()));
        if (found >= 0) {
          column = found;
          text = '';
          batch.push({ line, text, bytes });
          return;
        }
      }
      text = cells[column] ?? '';
    }
    batch.push({ line, text: text.trim(), bytes });
  };
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const text = String(piece);
    bytes += Buffer.byteLength(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) rest = rest.slice(0, longestLine);
    for (const each of lines) {
      take(each);
      if (batch.length >= size) {
        yield batch;
        batch = [];
      }
    }
  }
  if (rest !== '') take(rest);
  yield batch;
}
