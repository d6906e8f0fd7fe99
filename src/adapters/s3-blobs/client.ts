// Signed requests to an S3-compatible service (AWS Signature Version 4), repeated a bounded number of times when it is the
// service's or the network's trouble. Must not know what is stored; must not put a key or a signature into an error.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import { setTimeout as wait } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher, request } from 'undici';
import { DomainError } from '../../kernel/errors.js';
import type { S3Settings } from './settings.js';

/** Makes the body anew for each attempt. */
export interface Payload {
  readonly size: number;
  /** Lower-case hexadecimal SHA-256: signed with the request, so the service refuses bytes that were altered on the way. */
  readonly sha256: string;
  body(): Buffer | AsyncIterable<Uint8Array>;
}

export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Below the bucket; empty = the bucket itself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: Payload;
}

export type Answered = Dispatcher.ResponseData;

export interface S3Client {
  /** An answer with one of the `welcome` statuses; its body must be read. @throws DomainError UNAVAILABLE */
  ask(asked: Asked, welcome: readonly number[]): Promise<Answered>;
  /** Like {@link ask}, and reads the body within the same attempt. */
  askWhole(
    asked: Asked,
    welcome: readonly number[],
  ): Promise<{ status: number; headers: Answered['headers']; body: Buffer }>;
  close(): Promise<void>;
}

/** Attempts altogether, and the pause (ms) before the second; it doubles before each further one. */
export const attempts = 4;
const firstPauseMs = 100;
const connectTimeoutMs = 5_000;
const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
/** As much of an error's body is read to find its code. */
const mostErrorBytes = 8_192;

/** What to do about refusals that do not pass by themselves. */
const remedies: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: 'check TUQUAN_S3_SECRET_KEY and TUQUAN_S3_REGION',
  InvalidAccessKeyId: 'check TUQUAN_S3_ACCESS_KEY',
  AccessDenied: 'this user may not do that in TUQUAN_S3_BUCKET',
  NoSuchBucket: 'check TUQUAN_S3_BUCKET',
  RequestTimeTooSkewed: 'set this machine’s clock right',
  AuthorizationHeaderMalformed: 'check TUQUAN_S3_REGION',
  PermanentRedirect: 'check TUQUAN_S3_ENDPOINT and TUQUAN_S3_REGION',
};

/** Throttled, broken or restarting: 501 and the like are answers that stay. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

const isSetUpWrong = (code: string): boolean => code === 'ERR_INVALID_ARG_TYPE' || code.startsWith('UND_ERR_INVALID');

async function errorCode(answer: Answered): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      parts.push(part);
      size += part.length;
      if (size >= mostErrorBytes) break;
    }
  } catch {
    // The status says enough.
  }
  return /<Code>([A-Za-z]{1,64})<\/Code>/.exec(String(Buffer.concat(parts)))?.[1] ?? '';
}

/** Thrown inside an attempt that may be repeated. */
export class Passing extends Error {}

export function createS3Client(settings: S3Settings): S3Client {
  const { endpoint, bucket, prefix, region, timeoutMs } = settings;
  const agent = new Agent({
    connections: settings.connections,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Shorter than services keep idle connections: a request on one that is being closed would have to be repeated.
    keepAliveTimeout: 4_000,
  });
  const signingKeys = new Map<string, ArrayBuffer>();

  async function attempt({ method, path, headers, payload }: Asked): Promise<Answered> {
    const signed = await new AwsV4Signer({
      method,
      url: `${endpoint}/${bucket}${path === '' ? '' : `/${prefix}${path}`}`,
      headers: { ...headers, 'x-amz-content-sha256': payload?.sha256 ?? emptySha256 },
      accessKeyId: settings.accessKey,
      secretAccessKey: settings.secretKey,
      service: 's3',
      region,
      cache: signingKeys,
    }).sign();
    return request(signed.url, {
      dispatcher: agent,
      method,
      headers: {
        ...Object.fromEntries(signed.headers),
        ...(method === 'PUT' ? { 'content-length': String(payload?.size ?? 0) } : {}),
      },
      ...(payload === undefined ? {} : { body: payload.body() as Buffer }),
    });
  }

  /** @throws Passing, or DomainError UNAVAILABLE when repeating would not help */
  async function judged(asked: Asked, welcome: readonly number[]): Promise<Answered> {
    let answer: Answered;
    try {
      answer = await attempt(asked);
    } catch (error) {
      const code = String((error as { code?: unknown }).code ?? (error as Error).name);
      if (isSetUpWrong(code)) throw error;
      throw new Passing(code);
    }
    if (welcome.includes(answer.statusCode)) return answer;
    const code = (await errorCode(answer)) || `status ${answer.statusCode}`;
    if (passing.has(answer.statusCode)) throw new Passing(code);
    const remedy = remedies[code];
    throw new DomainError(
      'UNAVAILABLE',
      `blob storage: ${asked.method} was answered ${answer.statusCode} ${code}${remedy === undefined ? '' : `: ${remedy}`}`,
      { code },
    );
  }

  async function repeated<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
    for (let count = 1; ; count++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Passing)) throw error;
        if (count === attempts) {
          const text = `blob storage: ${asked.method} failed ${attempts} times, last with ${error.message}`;
          throw new DomainError('UNAVAILABLE', text, { code: error.message });
        }
        await wait(firstPauseMs * 2 ** (count - 1));
      }
    }
  }

  return {
    ask: (asked, welcome) => repeated(asked, () => judged(asked, welcome)),
    askWhole: (asked, welcome) =>
      repeated(asked, async () => {
        const answer = await judged(asked, welcome);
        try {
          const body = Buffer.from(await answer.body.arrayBuffer());
          return { status: answer.statusCode, headers: answer.headers, body };
        } catch (error) {
          throw new Passing(String((error as { code?: unknown }).code ?? (error as Error).name));
        }
      }),
    close: () => agent.destroy(),
  };
}
