// Other spellings of the same JSON, and other texts a client may have signed in place of the body it sent.
// Must not judge which is right: the body that arrived is.
import type { Variant } from './search.js';

/** JSON with every scalar as it was spelled, so that nothing is lost by printing it again. */
type Node =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Node])[] };

const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/y;
const deepest = 32;

/** @throws Error for what is no JSON */
function parse(text: string): Node {
  let at = 0;
  const next = (): { mark: string; scalar: string } => {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) throw new Error('no JSON');
    at = token.lastIndex;
    return { mark: match[1] ?? '', scalar: match[2] ?? match[3] ?? '' };
  };
  const value = (depth: number): Node => {
    if (depth > deepest) throw new Error('too deep');
    const { mark, scalar } = next();
    if (mark === '') return { kind: 'scalar', text: scalar };
    if (mark !== '{' && mark !== '[') throw new Error('no JSON');
    const end = mark === '{' ? '}' : ']';
    const items: Node[] = [];
    const members: [string, Node][] = [];
    const before = at;
    if (next().mark !== end) {
      at = before;
      for (;;) {
        if (mark === '{') {
          const name = next().scalar;
          if (next().mark !== ':') throw new Error('no JSON');
          members.push([name, value(depth + 1)]);
        } else items.push(value(depth + 1));
        const after = next().mark;
        if (after === end) break;
        if (after !== ',') throw new Error('no JSON');
      }
    }
    return mark === '{' ? { kind: 'object', members } : { kind: 'list', items };
  };
  const node = value(0);
  if (text.slice(at).trim() !== '') throw new Error('no JSON');
  return node;
}

interface Style {
  readonly comma: string;
  readonly colon: string;
  readonly indent: string;
  readonly newline: string;
}

const styles: readonly Style[] = [
  { comma: ',', colon: ':', indent: '', newline: '' },
  { comma: ', ', colon: ': ', indent: '', newline: '' },
  { comma: ',', colon: ': ', indent: '  ', newline: '\n' },
  { comma: ',', colon: ': ', indent: '    ', newline: '\n' },
  { comma: ',', colon: ': ', indent: '\t', newline: '\n' },
  { comma: ',', colon: ': ', indent: '  ', newline: '\r\n' },
  { comma: ',', colon: ': ', indent: '    ', newline: '\r\n' },
  { comma: ',', colon: ': ', indent: '', newline: '' },
  { comma: ', ', colon: ':', indent: '', newline: '' },
  { comma: ',', colon: ' : ', indent: '  ', newline: '\n' },
];

type Spell = (scalar: string) => string;
type Order = (members: readonly (readonly [string, Node])[]) => readonly (readonly [string, Node])[];

function print(node: Node, style: Style, spell: Spell, order: Order, depth = 0): string {
  if (node.kind === 'scalar') return spell(node.text);
  const [open, close] = node.kind === 'object' ? ['{', '}'] : ['[', ']'];
  const parts =
    node.kind === 'object'
      ? order(node.members).map(
          ([name, value]) => `${spell(name)}${style.colon}${print(value, style, spell, order, depth + 1)}`,
        )
      : node.items.map((item) => print(item, style, spell, order, depth + 1));
  if (parts.length === 0) return open + close;
  if (style.newline === '') return open + parts.join(style.comma) + close;
  const inner = `${style.newline}${style.indent.repeat(depth + 1)}`;
  return `${open}${inner}${parts.join(`${style.comma}${inner}`)}${style.newline}${style.indent.repeat(depth)}${close}`;
}

const plain = (scalar: string): string => {
  if (!scalar.startsWith('"')) return scalar;
  try {
    return JSON.stringify(JSON.parse(scalar));
  } catch {
    return scalar;
  }
};
const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');
const ofText =
  (change: (text: string) => string): Spell =>
  (scalar) =>
    scalar.startsWith('"') ? change(plain(scalar)) : scalar;
const ofNumber =
  (change: (text: string) => string): Spell =>
  (scalar) =>
    /^-?\d/.test(scalar) ? change(scalar) : plain(scalar);
const canonicalNumber = (text: string): string => (Number.isFinite(Number(text)) ? String(Number(text)) : text);

