// Finds image, image address and ratios in whatever shape a client sends them. The order of looking is a table in README.md.
// Must not judge what it finds: sizes, syntax and pictures are checked by others.
import { isMultipart, readMultipart } from '../../../http/multipart.js';
import { isJsonObject, JsonSyntaxError, type JsonValue, parseJson } from '../../../kernel/exact-json.js';
import { readImageHeader } from '../../../kernel/image-bytes.js';
import { failures, Refused } from '../envelope.js';
import { imageLimit } from './schema.js';

export interface ImageRequest {
  readonly image: Buffer | null;
  /** The image was longer than allowed; the rest of it is not there. */
  readonly imageCut: boolean;
  readonly url: string | null;
  readonly ratios: string | null;
}

/** What a body can contribute. */
interface Found {
  readonly image: Buffer | null;
  readonly imageCut: boolean;
  readonly form: { readonly url: string | null; readonly ratios: string | null };
  readonly json: { readonly url: string | null; readonly ratios: string | null };
}

const none = { url: null, ratios: null };
const nothing: Found = { image: null, imageCut: false, form: none, json: none };
const present = (text: string | null | undefined): string | null => (text === undefined || text === '' ? null : text);

/**
 * Reads a request.
 * @throws Refused 47001 for a body that is declared as something it is not
 */
export async function readImageRequest(
  query: URLSearchParams,
  body: Buffer,
  contentType: string | undefined,
): Promise<ImageRequest> {
  const { image, imageCut, form, json } = await readBody(body, contentType);
  return {
    image,
    imageCut,
    // URLSearchParams has decoded once. A value encoded twice stays as it then is, and fails as an address.
    url: present(query.get('img_url')) ?? form.url ?? json.url,
    ratios: form.ratios ?? present(query.get('ratios')) ?? json.ratios,
  };
}

async function readBody(body: Buffer, contentType: string | undefined): Promise<Found> {
  // WxJava posts an empty string as JSON, silenceper nothing as nothing.
  if (body.length === 0) return nothing;
  if (isMultipart(contentType)) return readForm(body, contentType);
  // Raw bytes as the whole body, whatever they are declared as.
  if (readImageHeader(body) !== null || /^(image\/|application\/octet-stream)/i.test(contentType ?? '')) {
    return { ...nothing, image: body.subarray(0, imageLimit), imageCut: body.length > imageLimit };
  }
  const first = /[^\s]/.exec(body.toString('latin1', 0, 64))?.[0];
  if (/json/i.test(contentType ?? '') || first === '{') return readJson(body);
  // rosbit posts `ratios=1,2.35` with any or no type.
  const text = body.toString('utf8').trim();
  if (text === '') return nothing;
  if (!/x-www-form-urlencoded/i.test(contentType ?? '') && !/^[\w.-]+=/.test(text)) {
    throw new Refused(failures.brokenBody);
  }
  const fields = new URLSearchParams(text);
  return { ...nothing, form: { url: present(fields.get('img_url')), ratios: present(fields.get('ratios')) } };
}

async function readForm(body: Buffer, contentType: string): Promise<Found> {
  const { parts, wellFormed } = await readMultipart(body, contentType, { partBytes: imageLimit });
  if (!wellFormed) throw new Refused(failures.brokenBody);
  const text = (name: string): string | null =>
    present(
      parts
        .find((part) => part.name === name)
        ?.bytes.toString('utf8')
        .trim(),
    );
  const file =
    parts.find(({ name }) => name === 'img') ??
    // WxJava calls it `file`, others `media`: the first part that says it is a file.
    parts.find(({ name, filename }) => filename !== null && name !== 'ratios' && name !== 'img_url');
  return {
    image: file?.bytes ?? null,
    imageCut: file?.cut ?? false,
    form: { url: text('img_url'), ratios: text('ratios') },
    json: none,
  };
}

function readJson(body: Buffer): Found {
  let value: JsonValue;
  try {
    value = parseJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Refused(failures.brokenBody);
    throw error;
  }
  // godrealms hands its bytes to a JSON encoder, which makes base64 of them.
  if (typeof value === 'string') {
    const image = Buffer.from(value, 'base64');
    return { ...nothing, image: image.subarray(0, imageLimit), imageCut: image.length > imageLimit };
  }
  // PHP clients write an empty list of parameters as an empty array.
  if (Array.isArray(value) && value.length === 0) return nothing;
  if (!isJsonObject(value)) throw new Refused(failures.brokenBody);
  const { img_url: url, ratios } = value;
  // Objects of the exact reader have no prototype, and String() would not survive one: what is no ratio stays no ratio.
  const plain = (item: JsonValue): string => (typeof item === 'object' && item !== null ? '{}' : String(item));
  const list = Array.isArray(ratios) ? ratios.map(plain).join(',') : ratios;
  return {
    ...nothing,
    json: {
      url: typeof url === 'string' ? present(url) : null,
      ratios: list === null || list === undefined || typeof list === 'boolean' ? null : present(plain(list)),
    },
  };
}
