// The XML of this protocol: flat texts in CDATA, whole numbers bare. Written for pushes, read from passive replies.
// Must not know any message. What is read comes from strangers: no DOCTYPE, no entities but the five, bounded in size and depth.
import { XMLParser, XMLValidator } from 'fast-xml-parser';

export class XmlError extends Error {
  override readonly name = 'XmlError';
}

/** A text, a whole number, or members in order. */
export type XmlValue = string | number | bigint | XmlFields;
export type XmlFields = readonly (readonly [name: string, value: XmlValue])[];

/** A CDATA section cannot hold its own end: it is split there, and readers join the halves. Characters XML forbids are dropped. */
const cdata = (text: string): string =>
  `<![CDATA[${text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;

const written = (value: XmlValue): string => {
  if (typeof value === 'string') return cdata(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value.map(([name, member]) => `<${name}>${written(member)}</${name}>`).join('');
};

/** `<xml>…</xml>` without a blank or newline between tags: consumers do not trim. */
export const writeXml = (fields: XmlFields): string => `<xml>${written(fields)}</xml>`;

/** Bytes of a document that is read. The largest passive reply, eight articles, has fewer than 32 KiB. */
export const longestXml = 64 * 1024;
const deepest = 8;
const mostTags = 2_000;

/** Text, or members by name; a name that repeats has a list. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  // `00123` stays text.
  parseTagValue: false,
  processEntities: false,
  trimValues: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Where a piece of markup that begins at `start` ends: after `close`. */
function after(text: string, start: number, close: string): number {
  const end = text.indexOf(close, start);
  if (end < 0) throw new XmlError('markup without an end');
  return end + close.length;
}

/** Depth and count of tags in one pass, before a parser builds anything. */
function checkShape(text: string): void {
  let depth = 0;
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    if (text.startsWith('<![CDATA[', at)) at = after(text, at, ']]>');
    else if (text.startsWith('<!--', at)) at = after(text, at, '-->');
    else if (text.startsWith('<?', at)) at = after(text, at, '?>');
    else {
      const end = after(text, at, '>');
      tags += 1;
      if (text[at + 1] === '/') depth -= 1;
      else if (text[end - 2] !== '/') depth += 1;
      if (depth > deepest) throw new XmlError(`nested deeper than ${deepest}`);
      if (tags > mostTags) throw new XmlError(`more than ${mostTags} tags`);
      at = end;
    }
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(value: unknown): XmlNode {
  if (typeof value === 'string')
    return value.replace(/&(lt|gt|amp|quot|apos);/g, (_all, name: string) => entities[name] ?? '');
  if (Array.isArray(value)) throw new XmlError('a list where one value is expected');
  if (typeof value !== 'object' || value === null) return '';
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      Array.isArray(member) ? member.map(decoded) : decoded(member),
    ]),
  );
}

/**
 * Reads one document whose root is `xml`.
 * @throws XmlError for anything that is not well-formed, holds a DOCTYPE or an entity of its own, or is too long or too deep
 */
export function readXml(text: string): { readonly [name: string]: XmlNode | readonly XmlNode[] } {
  if (Buffer.byteLength(text) > longestXml) throw new XmlError(`longer than ${longestXml} bytes`);
  // Nothing in this protocol has one, and every expansion attack needs one.
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)/i.test(text)) throw new XmlError('a document type is not taken');
  checkShape(text);
  if (XMLValidator.validate(text) !== true) throw new XmlError('not well-formed');
  let read: unknown;
  try {
    read = parser.parse(text);
  } catch (error) {
    throw new XmlError('not well-formed', { cause: error });
  }
  const root = decoded(read);
  const members = typeof root === 'string' ? undefined : root.xml;
  if (typeof members !== 'object' || Array.isArray(members)) throw new XmlError('the root is not <xml>');
  return members as { readonly [name: string]: XmlNode | readonly XmlNode[] };
}