/** How serialisers differ in their scalars: escapes of PHP, Python and Go, numbers as text, doubles. */
const spells: readonly Spell[] = [
  (scalar) => scalar,
  plain,
  ofText((text) => text.replace(/[^\u0020-\u007e]/g, (character) => `\\u${hex(character)}`)),
  ofText((text) => text.replace(/[^\u0020-\u007e]/g, (character) => `\\u${hex(character).toUpperCase()}`)),
  ofText((text) => text.replaceAll('/', '\\/')),
  ofText((text) => text.replaceAll('/', '\\/').replace(/[^\u0020-\u007e]/g, (character) => `\\u${hex(character)}`)),
  ofText((text) => text.replace(/[<>&\u2028\u2029]/g, (character) => `\\u${hex(character)}`)),
  ofText((text) => text.replace(/[<>&'=]/g, (character) => `\\u${hex(character)}`)),
  ofNumber(canonicalNumber),
  ofNumber((text) => (/^-?\d+$/.test(text) ? `${text}.0` : text)),
  ofNumber((text) => `"${text}"`),
  (scalar) => (/^"-?\d+(\.\d+)?"$/.test(scalar) ? scalar.slice(1, -1) : plain(scalar)),
];

const byName = (a: readonly [string, Node], b: readonly [string, Node]): number => (a[0] < b[0] ? -1 : 1);
const orders: readonly Order[] = [
  (members) => members,
  (members) => [...members].sort(byName),
  (members) => [...members].reverse(),
  (members) => [...members].sort((a, b) => byName(b, a)),
];

/** Members of the outermost object in every order, when they are few. */
function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) yield items;
  for (const [at, item] of items.entries()) {
    if (items.length <= 1) return;
    for (const rest of permutations(items.filter((_, index) => index !== at))) yield [item, ...rest];
  }
}

const mostPermuted = 5;
/** Longer bodies are not spelled again: it would take too long. */
const longestJson = 64 * 1024;

/** Other spellings of a JSON text: blanks, order of members, escapes, numbers. Nothing for what is no JSON. */
export function* jsonSpellings(text: string): Generator<string> {
  if (text.length > longestJson) return;
  let root: Node;
  try {
    root = parse(text);
  } catch {
    return;
  }
  for (const order of orders) {
    for (const style of styles) for (const spell of spells) yield print(root, style, spell, order);
  }
  if (root.kind !== 'object' || root.members.length > mostPermuted) return;
  for (const members of permutations(root.members)) {
    for (const style of styles.slice(0, 2)) {
      yield print(
        { kind: 'object', members },
        style,
        (scalar) => scalar,
        (same) => same,
      );
    }
  }
}

/** Texts a client may have signed in place of the body it sent, the likeliest first. As bytes. */
export function* bodyMistakes(body: Buffer): Generator<Variant<Buffer>> {
  if (body.length > 0) yield { cause: 'body-not-signed', value: Buffer.alloc(0) };
  yield { cause: 'empty-object', value: Buffer.from('{}') };
  yield { cause: 'empty-object', value: Buffer.from('null') };
  yield { cause: 'empty-object', value: Buffer.from('""') };
  yield { cause: 'empty-object', value: Buffer.from('[]') };
  if (body.length === 0 || body.length > longestJson) return;
  const text = body.toString('utf8');
  for (const newline of ['\n', '\r\n']) yield { cause: 'body-newline', value: Buffer.from(text + newline) };
  if (/\s$/.test(text)) yield { cause: 'body-newline', value: Buffer.from(text.trimEnd()) };
  if (/^\s/.test(text)) yield { cause: 'body-newline', value: Buffer.from(text.trim()) };
  if (text.includes('\r\n')) yield { cause: 'carriage-return', value: Buffer.from(text.replaceAll('\r\n', '\n')) };
  if (text.includes('\n')) yield { cause: 'carriage-return', value: Buffer.from(text.replace(/\r?\n/g, '\r\n')) };
  for (const spelled of jsonSpellings(text)) yield { cause: 'json-respelled', value: Buffer.from(spelled) };
  yield { cause: 'body-charset', value: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]) };
  if (text.startsWith('\ufeff')) yield { cause: 'body-charset', value: Buffer.from(text.slice(1)) };
  if (/[^\u0020-\u007e\s]/.test(text)) {
    yield { cause: 'body-charset', value: Buffer.from(text, 'latin1') };
    yield { cause: 'body-charset', value: Buffer.from(text.replace(/[^\u0000-\u007f]/g, '?')) };
    yield { cause: 'body-charset', value: Buffer.from(body.toString('latin1'), 'utf8') };
  }
  // What was signed was spelled so, and what was sent was encoded once more: a JSON text in a JSON text.
  yield { cause: 'json-respelled', value: Buffer.from(JSON.stringify(text)) };
}

/** Targets a client may have signed in place of the one it asked for. `hosts` as the request names them. */
export function* targetMistakes(target: string, hosts: readonly string[]): Generator<Variant<string>> {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const withQuery = (text: string): string => (query === '' ? path : `${path}?${text}`);
  if (mark >= 0) yield { cause: 'query-missing', value: path };
  if (query !== '') {
    for (const order of queryOrders(query)) yield { cause: 'query-order', value: withQuery(order) };
    for (const text of encodings(query)) yield { cause: 'query-encoding', value: withQuery(text) };
  }
  for (const host of hosts) {
    for (const scheme of ['https://', 'http://', '']) {
      yield { cause: 'path-host', value: `${scheme}${host}${target}` };
      if (mark >= 0) yield { cause: 'path-host', value: `${scheme}${host}${path}` };
    }
  }
  yield { cause: 'path-slash', value: `${path}/${target.slice(path.length)}` };
  if (path.endsWith('/')) yield { cause: 'path-slash', value: path.slice(0, -1) + target.slice(path.length) };
  yield { cause: 'path-slash', value: target.replace(/^\//, '') };
  yield { cause: 'path-slash', value: `/${target}` };
  for (const text of encodings(path)) yield { cause: 'path-encoding', value: text + target.slice(path.length) };
  yield { cause: 'path-case', value: target.toLowerCase() };
  yield { cause: 'path-case', value: path.toLowerCase() + target.slice(path.length) };
  yield { cause: 'path-encoding', value: encodeURIComponent(target) };
  const segments = path.split('/').filter(Boolean);
  for (let from = 1; from < segments.length; from += 1) {
    yield { cause: 'path-host', value: `/${segments.slice(from).join('/')}${target.slice(path.length)}` };
  }
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Percent escapes decoded, in the other case, made anew, plus for blank. */
function* encodings(text: string): Generator<string> {
  yield decode(text);
  yield decode(text.replaceAll('+', ' '));
  yield text.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase());
  yield text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
  yield text.replaceAll('%20', '+');
  yield text.replaceAll('+', '%20');
  yield encodeURI(decode(text));
  yield encodeURI(text);
}

/** Parameters sorted either way, reversed, and in every order when they are few. */
export function* queryOrders(query: string): Generator<string> {
  const pairs = query.split('&');
  const sorted = [...pairs].sort();
  yield sorted.join('&');
  yield [...pairs].reverse().join('&');
  yield sorted.reverse().join('&');
  if (pairs.length <= mostPermuted) for (const order of permutations(pairs)) yield order.join('&');
}
