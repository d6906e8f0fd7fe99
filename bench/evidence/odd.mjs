// Requests as nobody should send them: values, texts, bodies and paths drawn from a seed. The same seed gives the same requests.
// Must not know any server.

/** Numbers in [0, 1) from a seed: mulberry32, public domain (Tommy Ettinger, 2017). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const nested = (depth, open, close) => open.repeat(depth) + close.repeat(depth);
const texts = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    'true',
    'null',
    'NaN',
    '\u0000',
    '\ud800',
    '\u202e',
    '\ufeffx',
    'é\u0301',
    '👩‍👩‍👧‍👦',
    '𠮷'.repeat(30),
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '%00',
    "' OR 1=1 --",
    '<script>',
    '{{7*7}}',
    ['$', '{x}'].join(''),
    'a\r\nX: y',
  ],
  ...[
    'http://127.0.0.1:1/',
    'http://[::1]/',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    '9'.repeat(60),
    '1e400',
  ],
  ...['2020-02-30', '2020-01-01T00:00:00+08:00', 'x'.repeat(5_000), '字'.repeat(2_000)],
];
const values = [null, true, false, 0, -1, 1.5, 1e21, -0, 2 ** 31, 2 ** 53 + 2, [], {}, [[]], [{}], { '': '' }];

export function createOdd(random) {
  const whole = (below) => Math.floor(random() * below);
  const pick = (list) => list[whole(list.length)];
  const odd = (depth = 0) => {
    const kind = random();
    if (kind < 0.5) return pick(texts);
    if (kind < 0.85 || depth > 2) return pick(values);
    if (kind < 0.93) return Array.from({ length: whole(pick([3, 3, 200])) }, () => odd(depth + 1));
    return Object.fromEntries(Array.from({ length: whole(4) }, () => [pick(texts), odd(depth + 1)]));
  };

  /** Every place in a document, as a list of keys. */
  const places = (value, at = []) =>
    typeof value !== 'object' || value === null
      ? [at]
      : [at, ...Object.entries(value).flatMap(([key, member]) => places(member, [...at, key]))];
  const replaced = (value, [key, ...rest], change) => {
    if (key === undefined) return change(value);
    if (Array.isArray(value)) {
      return value.map((item, index) => (String(index) === key ? replaced(item, rest, change) : item));
    }
    return { ...value, [key]: replaced(value[key], rest, change) };
  };
  const changes = [
    () => odd(),
    () => undefined, // left out
    (value) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? Number(value) : [value]),
    (value) => (typeof value === 'string' ? value + pick(texts) : value),
    (value) => (typeof value === 'number' ? value * pick([-1, 10, 1e6, 0.5]) : value),
    (value) => (Array.isArray(value) ? [...value, ...value, ...value] : { ...Object(value), extra: odd() }),
  ];

  /** A document with up to three places changed; sometimes none. */
  const changed = (document) => {
    let result = document;
    for (let left = whole(4); left > 0; left -= 1) {
      const spots = places(result);
      result = replaced(result, pick(spots), pick(changes));
      if (result === undefined) return {};
    }
    return result;
  };

  /** Bytes that are hardly a document any more. */
  const spoilt = (text) => {
    const bytes = Buffer.from(text);
    switch (whole(9)) {
      case 0:
        return bytes.subarray(0, whole(bytes.length + 1));
      case 1:
        return Buffer.from(text, 'utf16le');
      case 2:
        return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
      case 3:
        return Buffer.from(nested(pick([3, 60, 10_000]), '[', ']'));
      case 4:
        return Buffer.from(`{"a":${nested(pick([3, 60, 10_000]), '{"a":', '}')}`);
      case 5: {
        const flipped = Buffer.from(bytes);
        for (let left = 1 + whole(8); left > 0 && flipped.length > 0; left -= 1)
          flipped[whole(flipped.length)] = whole(256);
        return flipped;
      }
      case 6:
        return Buffer.from(text.replace('{', `{"x":1,"x":2,`));
      case 7:
        return Buffer.from([0xd6, 0xd0, 0xce, 0xc4, ...bytes]); // GBK
      default:
        return Buffer.alloc(0);
    }
  };

  const inPath = () => {
    const value = random() < 0.3 ? pick(['%', '%ff', '%00', '..', '.', '%2e%2e', '%u1234', '*', ';a=b']) : '';
    return value || encodeURIComponent(String(pick(texts).toWellFormed?.() ?? 'x')).slice(0, 3_000) || 'x';
  };
  return { whole, pick, odd, changed, spoilt, inPath, chance: (share) => random() < share };
}
