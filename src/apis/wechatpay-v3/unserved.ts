// What is answered where no operation answers: unknown addresses, wrong methods, bodies that did not arrive.
// Must not check who is calling; the gate has done that.
import { type HttpRequest, rawTarget } from '../../http/server.js';
import { isDomainError } from '../../kernel/errors.js';
import { coverage } from './coverage.js';
import { type Failure, failureFor, failures, Refused } from './envelope.js';
import { resultCodes } from './result-codes.js';

interface Known {
  readonly method: string;
  readonly served: boolean;
  readonly pattern: RegExp;
}

const known: readonly Known[] = coverage.map(({ method, path, status }) => ({
  method,
  served: status !== 'not-started',
  pattern: new RegExp(`^${path.replace(/:[a-z_]+/g, '[^/]+')}$`),
}));

const failure = (status: number, code: string, message: string): Failure => ({
  status,
  code,
  message,
  resultCode: resultCodes.illegalParameter,
});
const unknownAddress = failure(404, 'NOT_FOUND', '请求的接口不存在，请检查URL');
const notStarted = failure(404, 'NOT_FOUND', '此接口暂未开放');
const wrongMethod = failure(405, 'INVALID_REQUEST', '此接口不支持该HTTP方法');

/** The answer to a request that no route takes. POLICY: none of the three texts is published. */
export function refusalFor(request: HttpRequest): Failure {
  const path = rawTarget(request).split('?', 1)[0] ?? '';
  const here = known.filter(({ pattern }) => pattern.test(path));
  if (here.some(({ method }) => method === request.method)) return notStarted;
  return here.some(({ served }) => served) ? wrongMethod : unknownAddress;
}

/** The answer when the framework could not read a body: too long, cut off, or the connection broke. */
export function bodyFailure(error: unknown, request: HttpRequest): Failure {
  if (isDomainError(error) || error instanceof Refused) return failureFor(error).failure;
  const code = (error as { code?: unknown }).code;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const { tooLarge } = request.routeOptions.config as { tooLarge?: Failure };
    return tooLarge ?? failures.bodyTooLarge;
  }
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? failures.brokenBody : failures.systemError;
}
