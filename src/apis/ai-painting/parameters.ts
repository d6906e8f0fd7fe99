// The parameters of a call, wherever the client put them: query string, urlencoded form, multipart text parts, JSON.
// Must not know which parameters there are. The body wins over the query; every charset is UTF-8.
import { isMultipart, readMultipart } from '../../http/multipart.js';
import { isJsonObject, type JsonValue, parseJson } from '../../kernel/exact-json.js';
import { Refused, results } from './envelope.js';

/** Text as sent, or a JSON value. */
export type Parameter = JsonValue;
export type Parameters = ReadonlyMap<string, Parameter>;

const partBytes = 64 * 1024;

function addForm(into: Map<string, Parameter>, text: string): void {
  for (const [name, value] of new URLSearchParams(text)) into.set(name, value);
}

function addJson(into: Map<string, Parameter>, body: Buffer): void {
  let value: JsonValue;
  try {
    value = parseJson(body);
  } catch {
    throw new Refused(results.badParameter);
  }
  if (!isJsonObject(value)) throw new Refused(results.badParameter);
  // null is how some clients write "absent".
  for (const name in value) if (value[name] !== null) into.set(name, value[name] as Parameter);
}

const looksLikeJson = (body: Buffer): boolean => body[0] === 0x7b || /^\ufeff?\s*\{/.test(body.toString('utf8', 0, 64));

/** @throws Refused 400 for a body that cannot be read */
export async function readParameters(
  query: string,
  body: Buffer,
  contentType: string | undefined,
): Promise<Parameters> {
  const found = new Map<string, Parameter>();
  if (query !== '') addForm(found, query);
  // An empty body with a JSON content type is how most clients of the gateway send everything in the query.
  if (body.length === 0) return found;
  if (isMultipart(contentType)) {
    const { parts, wellFormed } = await readMultipart(body, contentType, { partBytes });
    if (!wellFormed || parts.some(({ cut }) => cut)) throw new Refused(results.badParameter);
    for (const { name, filename, bytes } of parts) if (filename === null) found.set(name, bytes.toString('utf8'));
    return found;
  }
  if (looksLikeJson(body)) addJson(found, body);
  // Whatever it is called: PHP clients post `[]` as JSON beside a query that holds everything.
  else addForm(found, body.toString('utf8'));
  return found;
}
