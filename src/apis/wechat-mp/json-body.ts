// Reads JSON bodies and the fields of this API as its clients send them: numbers as text and the reverse, null and '' as absent.
// Must not know operations. developers.weixin.qq.com prints `"expire_seconds":"1800"` beside `"expire_seconds":1800`.
import { isJsonObject, type JsonObject, JsonSyntaxError, type JsonValue, parseJson } from '../../kernel/exact-json.js';
import { failures, Refused } from './envelope.js';

/** @throws Refused 44002 for no body at all, 47001 for what is no JSON object. An empty list is an empty object: PHP writes it so */
export function jsonBody(body: Buffer): JsonObject {
  if (body.length === 0) throw new Refused(failures.emptyBody);
  let value: JsonValue;
  try {
    value = parseJson(body);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Refused(failures.brokenBody);
    throw error;
  }
  if (Array.isArray(value) && value.length === 0) return {};
  if (!isJsonObject(value)) throw new Refused(failures.brokenBody);
  return value;
}

/** A member that is an object; null when it is absent, empty or something else. */
export function objectIn(source: JsonObject, key: string): JsonObject | null {
  const value = source[key];
  return isJsonObject(value) ? value : null;
}

/** A member as text without blanks around it; null when it is absent, empty, or neither text nor number. */
export function textIn(source: JsonObject, key: string): string | null {
  const value = source[key];
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' ? null : text;
}

/** A whole number, also as text; null when absent; NaN for anything else. */
export function wholeIn(source: JsonObject, key: string): number | null {
  const value = source[key];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : Number.NaN;
  return typeof value === 'string' && /^\s*-?\d{1,15}\s*$/.test(value) ? Number(value) : Number.NaN;
}

/** A truth value as boolean, 0 or 1, or text; null when absent or anything else. */
export function truthIn(source: JsonObject, key: string): boolean | null {
  const value = source[key];
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  if (value === false || value === 0 || value === '0' || value === 'false') return false;
  return null;
}

/** A list's texts; null when it is no list. Items that are neither text nor number become ''. */
export function textsIn(source: JsonObject, key: string): string[] | null {
  const value = source[key];
  if (!Array.isArray(value)) return null;
  return value.map((item) => (typeof item === 'string' ? item.trim() : typeof item === 'number' ? String(item) : ''));
}
