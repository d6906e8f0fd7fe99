// Splits multipart/form-data while it arrives: text fields are kept, files are handed on piece by piece, never held.
// Must not know which parts a route wants, and must not trust their declared types. For bodies in memory: multipart.ts.
// Pieces are handed on as they came from the socket, never copied: a file of a megabyte costs one search for the boundary.
import type { Readable } from 'node:stream';
import { PieceLine } from './piece-line.js';

export interface FilePart {
  readonly name: string;
  /** As declared; null for none. */
  readonly filename: string | null;
  /** May be left unread: the rest is skipped. Fails when the sender goes away. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface StreamLimits {
  /** Bytes of the whole body. */
  readonly totalBytes: number;
  /** Bytes of one text field; longer ones are cut. */
  readonly fieldBytes: number;
  /** Parts read; the ones after them are ignored. */
  readonly parts: number;
}

export interface StreamedForm {
  /** Of equal names the last one counts. */
  readonly fields: ReadonlyMap<string, string>;
  /** False when the body has no end, is longer than allowed, or is no form at all. */
  readonly wellFormed: boolean;
}

type IsFile = (name: string, filename: string | null, type: string) => boolean;

/** Bytes of one part's headers. */
const longestHeaders = 16 * 1024;
/** Characters of a boundary: RFC 2046 says 70, some libraries write more. */
const longestBoundary = 200;

/** The boundary a content type names; null for none. */
function boundaryOf(contentType: string): string | null {
  const found = /;\s*boundary=(?:"([^"]+)"|([^;\s"]+))/i.exec(contentType);
  const boundary = found?.[1] ?? found?.[2];
  return boundary === undefined || boundary.length > longestBoundary ? null : boundary;
}

interface PartHeaders {
  readonly name: string;
  readonly filename: string | null;
  readonly type: string;
  readonly charset: string;
}

