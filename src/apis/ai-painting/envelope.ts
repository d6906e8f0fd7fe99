// The two kinds of answers: the seller's (HTTP 200, a code in the body) and the gateway's (a status of its own, APIG.*).
// Must not send; that is answer.ts. Codes: the seller's usage guide, and the API Gateway error-code page of Huawei Cloud.
import { type DomainErrorCode, describe, isDomainError } from '../../kernel/errors.js';

/** An answer of the service behind the gateway. */
export interface ResultCode {
  readonly code: number;
  readonly msg: string;
}

export const results = {
  success: { code: 200, msg: '成功' },
  noSuchTask: { code: 201, msg: 'taskId不存在' },
  textRefused: { code: 202, msg: '文本拦截' },
  badParameter: { code: 400, msg: '参数错误' },
  ownTrouble: { code: 500, msg: '服务商维护，请稍候再试' },
  sourceTrouble: { code: 501, msg: '官方数据源维护，请稍候再试' },
  other: { code: 999, msg: '其他，以实际返回为准' },
} as const satisfies Record<string, ResultCode>;

/** What each domain error is in this protocol. Codes that no operation here can raise are mapped all the same. */
export const domainResults = {
  INVALID: results.badParameter,
  NOT_FOUND: results.noSuchTask,
  CONFLICT: results.badParameter,
  FORBIDDEN: results.noSuchTask,
  TEXT_REFUSED: results.textRefused,
  UNAUTHENTICATED: results.ownTrouble,
  RATE_LIMITED: results.ownTrouble,
  TOO_BUSY: results.ownTrouble,
  TOO_LARGE: results.badParameter,
  BAD_IMAGE: results.sourceTrouble,
  NO_SUBJECT: results.sourceTrouble,
  SOURCE_REFUSED: results.sourceTrouble,
  SOURCE_FAILED: results.sourceTrouble,
  UNAVAILABLE: results.ownTrouble,
  ABORTED: results.ownTrouble,
} as const satisfies Record<DomainErrorCode, ResultCode>;

/** Thrown to answer with a code of the seller's. `field`: the parameter that is wrong. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly result: ResultCode;
  readonly field: string | null;

  constructor(result: ResultCode, field: string | null = null) {
    super(result.msg);
    this.result = result;
    this.field = field;
  }
}

/** An answer of the gateway itself. */
export interface GatewayError {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

/** Thrown to answer as the gateway. */
export class GatewayRefused extends Error {
  override readonly name = 'GatewayRefused';
  readonly error: GatewayError;

  constructor(error: GatewayError) {
    super(error.text);
    this.error = error;
  }
}

const gateway = (status: number, code: string, text: string): GatewayError => ({ status, code: `APIG.${code}`, text });

export const gatewayErrors = {
  notPublished: gateway(404, '0101', 'The API does not exist or has not been published in the environment.'),
  noSuchMethod: gateway(404, '0101', 'The API does not exist.'),
  badRequest: gateway(400, '0201', 'API request error.'),
  bodyTooLarge: gateway(413, '0201', 'Request entity too large.'),
  uriTooLarge: gateway(414, '0201', 'Request URI too large.'),
  headersTooLarge: gateway(494, '0201', 'Request headers too large.'),
  httpsOnly: gateway(400, '0607', 'The following protocol is supported: {https}'),
} as const satisfies Record<string, GatewayError>;

/** What the gateway can say and this server has no cause to: a sandbox says it on demand. */
export const rareGatewayErrors: readonly GatewayError[] = [
  gateway(502, '0202', 'Backend unavailable.'),
  gateway(504, '0203', 'Backend timeout.'),
  gateway(401, '0301', 'Incorrect IAM authentication information: token expired'),
  gateway(403, '0304', 'The app is not authorized to access the API.'),
  gateway(401, '0305', 'Incorrect authentication information: frontend authorizer'),
  gateway(403, '0306', 'API access denied.'),
  gateway(401, '0307', 'The token must be updated.'),
  gateway(403, '0401', 'Unknown client IP address.'),
  gateway(403, '0402', 'The IP address is not authorized to access the API.'),
  gateway(403, '0404', 'Access to the backend IP address has been denied.'),
  gateway(403, '0405', 'The app is not accessed from a trusted IP address.'),
  // 405 is odd and right.
  gateway(405, '0501', 'The app quota has been used up.'),
  gateway(405, '0502', 'The app has been frozen.'),
  gateway(500, '0601', 'Internal server error.'),
  gateway(400, '0602', 'Bad request.'),
];

/** Whatever is wrong with the credentials; the text behind the colon is for people. */
export const authenticationError = (detail: string): GatewayError =>
  gateway(401, '0303', `Incorrect app authentication information: ${detail}`);

export const throttled = (limit: number): GatewayError =>
  gateway(
    429,
    '0308',
    `The throttling threshold has been reached: policy app over ratelimit,limit:${limit},time:1 second`,
  );

/** The seller's code for anything thrown, the parameter at fault, and a text for the log when it is no caller's mistake. */
export function resultFor(error: unknown): { result: ResultCode; field: string | null; logText: string | null } {
  if (error instanceof Refused) return { result: error.result, field: error.field, logText: null };
  if (isDomainError(error)) {
    const result: ResultCode = domainResults[error.code];
    const field = error.code === 'INVALID' && typeof error.facts.field === 'string' ? error.facts.field : null;
    return { result, field, logText: result.code === 500 ? error.message : null };
  }
  return {
    result: results.ownTrouble,
    field: null,
    logText: error instanceof Error ? (error.stack ?? error.message) : describe(error),
  };
}
