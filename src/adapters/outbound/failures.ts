// Turns what went wrong with an exchange into the domain's error codes, with texts that hold no secret.
// Must not know who asked; the only file here that reads the HTTP library's error codes.
import { DomainError, describe, type Facts, isDomainError } from '../../kernel/errors.js';

/** Why a source failed: stable words for logs, facts and messages built from them. */
export type FailureReason =
  | 'timeout'
  | 'status'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'closed'
  | 'protocol'
  | 'redirects'
  | 'encoding'
  | 'other';

/** The URL as it may appear in a log: queries and fragments carry signatures and tokens, so they are left out. */
export function loggable(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname.slice(0, 200)}`;
}

export function sourceFailed(
  url: URL,
  reason: FailureReason,
  detail: string,
  facts: Facts = {},
  cause?: unknown,
): DomainError {
  return new DomainError(
    'SOURCE_FAILED',
    `${loggable(url)}: ${detail}`,
    { reason, host: url.hostname, ...facts },
    cause === undefined ? undefined : { cause },
  );
}

export type RefusalReason = 'url' | 'scheme' | 'credentials' | 'host' | 'port' | 'address';

export function sourceRefused(reason: RefusalReason, detail: string, host: string): DomainError {
  return new DomainError('SOURCE_REFUSED', detail, { reason, host });
}

const reasonsByCode: readonly (readonly [RegExp, FailureReason])[] = [
  [/^(ENOTFOUND|ENODATA|EAI_.*|EBADNAME|EBADRESP|ESERVFAIL|EREFUSED|ENONAME)$/, 'dns'],
  [/^(UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'timeout'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|EACCES|ENETDOWN)$/, 'connect'],
  [/^(UND_ERR_SOCKET|ECONNRESET|EPIPE|UND_ERR_CLOSED|UND_ERR_DESTROYED|UND_ERR_ABORTED)$/, 'closed'],
  [
    /^(ERR_TLS_.*|ERR_SSL_.*|EPROTO|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|CERT_.*|HOSTNAME_MISMATCH|CRL_.*)$/,
    'tls',
  ],
  [/^(HPE_.*|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_.*|UND_ERR_RESPONSE.*|ERR_INVALID_.*)$/, 'protocol'],
];

/** Any error of an exchange as a DomainError; one that is a DomainError already stays as it is. */
export function translate(error: unknown, url: URL): DomainError {
  if (isDomainError(error)) return error;
  const code = (error as { code?: unknown } | null)?.code;
  // Some parser errors come without a code; their name is as firm.
  const named = (error as { name?: unknown } | null)?.name === 'HTTPParserError' ? 'HPE_INVALID' : '';
  const word = typeof code === 'string' ? code : named;
  const reason = reasonsByCode.find(([pattern]) => pattern.test(word))?.[1] ?? 'other';
  return sourceFailed(
    url,
    reason,
    word === '' ? describe(error) : `${reason} (${word})`,
    word === '' ? {} : { code: word },
    error,
  );
}
