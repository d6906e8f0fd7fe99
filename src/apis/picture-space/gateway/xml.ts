// Answers of the gateway as XML. Must not know what they mean.
const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML 1.0 has no way to write these at all.
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const text = (value: unknown): string =>
  String(value)
    .replace(impossible, '')
    .replace(/[&<>"]/g, (char) => escapes[char] ?? char);

function element(name: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return `<${name}>${text(value ?? '')}</${name}>`;
  const members = Object.entries(value);
  // A list is an object around one array, or around nothing.
  const isList = members.length === 0 || (members.length === 1 && Array.isArray(members[0]?.[1]));
  const inner = members.map(([key, member]) =>
    Array.isArray(member) ? member.map((item) => element(key, item)).join('') : element(key, member),
  );
  return `<${name}${isList ? ' list="true"' : ''}>${inner.join('')}</${name}>`;
}

export const xmlDocument = (root: string, content: object): string =>
  `<?xml version="1.0" encoding="utf-8" ?>${element(root, content)}`;
