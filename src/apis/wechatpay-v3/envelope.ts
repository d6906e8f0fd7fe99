// The bodies of answers: success as compact JSON, failure as code, detail and message. Every domain error has its answer here.
// Must not sign or send; that is answer.ts.
import type { DomainErrorCode } from '../../kernel/errors.js';
import { describe, isDomainError } from '../../kernel/errors.js';
import { FieldFault } from './field-rules.js';
import { resultCodes } from './result-codes.js';

export type Detail = Readonly<Record<string, unknown>>;

/** What a caller is told when something does not work. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Keys in alphabetical order, as the vendor writes them. */
  readonly detail?: Detail;
  /** Number at the end of Request-ID. */
  readonly resultCode: number;
}

/** Thrown to answer with a failure of this room's own. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const paramError = (message: string, resultCode: number, detail?: Detail): Failure => ({
  status: 400,
  code: 'PARAM_ERROR',
  message,
  resultCode,
  ...(detail ? { detail } : {}),
});

/** 400 PARAM_ERROR. */
export const badParameter = (message: string, resultCode: number, detail?: Detail): Refused =>
  new Refused(paramError(message, resultCode, detail));

/** 401 SIGN_ERROR; the only failure that is not signed. The vendor publishes no result code for it: POLICY. */
export const signError = (message: string, detail?: Detail): Refused =>
  new Refused({
    status: 401,
    code: 'SIGN_ERROR',
    message,
    resultCode: resultCodes.illegalParameter,
    ...(detail ? { detail } : {}),
  });

const tooFrequent: Failure = {
  status: 429,
  code: 'RATELIMIT_EXCEEDED',
  message: '频率限制，请降低调用频率后重试',
  resultCode: resultCodes.tooFrequent,
};

const objectMissing: Failure = {
  status: 404,
  code: 'RESOURCE_NOT_EXISTS',
  message: '查询的资源不存在，请检查查询资源的对应id是否填写正确',
  resultCode: resultCodes.objectMissing,
};

const serviceUnavailable: Failure = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  message: '服务暂不可用，请稍后重试',
  resultCode: resultCodes.systemError,
};

export const failures = {
  tooFrequent,
  objectMissing,
  systemError: {
    status: 500,
    code: 'SYSTEM_ERROR',
    message: '系统异常，请用相同的参数重新调用',
    resultCode: resultCodes.systemError,
  },
  bodyTooLarge: { status: 413, code: 'PARAM_ERROR', message: '请求包体过大', resultCode: resultCodes.tooLong },
  imageTooLarge: paramError('图片大小超过限制，图片不能超过2M', resultCodes.imageTooLarge),
  brokenBody: paramError('请求包体不完整', resultCodes.malformedOrMissing),
} as const satisfies Record<string, Failure>;

/** What each domain error is in this protocol. Codes that no operation here can raise are mapped all the same. */
export const domainFailures = {
  INVALID: paramError('参数错误', resultCodes.fieldRuleBroken),
  NOT_FOUND: objectMissing,
  CONFLICT: {
    status: 400,
    code: 'ALREADY_EXISTS',
    message: '相同的请求单号已存在，且请求参数与之前不一致',
    resultCode: resultCodes.otherDataSameNumber,
  },
  FORBIDDEN: {
    status: 403,
    code: 'NO_AUTH',
    message: '商户无权限，请检查是否已获得品牌的授权',
    resultCode: resultCodes.noPermission,
  },
  TEXT_REFUSED: paramError('参数错误', resultCodes.fieldRuleBroken),
  UNAUTHENTICATED: {
    status: 401,
    code: 'SIGN_ERROR',
    message: '错误的签名，验签失败',
    resultCode: resultCodes.illegalParameter,
  },
  RATE_LIMITED: tooFrequent,
  // 429, not 503: every client of this API backs off and retries on 429, some give up on 5xx (POLICY).
  TOO_BUSY: { ...tooFrequent, message: '频率限制，系统繁忙，请稍后重试' },
  TOO_LARGE: failures.imageTooLarge,
  BAD_IMAGE: paramError('图片格式不正确，仅支持JPG、BMP、PNG格式', resultCodes.fieldRuleBroken),
  NO_SUBJECT: {
    status: 400,
    code: 'INVALID_REQUEST',
    message: '图片中没有可识别的主体',
    resultCode: resultCodes.fieldRuleBroken,
  },
  SOURCE_REFUSED: {
    status: 400,
    code: 'INVALID_REQUEST',
    message: '图片地址不允许访问',
    resultCode: resultCodes.fieldRuleBroken,
  },
  SOURCE_FAILED: {
    status: 400,
    code: 'INVALID_REQUEST',
    message: '图片下载失败',
    resultCode: resultCodes.imageMissing,
  },
  UNAVAILABLE: serviceUnavailable,
  ABORTED: serviceUnavailable,
} satisfies Record<DomainErrorCode, Failure>;

/** The failure to answer with for anything thrown, and a text for the log when it is no caller's mistake. */
export function failureFor(error: unknown): { failure: Failure; logText: string | null } {
  if (error instanceof Refused) return { failure: error.failure, logText: null };
  if (error instanceof FieldFault) {
    const detail = { location: error.place, value: error.value };
    return { failure: paramError(error.message, error.resultCode, detail), logText: null };
  }
  if (isDomainError(error)) {
    const failure: Failure = domainFailures[error.code];
    return { failure, logText: failure.status >= 500 ? error.message : null };
  }
  return {
    failure: failures.systemError,
    logText: error instanceof Error ? (error.stack ?? error.message) : describe(error),
  };
}

/** Keys in alphabetical order, as real answers have them. */
export function failureBody({ code, detail, message }: Failure): string {
  return JSON.stringify(detail === undefined ? { code, message } : { code, detail, message });
}
