// Where blobs are kept when not on disk: an S3-compatible service. Read from the environment once, checked once.
// Must not be read anywhere else, and must never be printed: two of these are secrets.

export interface S3Settings {
  /** Without a slash at its end. TUQUAN_S3_ENDPOINT */
  readonly endpoint: string;
  /** TUQUAN_S3_BUCKET */
  readonly bucket: string;
  /** TUQUAN_S3_ACCESS_KEY */
  readonly accessKey: string;
  /** TUQUAN_S3_SECRET_KEY */
  readonly secretKey: string;
  /** TUQUAN_S3_REGION */
  readonly region: string;
  /** Before every key, for a bucket that is shared; ends with a slash or is empty. TUQUAN_S3_PREFIX */
  readonly prefix: string;
  /** Silence (ms) of the service after which an attempt is given up. TUQUAN_S3_TIMEOUT (seconds) */
  readonly timeoutMs: number;
  /** Requests to the service at the same time. TUQUAN_S3_CONNECTIONS */
  readonly connections: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const wrong = (key: string, value: string, expected: string): Error =>
  new Error(`${key} is "${value}", expected ${expected}. See docs/storage.md.`);

function matching(environment: Environment, key: string, fallback: string, pattern: RegExp, expected: string): string {
  const text = environment[key] || fallback;
  if (!pattern.test(text)) throw wrong(key, text, expected);
  return text;
}

/** A key is never shown, also not in the error about it. */
function secret(environment: Environment, key: string): string {
  const text = environment[key] ?? '';
  if (!/^[\x21-\x7e]{1,256}$/.test(text)) {
    throw wrong(key, text === '' ? '' : '(hidden)', 'the key of an S3 user: 1 to 256 visible ASCII characters');
  }
  return text;
}

function whole(environment: Environment, key: string, fallback: number, most: number): number {
  const text = environment[key] || String(fallback);
  if (!/^[1-9]\d{0,5}$/.test(text) || Number(text) > most) throw wrong(key, text, `a whole number from 1 to ${most}`);
  return Number(text);
}

/** Null without TUQUAN_S3_ENDPOINT: blobs are kept on disk then. @throws Error naming key, value and what was expected */
export function readS3Settings(environment: Environment): S3Settings | null {
  const endpoint = environment.TUQUAN_S3_ENDPOINT;
  if (endpoint === undefined || endpoint === '') return null;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') {
    // The address may hold a key that was put in the wrong place.
    throw wrong('TUQUAN_S3_ENDPOINT', '(hidden)', 'an address such as https://s3.example.com, keys set apart from it');
  }
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    bucket: matching(
      environment,
      'TUQUAN_S3_BUCKET',
      '',
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'the name of a bucket: 3 to 63 of a-z 0-9 . -',
    ),
    accessKey: secret(environment, 'TUQUAN_S3_ACCESS_KEY'),
    secretKey: secret(environment, 'TUQUAN_S3_SECRET_KEY'),
    region: matching(environment, 'TUQUAN_S3_REGION', 'us-east-1', /^[a-z0-9-]{1,40}$/, 'a region such as us-east-1'),
    prefix: matching(
      environment,
      'TUQUAN_S3_PREFIX',
      '',
      /^(?:[A-Za-z0-9_-]{1,64}\/){0,4}$/,
      'nothing, or folders such as tuquan/pictures/',
    ),
    timeoutMs: whole(environment, 'TUQUAN_S3_TIMEOUT', 30, 600) * 1_000,
    connections: whole(environment, 'TUQUAN_S3_CONNECTIONS', 64, 1_000),
  };
}
