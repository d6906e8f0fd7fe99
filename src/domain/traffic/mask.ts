// Takes credentials out of what is kept of an exchange. Signatures stay: they say what went wrong and open nothing.
// Must not know a protocol: names of credentials are alike everywhere.

const shown = '***';
const names = '[\\w.-]*(?:token|secret|password|passphrase|app_?code|session|auth_?code|private_?key)[\\w.-]*';

const inQuery = new RegExp(`((?:^|[?&])${names}=)[^&\\s]+`, 'gi');
const inJson = new RegExp(`("${names}"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, 'gi');
const inXml = new RegExp(`(<(${names})>)[^<]*`, 'gi');
const inParts = new RegExp(`(\\bname="${names}"[^\\r\\n]*(?:\\r?\\n[^\\r\\n]+)*\\r?\\n\\r?\\n)[^\\r\\n]*`, 'gi');
const header = /token|secret|password|appcode|cookie|session/i;

export const maskTarget = (target: string): string => target.replace(inQuery, `$1${shown}`);

export const maskBody = (body: string): string =>
  body
    .replace(inQuery, `$1${shown}`)
    .replace(inJson, `$1${shown}`)
    .replace(inXml, `$1${shown}`)
    .replace(inParts, `$1${shown}`);

/** A signature is a list of named parts. Whatever else stands in Authorization — a password, a token, a bare key — is a credential. */
export function maskHeader(name: string, value: string): string {
  if (header.test(name)) return shown;
  if (!/authorization/i.test(name)) return value;
  const signature = /^\s*(?!basic\s|bearer\s)\S+\s+[\w-]+\s*=\s*["\w]/i.test(value);
  return signature
    ? value
    : value.replace(/^(\s*\S+\s+)?.*$/s, (_, scheme: string | undefined) => `${scheme ?? ''}${shown}`);
}

/** The scheme an Authorization header names, at most 64 characters; a header of one word may be a bare credential and is not shown. */
export const schemeOf = (authorization: string): string => /^\s*(\S{1,64})\s+\S/.exec(authorization)?.[1] ?? shown;
