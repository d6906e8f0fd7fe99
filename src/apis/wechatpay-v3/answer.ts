// Writes answers: headers in the vendor's spelling, the body as given, signed unless the caller is unknown.
// Must not know operations. Header names keep their capitals: the Java client looks them up case-sensitively.
import type { ServerKey } from '../../domain/accounts/index.js';
import { type HttpReply, sendExact } from '../../http/server.js';
import type { RandomBytes } from '../../kernel/ids.js';
import { type Failure, failureBody } from './envelope.js';
import type { Mode } from './modes.js';
import { resultCodes } from './result-codes.js';
import type { Signer } from './signing.js';

export interface Answerer {
  /** 200 with a body, or 204 when it is null. */
  success(reply: HttpReply, mode: Mode, body: object | null, key: ServerKey): Promise<void>;
  /** @param key null = not signed */
  failure(reply: HttpReply, mode: Mode, failure: Failure, key: ServerKey | null): Promise<void>;
}

const beforeId: readonly [string, string][] = [
  ['Server', 'nginx'],
  ['Content-Type', 'application/json; charset=utf-8'],
  ['Cache-Control', 'no-cache, must-revalidate'],
  ['X-Content-Type-Options', 'nosniff'],
];
const language: [string, string] = ['Content-Language', 'zh-CN'];

export function createAnswerer(signer: Signer, random: RandomBytes): Answerer {
  async function write(
    reply: HttpReply,
    mode: Mode,
    status: number,
    body: string,
    resultCode: number,
    key: ServerKey | null,
  ) {
    const signature = key === null ? [] : await signer.sign(body, key, mode);
    const id: [string, string] = ['Request-ID', `08${random(20).toString('hex').toUpperCase()}-${resultCode}`];
    sendExact(reply, { status, headers: [...beforeId, id, language, ...signature], body });
  }
  return {
    success: (reply, mode, body, key) =>
      write(reply, mode, body === null ? 204 : 200, body === null ? '' : JSON.stringify(body), resultCodes.ok, key),
    failure: (reply, mode, failure, key) =>
      write(reply, mode, failure.status, failureBody(failure), failure.resultCode, failure.status === 401 ? null : key),
  };
}
