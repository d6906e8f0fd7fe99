// Exact JSON: everything ordinary like JSON.parse, everything lossy either exact or an error.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJsonObject, JsonSyntaxError, parseJson, stringifyJson } from './exact-json.js';

const refused = (input: string | Buffer): JsonSyntaxError => {
  try {
    parseJson(input);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted: ${String(input).slice(0, 80)}`);
};

describe('reading ordinary JSON', () => {
  /** Values without the long integers of which JSON.parse keeps only the beginning. */
  const ordinary = fc
    .jsonValue({ maxDepth: 6 })
    .map((value) =>
      JSON.parse(JSON.stringify(value), (_, member: unknown) =>
        Number.isInteger(member) && !Number.isSafeInteger(member) ? 7 : member,
      ),
    ) as fc.Arbitrary<unknown>;

  test('gives what JSON.parse gives, for every value, with and without white space, as text and as bytes', () => {
    fc.assert(
      fc.property(ordinary, fc.constantFrom(0, 2, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(stringifyJson(parseJson(text))).toBe(JSON.stringify(value));
        expect(stringifyJson(parseJson(Buffer.from(text)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test('accepts a text exactly when JSON.parse does, repeated keys and too large numbers aside', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'nul',
      ' ',
      '\\',
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(fragment, { maxLength: 9 }).map((parts) => parts.join('')),
        (text) => {
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            refused(text);
            return;
          }
          try {
            expect(parseJson(text)).toEqual(expected);
          } catch (error) {
            expect(String(error)).toContain('repeated key');
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('reads every escape', () => {
    expect(parseJson('"\\"\\\\\\/\\b\\f\\n\\r\\t\\u4e2d\\ud83d\\ude00"')).toBe('"\\/\b\f\n\r\t中😀');
  });

  test('keeps the sign of zero', () => {
    expect(parseJson('-0')).toBe(-0);
  });
});

describe('long numbers', () => {
  test('beyond 2^53 arrive as bigint, digit by digit, and are written back the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), (value) => {
        const safe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
        expect(parseJson(String(value))).toBe(safe ? Number(value) : value);
        expect(stringifyJson(parseJson(`{"id":${value}}`))).toBe(`{"id":${value}}`);
      }),
    );
  });

  test('the borders: 2^53 - 1 is a number, 2^53 is a bigint', () => {
    expect(parseJson('9007199254740991')).toBe(9007199254740991);
    expect(parseJson('9007199254740992')).toBe(9007199254740992n);
    expect(parseJson('1657717355974335419')).toBe(1657717355974335419n);
  });

  test('of absurd length or size are refused instead of becoming Infinity', () => {
    refused('9'.repeat(401));
    refused('1e400');
    refused('-1.5e999');
    expect(typeof parseJson('9'.repeat(400))).toBe('bigint');
    expect(parseJson('1e-400')).toBe(0);
  });
});

describe('refusals', () => {
  test.each([
    '',
    ' ',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '+1',
    '.5',
    '1.',
    '1e',
    'NaN',
    'Infinity',
    'undefined',
    'tru',
    '"\\x"',
    '"\\u12g4"',
    '"a\nb"',
    '"open',
    '1 2',
    '[1 2]',
    '{"a" 1}',
    '/* no */ 1',
    '\ufeff1',
  ])('%j is no JSON', (text) => {
    expect(refused(text).at).toBeGreaterThanOrEqual(0);
  });

  test('repeated keys, also when one of them is written with an escape', () => {
    expect(refused('{"a":1,"b":2,"a":3}').message).toContain('repeated key');
    expect(refused('{"a":1,"\\u0061":2}').message).toContain('repeated key');
    expect(refused('{"__proto__":1,"__proto__":2}').message).toContain('repeated key');
  });

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
  ])(
    '%s nested 64 deep are read, 65 deep refused, 100,000 deep refused without exhausting the stack',
    (_, open, close) => {
      const nested = (depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
      expect(() => parseJson(nested(64))).not.toThrow();
      expect(refused(nested(65)).message).toContain('nested deeper than 64');
      refused(nested(100_000));
      refused(open.repeat(100_000));
    },
  );

  test('bytes that are not UTF-8', () => {
    for (const bytes of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc0, 0x80, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0xfe, 0xff, 0, 0x31],
    ]) {
      expect(refused(Buffer.from(bytes)).message).toContain('UTF-8');
    }
  });
});

describe('what could do harm', () => {
  test('lone surrogates become U+FFFD, in values and keys, escaped or not', () => {
    expect(parseJson('"a\\ud800b"')).toBe('a\ufffdb');
    expect(parseJson('"\\udc00"')).toBe('\ufffd');
    expect(parseJson('"\\ude00\\ud83d"')).toBe('\ufffd\ufffd');
    expect(parseJson('"\ud800"')).toBe('\ufffd');
    expect(Object.keys(parseJson('{"\\ud800":1}') as object)).toEqual(['\ufffd']);
    expect(parseJson('"\\ud83d\\ude00"')).toBe('😀');
  });

  test('__proto__ and constructor are keys like any other and change no prototype', () => {
    const value = parseJson('{"__proto__":{"admin":true},"constructor":1,"toString":2}') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(value.admin).toBeUndefined();
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(stringifyJson(value)).toBe('{"__proto__":{"admin":true},"constructor":1,"toString":2}');
  });
});

describe('writing', () => {
  test('leaves out undefined members, writes undefined items as null and bigints without quotes', () => {
    expect(stringifyJson({ a: undefined, b: [undefined, 1n], c: 10n ** 30n, d: null, e: '中"' })).toBe(
      `{"b":[null,1],"c":1${'0'.repeat(30)},"d":null,"e":"中\\""}`,
    );
    expect(stringifyJson(undefined)).toBe('null');
  });

  test('tells objects from everything else', () => {
    expect(isJsonObject(parseJson('{}'))).toBe(true);
    for (const value of [null, [], 'x', 1, 1n, undefined]) expect(isJsonObject(value)).toBe(false);
  });
});
