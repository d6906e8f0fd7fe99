// Reads a request that somebody pasted: as it stands on the wire, or as a curl command. Must not judge its signature.
import type { RecordedRequest } from '../../../domain/traffic/index.js';
import { Refused } from '../envelope.js';

const unreadable = (why: string): Refused => new Refused(400, 'invalid', `this is no request: ${why}`);

function splitTarget(address: string): { target: string; host: string | null } {
  const match = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(address);
  if (match === null) return { target: address, host: null };
  const [, host = '', rest = ''] = match;
  return { target: rest.startsWith('/') ? rest : `/${rest}`, host };
}

/** Words of a shell command: single quotes, double quotes, $'…', backslashes. */
function shellWords(text: string): string[] {
  const words: string[] = [];
  const part = /\$'((?:[^'\\]|\\[\s\S])*)'|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\\r?\n|\\([\s\S])|([^\s'"\\]+)|(\s+)/g;
  let word: string | null = null;
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  for (const [whole, ansi, single, double, escaped, plain, blank] of text.matchAll(part)) {
    if (blank !== undefined) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (/^\\\r?\n$/.test(whole)) continue;
    const value =
      ansi?.replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character) ??
      single ??
      double?.replace(/\\(["\\$`])/g, '$1') ??
      escaped ??
      plain ??
      '';
    word = (word ?? '') + value;
  }
  if (word !== null) words.push(word);
  return words;
}

const withValue = /^(-[ouAebUmw]|--(output|user|user-agent|cookie|referer|max-time|write-out|connect-timeout|cacert))$/;

function readCurl(text: string, at: number): RecordedRequest {
  const [, ...words] = shellWords(text);
  let method: string | null = null;
  let address: string | null = null;
  let body: string | null = null;
  const headers: [string, string][] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = (): string => words[++index] ?? '';
    if (word === '-X' || word === '--request') method = next();
    else if (word === '-H' || word === '--header') {
      const [name = '', ...value] = next().split(':');
      headers.push([name.trim(), value.join(':').trim()]);
    } else if (/^(-d|--data(-raw|-binary|-ascii)?)$/.test(word)) {
      const value = next();
      body = body === null ? value : `${body}&${value}`;
    } else if (word === '--url') address = next();
    else if (withValue.test(word)) next();
    else if (!word.startsWith('-')) address ??= word;
  }
  if (address === null) throw unreadable('the command names no address');
  const { target, host } = splitTarget(address);
  if (host !== null && !headers.some(([name]) => /^host$/i.test(name))) headers.unshift(['Host', host]);
  return {
    method: method ?? (body === null ? 'GET' : 'POST'),
    target,
    headers,
    body: Buffer.from(body ?? ''),
    cut: false,
    at,
  };
}

/** @throws Refused 400 saying what is missing */
export function readPasted(raw: string, at: number): RecordedRequest {
  const text = raw.replace(/^\s+/, '');
  if (/^(\$ )?curl\s/.test(text)) return readCurl(text.replace(/^\$ /, ''), at);
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end === null ? text.trimEnd() : text.slice(0, end.index)).split(/\r?\n/);
  const [, method, address] = /^([A-Za-z]+) +(\S+)(?: +HTTP\/[\d.]+)? *$/.exec(head[0] ?? '') ?? [];
  if (method === undefined || address === undefined) {
    throw unreadable('the first line must be such as POST /path?query HTTP/1.1');
  }
  const headers = head.slice(1).map((line): [string, string] => {
    const colon = line.indexOf(':');
    if (colon < 1) throw unreadable(`the header line ${JSON.stringify(line.slice(0, 60))} has no colon`);
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const { target, host } = splitTarget(address);
  if (host !== null && !headers.some(([name]) => /^host$/i.test(name))) headers.unshift(['Host', host]);
  let body = end === null ? '' : text.slice(end.index + end[0].length);
  // Copying adds a newline that was not sent; the length says so.
  const length = headers.find(([name]) => /^content-length$/i.test(name))?.[1];
  if (length !== undefined && Buffer.byteLength(body) > Number(length)) {
    body = Buffer.from(body).subarray(0, Number(length)).toString('utf8');
  } else if (length === undefined && /^\s*[{[]/.test(body)) body = body.replace(/\r?\n$/, '');
  return { method, target, headers, body: Buffer.from(body), cut: false, at };
}
