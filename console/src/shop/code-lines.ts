// A list of codes as a file: its lines in pieces, however long it is, and its digest. Pure but for reading the file.

/** The first cell of each line: lists come as plain text or as CSV. A heading in the first line is left out. */
export function codeOf(line: string): string {
  const text = line.replace(/^\uFEFF/, '').trim();
  const quoted = /^"((?:[^"]|"")*)"/.exec(text);
  return quoted ? (quoted[1] ?? '').replaceAll('""', '"') : (text.split(/[,;\t]/, 1)[0] ?? '').trim();
}

export async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Lines of a file in pieces of `size`; `share` is how much of the file (0–1) has been read after each. */
export async function* piecesOf(
  file: Blob,
  size: number,
): AsyncGenerator<{ readonly lines: readonly string[]; readonly share: number; readonly last: boolean }> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let lines: string[] = [];
  let read = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    read += new Blob([value]).size;
    const parts = (rest + value).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    lines.push(...parts);
    while (lines.length > size) {
      yield { lines: lines.slice(0, size), share: Math.min(1, read / file.size), last: false };
      lines = lines.slice(size);
    }
  }
  if (rest !== '') lines.push(rest.replace(/\r$/, ''));
  while (lines.length > size) {
    yield { lines: lines.slice(0, size), share: 1, last: false };
    lines = lines.slice(size);
  }
  yield { lines, share: 1, last: true };
}

const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows as CSV that spreadsheet programs open with the right characters. */
export const csvOf = (rows: readonly (readonly (string | number)[])[]): string =>
  `\uFEFF${rows.map((row) => row.map((each) => cell(String(each))).join(',')).join('\r\n')}\r\n`;

/** Hands a text to the person as a file. */
export function saveAs(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