const parameterPattern = /;\s*([\w*!#$%&'+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;

/** Names and values behind a header's first word. Blanks may stand anywhere, or nowhere. */
function parametersOf(header: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', quoted, bare] of header.matchAll(parameterPattern)) {
    found.set(name.toLowerCase(), quoted === undefined ? (bare ?? '').trim() : quoted.replace(/\\(["\\])/g, '$1'));
  }
  return found;
}

/** What a part says of itself; null when it is no form data. */
function headersOf(text: string): PartHeaders | null {
  const lines = text.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headerOf = (name: string): string =>
    lines.find((line) => line.slice(0, name.length).toLowerCase() === name)?.slice(name.length) ?? '';
  const disposition = headerOf('content-disposition:');
  if (!/^\s*form-data\b/i.test(disposition)) return null;
  const parameters = parametersOf(disposition);
  const type = headerOf('content-type:');
  return {
    name: parameters.get('name') ?? '',
    filename: parameters.get('filename') ?? parameters.get('filename*') ?? null,
    type: type.split(';', 1)[0]?.trim() ?? '',
    charset: parametersOf(type).get('charset') ?? 'utf-8',
  };
}

function textOf(bytes: Buffer, charset: string): string {
  if (/^utf-?8$/i.test(charset)) return bytes.toString('utf8');
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

/** Where bytes of the part being read go. */
type Sink =
  | { readonly kind: 'field'; readonly headers: PartHeaders; readonly pieces: Buffer[]; size: number }
  | { readonly kind: 'file'; readonly line: PieceLine }
  | { readonly kind: 'nothing' };

const nothing: Sink = { kind: 'nothing' };
const noBytes = Buffer.alloc(0);

class Splitter {
  readonly fields = new Map<string, string>();
  /** The last boundary has come. */
  ended = false;
  readonly #mark: Buffer;
  readonly #limits: StreamLimits;
  readonly #isFile: IsFile;
  readonly #onFile: (part: FilePart) => Promise<void>;
  #where: 'data' | 'mark' | 'headers' = 'data';
  // As if the first boundary stood behind a line end like all others.
  #held: Buffer = Buffer.from('\r\n');
  #sink: Sink = nothing;
  #parts = 0;
  #handling: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(boundary: string, limits: StreamLimits, isFile: IsFile, onFile: (part: FilePart) => Promise<void>) {
    this.#mark = Buffer.from(`\r\n--${boundary}`, 'latin1');
    this.#limits = limits;
    this.#isFile = isFile;
    this.#onFile = onFile;
  }

  /** Resolves when more may come. False: this is no form. */
  async take(piece: Buffer): Promise<boolean> {
    let rest = piece;
    while (rest.length > 0 && !this.ended) {
      if (this.#where === 'data') rest = this.#data(rest);
      else {
        const next = this.#where === 'mark' ? this.#afterMark(rest) : await this.#headers(rest);
        if (next === null) return false;
        rest = next;
      }
    }
    if (this.#sink.kind === 'file') await this.#sink.line.room();
    return true;
  }

  /** Ends what is open; resolves when every file has been handled. @throws what a handler threw, for a whole form */
  async finish(): Promise<void> {
    if (!this.ended && this.#sink.kind === 'file') this.#sink.line.fail(new Error('the form broke off'));
    await this.#handling;
    if (this.ended && this.#failure !== undefined) throw this.#failure.error;
  }

  /** Bytes of a part up to the next boundary. What could be the beginning of one is held back. */
  #data(piece: Buffer): Buffer {
    const mark = this.#mark;
    if (this.#held.length > 0) {
      const seam = Buffer.concat([this.#held, piece.subarray(0, mark.length)]);
      const found = seam.indexOf(mark);
      if (found >= 0) {
        this.#put(seam.subarray(0, found));
        const used = found + mark.length - this.#held.length;
        this.#held = noBytes;
        this.#close();
        return piece.subarray(used);
      }
      if (piece.length < mark.length) {
        this.#held = this.#putAllBut(seam);
        return noBytes;
      }
      // Every boundary that began in what was held would have been found.
      this.#put(this.#held);
      this.#held = noBytes;
    }
    const found = piece.indexOf(mark);
    if (found < 0) {
      this.#held = this.#putAllBut(piece);
      return noBytes;
    }
    this.#put(piece.subarray(0, found));
    this.#close();
    return piece.subarray(found + mark.length);
  }

  /** Hands bytes on but for an end that may be the beginning of a boundary; returns that end. */
  #putAllBut(bytes: Buffer): Buffer {
    const mark = this.#mark;
    let from = Math.max(0, bytes.length - mark.length + 1);
    for (;;) {
      from = bytes.indexOf(13, from);
      if (from < 0) {
        this.#put(bytes);
        return noBytes;
      }
      if (bytes.compare(mark, 0, bytes.length - from, from) === 0) {
        this.#put(bytes.subarray(0, from));
        return Buffer.from(bytes.subarray(from));
      }
      from += 1;
    }
  }

  #put(bytes: Buffer): void {
    const sink = this.#sink;
    if (bytes.length === 0 || sink.kind === 'nothing') return;
    if (sink.kind === 'file') {
      sink.line.push(bytes);
      return;
    }
    const room = this.#limits.fieldBytes - sink.size;
    if (room <= 0) return;
    sink.pieces.push(Buffer.from(bytes.subarray(0, room)));
    sink.size += Math.min(room, bytes.length);
  }

  #close(): void {
    const sink = this.#sink;
    if (sink.kind === 'file') sink.line.end();
    else if (sink.kind === 'field')
      this.fields.set(sink.headers.name, textOf(Buffer.concat(sink.pieces), sink.headers.charset));
    this.#sink = nothing;
    this.#where = 'mark';
  }

  /** After a boundary: two dashes end the form; anything up to the line's end is passed over. */
  #afterMark(piece: Buffer): Buffer | null {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    this.#held = noBytes;
    if (bytes.length < 2) {
      this.#held = bytes;
      return noBytes;
    }
    if (bytes[0] === 45 && bytes[1] === 45) {
      this.ended = true;
      return noBytes;
    }
    const lineEnd = bytes.indexOf('\r\n');
    if (lineEnd < 0) {
      this.#held = bytes;
      return bytes.length > longestHeaders ? null : noBytes;
    }
    this.#where = 'headers';
    // The line end stays: a part may have no headers at all.
    return bytes.subarray(lineEnd);
  }

  async #headers(piece: Buffer): Promise<Buffer | null> {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#held = Buffer.from(bytes);
      return bytes.length > longestHeaders ? null : noBytes;
    }
    this.#held = noBytes;
    if (end > longestHeaders) return null;
    await this.#open(headersOf(bytes.toString('utf8', 2, end)));
    this.#where = 'data';
    return bytes.subarray(end + 4);
  }

  async #open(headers: PartHeaders | null): Promise<void> {
    this.#parts += 1;
    if (headers === null || this.#parts > this.#limits.parts) return;
    const { name, filename, type } = headers;
    if (!this.#isFile(name, filename, type)) {
      this.#sink = { kind: 'field', headers, pieces: [], size: 0 };
      return;
    }
    // One file after the other: what becomes of the last one may decide about this one.
    await this.#handling;
    const line = new PieceLine();
    this.#sink = { kind: 'file', line };
    this.#handling = this.#onFile({ name, filename, bytes: line })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => line.skip());
  }
}

/**
 * Reads a form to its end.
 * @param isFile whether a part is handed to `onFile`; every other part is a text field
 * @param onFile called for one part after the other; what it throws fails the whole form, after the body has been read
 */
export async function streamMultipart(
  source: Readable,
  contentType: string,
  limits: StreamLimits,
  isFile: IsFile,
  onFile: (part: FilePart) => Promise<void>,
): Promise<StreamedForm> {
  const boundary = boundaryOf(contentType);
  if (boundary === null) {
    source.resume();
    return { fields: new Map(), wellFormed: false };
  }
  const splitter = new Splitter(boundary, limits, isFile, onFile);
  let total = 0;
  let fine = true;
  try {
    // The connection stays: whoever sent this is to hear an answer.
    for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      total += piece.length;
      fine = total <= limits.totalBytes && (splitter.ended || (await splitter.take(piece)));
      if (!fine) break;
    }
  } catch {
    // The sender has gone.
    fine = false;
  }
  // What still comes is read and dropped, so that the sender can finish and hear the answer.
  if (!source.destroyed) source.resume();
  if (!fine) splitter.ended = false;
  await splitter.finish();
  return { fields: splitter.fields, wellFormed: fine && splitter.ended };
}
