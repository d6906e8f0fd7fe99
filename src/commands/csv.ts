// Lines of comma-separated values (RFC 4180) that are written as they come.
// Must not know what they say.
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';

const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A file that is made with its first line; one left by an earlier run is removed. */
export class CsvFile {
  readonly #path: string;
  readonly #head: readonly string[];
  #stream: WriteStream | undefined;
  count = 0;

  private constructor(path: string, head: readonly string[]) {
    this.#path = path;
    this.#head = head;
  }

  static async open(path: string, head: readonly string[]): Promise<CsvFile> {
    await rm(path, { force: true });
    return new CsvFile(path, head);
  }

  async add(cells: readonly (string | number)[]): Promise<void> {
    if (this.#stream === undefined) {
      this.#stream = createWriteStream(this.#path);
      this.#stream.write(`${this.#head.join(',')}\n`);
    }
    this.count += 1;
    if (!this.#stream.write(`${cells.map(cell).join(',')}\n`)) await once(this.#stream, 'drain');
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await once(this.#stream, 'finish');
  }
}
