// Reads a request of either face: query, form fields, and the picture, which goes to disk while it arrives.
// Must not judge what it finds. Forms of all the clients in the README are taken: odd headers, base64, any part name.
import type { Readable } from 'node:stream';
import type { Libraries, ReceivedBytes } from '../../domain/pictures/index.js';
import { isMultipart } from '../../http/multipart.js';
import { type FilePart, streamMultipart } from '../../http/multipart-stream.js';
import { type HttpRequest, rawTarget } from '../../http/server.js';
import { isJsonObject, JsonSyntaxError, parseJson } from '../../kernel/exact-json.js';
import { readImageHeader } from '../../kernel/image-bytes.js';
import { Refused } from './envelope.js';

/** 3 MB as the vendor's page says, read as 3 × 1024 × 1024, inclusive (POLICY). */
export const longestImage = 3 * 1024 * 1024;
/** The same as base64 in a urlencoded form. */
const longestText = Math.ceil(longestImage * 1.5) + 64 * 1024;
/** Beyond this a body is not even read to its end. */
const longestBody = 64 * 1024 * 1024;
/** Names under which the picture is sent; a part of another name counts when there is none of these. */
const imageNames: readonly string[] = ['img', 'image_data'];

/** The picture that was sent: bytes on disk, or why there are none. */
type SentImage = { readonly received: ReceivedBytes } | { readonly refused: unknown };

export interface Form {
  /** Query first, then body: the body wins. Of equal names the last one counts. */
  readonly values: ReadonlyMap<string, string>;
  readonly wellFormed: boolean;
  /**
   * The picture that was sent; whoever takes it answers for its bytes from then on.
   * @throws Refused missing, image, or whatever kept the bytes from being stored
   */
  takeImage(field: string): ReceivedBytes;
  /** To be called before answering: lets go of a picture that nobody took. Never rejects; bytes left behind harm nobody. */
  dispose(): Promise<void>;
}

/** What a body was found to hold. */
interface Found {
  readonly image: SentImage | null;
  readonly wellFormed: boolean;
}

export const queryOf = (request: HttpRequest): URLSearchParams => {
  const target = rawTarget(request);
  const mark = target.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
};

async function gather(source: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > most) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Base64 text with or without `data:` prefix; null when it is none. */
export function fromBase64(text: string): Buffer | null {
  const plain = text.replace(/^data:[^,]{0,100},/, '').replace(/\s+/g, '');
  return plain !== '' && /^[A-Za-z0-9+/_-]+={0,2}$/.test(plain) ? Buffer.from(plain, 'base64') : null;
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Fields of a urlencoded or JSON body. False when it is declared as JSON and is none. */
function readText(bytes: Buffer, contentType: string | undefined, values: Map<string, string>): boolean {
  if (!/json/i.test(contentType ?? '')) {
    for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) values.set(name, value);
    return true;
  }
  try {
    const json = parseJson(bytes);
    if (!isJsonObject(json)) return false;
    for (const [name, value] of Object.entries(json)) {
      if (value !== null && typeof value !== 'object') values.set(name, String(value));
    }
    return true;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return false;
    throw error;
  }
}

export function createFormReader(libraries: Pick<Libraries, 'receive' | 'discard'>) {
  async function store(source: AsyncIterable<Uint8Array>): Promise<SentImage> {
    try {
      return { received: await libraries.receive(source, longestImage) };
    } catch (refused) {
      return { refused };
    }
  }

  /** A part that does not say it is a file: raw bytes of a careless client, or base64 text. */
  async function storeUndeclared(part: FilePart): Promise<SentImage> {
    const bytes = await gather(part.bytes, longestText);
    if (bytes === null) return { refused: new Refused({ kind: 'image', why: '超过 3M' }) };
    const decoded = readImageHeader(bytes) === null ? fromBase64(bytes.toString('latin1')) : null;
    return store(once(decoded ?? bytes));
  }

  async function readMultipart(body: Readable, contentType: string, values: Map<string, string>): Promise<Found> {
    let image: SentImage | null = null;
    let named = false;
    const forget = async (sent: SentImage | null): Promise<void> => {
      if (sent !== null && 'received' in sent) await libraries.discard(sent.received);
    };
    const { fields, wellFormed } = await streamMultipart(
      body,
      contentType,
      { totalBytes: longestBody, fieldBytes: 64 * 1024, parts: 64 },
      // Types of parts mean nothing: some libraries declare every text field, others no file.
      (name, filename, type) =>
        filename !== null || imageNames.includes(name) || /^(image\/|application\/octet-stream)/i.test(type),
      async (part) => {
        const isNamed = imageNames.includes(part.name);
        if (named || (image !== null && !isNamed)) return;
        named = isNamed;
        const before = image;
        image = part.filename === null ? await storeUndeclared(part) : await store(part.bytes);
        await forget(before);
      },
    );
    if (!wellFormed) {
      await forget(image);
      return { image: null, wellFormed };
    }
    for (const [name, value] of fields) values.set(name, value);
    return { image, wellFormed };
  }

  async function readWhole(
    body: Readable,
    contentType: string | undefined,
    values: Map<string, string>,
  ): Promise<Found> {
    const bytes = await gather(body, longestText).catch(() => null);
    if (bytes === null) {
      body.resume();
      return { image: null, wellFormed: false };
    }
    if (!readText(bytes, contentType, values)) return { image: null, wellFormed: false };
    const text = imageNames.map((name) => values.get(name)).find((value) => value !== undefined && value !== '');
    const decoded = text === undefined ? null : fromBase64(text);
    return { image: decoded === null ? null : await store(once(decoded)), wellFormed: true };
  }

  function toForm(values: Map<string, string>, { image, wellFormed }: Found): Form {
    let left = image !== null && 'received' in image ? image.received : null;
    return {
      values,
      wellFormed,
      takeImage: (field) => {
        if (image === null) throw new Refused({ kind: 'missing', field });
        if ('refused' in image) throw image.refused;
        if (image.received.bytes === 0) throw new Refused({ kind: 'image', why: '为空' });
        left = null;
        return image.received;
      },
      dispose: async () => {
        const unwanted = left;
        left = null;
        if (unwanted !== null) await libraries.discard(unwanted).catch(() => undefined);
      },
    };
  }

  /** Never rejects for what a caller sends: the image tells why it was not taken. */
  return async (request: HttpRequest): Promise<Form> => {
    const values = new Map(queryOf(request));
    const contentType = request.raw.headers['content-type'];
    const body = request.raw;
    const found = isMultipart(contentType)
      ? await readMultipart(body, contentType, values)
      : await readWhole(body, contentType, values);
    return toForm(values, found);
  };
}

export type FormReader = ReturnType<typeof createFormReader>;
