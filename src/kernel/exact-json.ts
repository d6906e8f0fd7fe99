// JSON without losses: integers beyond 2^53 arrive as bigint, repeated keys and deep nesting are errors.
// Must not know any schema. JSON.parse would round long ids and keep only the last of two equal keys.
import { isUtf8 } from 'node:buffer';

export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  /** Offset in UTF-16 units at which reading stopped. */
  readonly at: number;
  constructor(text: string, at: number) {
    super(`${text} at ${at}`);
    this.at = at;
  }
}

const deepest = 64;
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const escapes: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) throw this.#error('text after the value');
    return value;
  }

  #error(text: string): JsonSyntaxError {
    return new JsonSyntaxError(text, this.#at);
  }

  #blank(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#at += 1;
      else return code;
    }
  }

  #value(depth: number): JsonValue {
    const code = this.#blank();
    if (code === 0x7b) return this.#object(depth + 1);
    if (code === 0x5b) return this.#array(depth + 1);
    if (code === 0x22) return this.#string();
    if (code === 0x74) return this.#word('true', true);
    if (code === 0x66) return this.#word('false', false);
    if (code === 0x6e) return this.#word('null', null);
    return this.#number();
  }

  #word<T extends JsonValue>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#error('unknown word');
    this.#at += word.length;
    return value;
  }

  #number(): number | bigint {
    numberPattern.lastIndex = this.#at;
    if (!numberPattern.test(this.#text)) throw this.#error('no value');
    const literal = this.#text.slice(this.#at, numberPattern.lastIndex);
    this.#at = numberPattern.lastIndex;
    const value = Number(literal);
    if (Number.isSafeInteger(value)) return value;
    if (/[.eE]/.test(literal)) {
      if (!Number.isFinite(value)) throw this.#error('number too large');
      return value;
    }
    if (literal.length > 400) throw this.#error('number too long');
    return BigInt(literal);
  }

  #string(): string {
    this.#at += 1;
    let text = '';
    for (;;) {
      const end = this.#plainEnd();
      const piece = this.#text.slice(this.#at, end);
      this.#at = end;
      const code = this.#text.charCodeAt(end);
      if (code === 0x22) {
        this.#at += 1;
        return text === '' ? piece : (text + piece).replace(loneSurrogate, '\ufffd');
      }
      if (code !== 0x5c)
        throw this.#error(end >= this.#text.length ? 'string without end' : 'control character in a string');
      text += piece + this.#escape();
    }
  }

  /** Where what can be taken as it stands ends. JSON forbids raw control characters inside strings. */
  #plainEnd(): number {
    for (let end = this.#at; ; end += 1) {
      const code = this.#text.charCodeAt(end);
      if (code === 0x22 || code === 0x5c || !(code >= 0x20)) return end;
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    if (letter === 'u') {
      const hex = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#error('bad \\u escape');
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const plain = escapes[letter];
    if (plain === undefined) throw this.#error('unknown escape');
    this.#at += 2;
    return plain;
  }

  #enter(depth: number): void {
    if (depth > deepest) throw this.#error(`nested deeper than ${deepest}`);
    this.#at += 1;
  }

  #array(depth: number): JsonValue[] {
    this.#enter(depth);
    const items: JsonValue[] = [];
    if (this.#blank() === 0x5d) {
      this.#at += 1;
      return items;
    }
    for (;;) {
      items.push(this.#value(depth));
      const code = this.#blank();
      this.#at += 1;
      if (code === 0x5d) return items;
      if (code !== 0x2c) throw this.#error('expected , or ]');
    }
  }

  #object(depth: number): JsonObject {
    this.#enter(depth);
    const object: JsonObject = Object.create(null) as JsonObject;
    if (this.#blank() === 0x7d) {
      this.#at += 1;
      return object;
    }
    for (;;) {
      if (this.#blank() !== 0x22) throw this.#error('expected a key');
      const key = this.#string();
      if (key in object) throw this.#error('repeated key');
      if (this.#blank() !== 0x3a) throw this.#error('expected :');
      this.#at += 1;
      object[key] = this.#value(depth);
      const code = this.#blank();
      this.#at += 1;
      if (code === 0x7d) return object;
      if (code !== 0x2c) throw this.#error('expected , or }');
    }
  }
}

/**
 * Reads one JSON document (RFC 8259). Objects have no prototype, so `__proto__` is a key like any other.
 * @throws JsonSyntaxError for anything else: bytes that are not UTF-8, repeated keys, more than 64 levels.
 */
export function parseJson(input: Buffer | string): JsonValue {
  if (typeof input === 'string') return new Reader(input.replace(loneSurrogate, '\ufffd')).document();
  if (!isUtf8(input)) throw new JsonSyntaxError('bytes are not UTF-8', 0);
  return new Reader(input.toString('utf8')).document();
}

/** Compact JSON in the form of JSON.stringify; bigints are written digit by digit, undefined members are left out. */
export function stringifyJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => stringifyJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members: string[] = [];
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) members.push(`${JSON.stringify(key)}:${stringifyJson(member)}`);
    }
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
