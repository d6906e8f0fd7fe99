// Cookies: read from a request's header, written for an answer's (RFC 6265).
// Must not know what they hold.

/** The value of the first cookie of this name; null when there is none. */
export function cookieIn(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  /** Sent over https only. */
  readonly secure: boolean;
  readonly path?: string;
  /** `Strict`: not even sent when a link of another site leads here. Default `Lax`. */
  readonly sameSite?: 'Lax' | 'Strict';
}

/** A Set-Cookie value that scripts cannot read and other sites' forms do not send. `value` must need no escaping. */
export const setCookie = (
  name: string,
  value: string,
  { maxAgeSeconds, secure, path = '/', sameSite = 'Lax' }: CookieOptions,
): string =>
  `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`;
