// JSON bodies: the declared type, then the bytes. Must not know any schema.
import { isJsonObject, JsonSyntaxError, type JsonValue, parseJson } from '../../kernel/exact-json.js';
import { badParameter } from './envelope.js';
import { resultCodes } from './result-codes.js';

const jsonType = /^application\/json[ \t]*(?:;|$)/i;

/**
 * The JSON value of a body.
 * @throws Refused 400 PARAM_ERROR when it is declared as something else, or is no JSON object in UTF-8. The vendor's own
 * words for these are not known: POLICY.
 */
export function readJsonBody(body: Buffer, contentType: string | undefined): JsonValue {
  if (contentType === undefined || !jsonType.test(contentType)) {
    throw badParameter('Http头Content-Type不正确，请设置为application/json', resultCodes.illegalParameter, {
      location: 'header',
      value: (contentType ?? '').slice(0, 256),
    });
  }
  return parseOr(body, '请求包体不是合法的JSON，请检查包体的格式与编码（UTF-8）');
}

/** @throws Refused 400 PARAM_ERROR with `message` */
export function parseOr(bytes: Buffer, message: string): JsonValue {
  try {
    const value = parseJson(bytes);
    if (isJsonObject(value)) return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  throw badParameter(message, resultCodes.malformedOrMissing, { location: 'body', value: '' });
}
