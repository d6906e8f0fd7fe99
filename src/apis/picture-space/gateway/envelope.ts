// The gateway's answers: success under the method's own root, every refusal as error_response. HTTP is 200 always.
// Must not send. Codes and texts: spec §2.4 and §3.
import { stringifyJson } from '../../../kernel/exact-json.js';
import type { Fault, FaultKind } from '../envelope.js';
import { xmlDocument } from './xml.js';

export interface GatewayError {
  readonly code: number;
  readonly msg: string;
  readonly sub_code?: string;
  readonly sub_msg?: string;
}

/** Thrown for what the gateway itself refuses. */
export class GatewayRefused extends Error {
  override readonly name = 'GatewayRefused';
  readonly error: GatewayError;
  constructor(error: GatewayError) {
    super(error.msg);
    this.error = error;
  }
}

/** Spelled as captured answers have them, which is not how the vendor's tables do: `Invalid signature`, `Invalid app Key`. */
export const gatewayErrors = {
  callLimited: {
    code: 7,
    msg: 'App Call Limited',
    sub_code: 'accesscontrol.limited-by-app-access-count',
    // Client libraries read the seconds out of this text and wait.
    sub_msg: 'This ban will last for 1 more seconds',
  },
  /** Points used up: waiting does not help. */
  pointsUsedUp: {
    code: 7,
    msg: 'App Call Limited',
    sub_code: 'accesscontrol.limited-by-app-access-count',
    sub_msg: '调用次数超限',
  },
  httpAction: { code: 9, msg: 'Http action not allowed' },
  missingMethod: { code: 21, msg: 'Missing method', sub_msg: 'http传入的参数加入method字段' },
  invalidMethod: { code: 22, msg: 'Invalid method' },
  invalidFormat: { code: 23, msg: 'Invalid format' },
  missingSignature: { code: 24, msg: 'Missing signature' },
  invalidSignature: { code: 25, msg: 'Invalid signature' },
  missingSession: { code: 26, msg: 'Missing session' },
  invalidSession: { code: 27, msg: 'Invalid session', sub_code: 'invalid-sessionkey', sub_msg: 'SessionKey非法' },
  sessionExpired: { code: 27, msg: 'Invalid session:session-expired', sub_code: 'session-expired' },
  missingAppKey: { code: 28, msg: 'Missing app key' },
  invalidAppKey: { code: 29, msg: 'Invalid app Key', sub_code: 'isv.appkey-not-exists' },
  missingTimestamp: { code: 30, msg: 'Missing timestamp' },
  invalidTimestamp: { code: 31, msg: 'Invalid timestamp' },
  missingVersion: { code: 32, msg: 'Missing version' },
  /** Not written as a version at all. */
  invalidVersion: { code: 33, msg: 'Invalid version' },
  /** A version there is not. */
  unsupportedVersion: { code: 34, msg: 'Unsupported version' },
  unreadable: { code: 43, msg: 'Parameter error' },
} as const satisfies Record<string, GatewayError>;

const remote = (name: string, sub_msg?: string): GatewayError => ({
  code: 15,
  msg: 'Remote service error',
  sub_code: `isv.pictureServiceClient-service-error:${name}`,
  ...(sub_msg === undefined ? {} : { sub_msg }),
});

const argument = (kind: 'missing' | 'invalid', field: string, why?: string): GatewayError => ({
  code: kind === 'missing' ? 40 : 41,
  msg: `${kind === 'missing' ? 'Missing required' : 'Invalid'} arguments:${field}`,
  sub_code: `isv.${kind}-parameter:${field}`,
  sub_msg: why ?? `参数 ${field} ${kind === 'missing' ? '缺失' : '不正确'}`,
});

type Rendered = { readonly [K in FaultKind]: (fault: Extract<Fault, { kind: K }>) => GatewayError };

/** Every reason to refuse, as the gateway tells it. */
const rendered: Rendered = {
  missing: ({ field }) => argument('missing', field),
  invalid: ({ field, why }) => argument('invalid', field, why),
  image: () => argument('invalid', 'img', '图片格式、大小或尺寸不正确'),
  category: () => remote('CATEGORY_NOTEXIST', '图片分类不存在'),
  'category-taken': () => remote('picture category add failed'),
  picture: () => remote('PICTURE_QUERY_PICTURE_FAILED', '查询图片失败'),
  space: () => remote('PICTURE_OVER_AVAILSPACE', '图片空间容量不足'),
  busy: () => remote('SERVER_IS_BUSY', '系统繁忙，请重试'),
  system: () => remote('PICTURE_SYS_ERROR', '系统错误'),
  points: () => gatewayErrors.pointsUsedUp,
  rate: () => gatewayErrors.callLimited,
  token: ({ expired }) => (expired ? gatewayErrors.sessionExpired : gatewayErrors.invalidSession),
  owner: () => gatewayErrors.invalidSession,
  shop: () => gatewayErrors.invalidSession,
  'unknown-path': () => gatewayErrors.invalidMethod,
  forbidden: () => ({ code: 11, msg: 'Insufficient isv permissions', sub_code: 'isv.permission-api-package-limit' }),
};

export const gatewayErrorOf = (fault: Fault): GatewayError =>
  (rendered[fault.kind] as (fault: Fault) => GatewayError)(fault);

export type Format = 'json' | 'xml';

/** Content of a simplified answer: no root, and lists without the wrapper of their plural. JSON only. */
function simplified(answer: object): object {
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => {
      if (typeof value !== 'object' || value === null) return [key, value];
      const members = Object.values(value);
      if (members.length === 0) return [key, []];
      return [key, members.length === 1 && Array.isArray(members[0]) ? members[0] : value];
    }),
  );
}

export interface GatewayAnswer {
  /** Name of the root. */
  readonly root: string;
  /** Never holds a member `code`: client libraries take it for an error. */
  readonly content: object;
  readonly format: Format;
  readonly simplify?: boolean;
}

export const contentTypes: Readonly<Record<Format, string>> = {
  json: 'application/json;charset=UTF-8',
  xml: 'text/xml;charset=UTF-8',
};

export function gatewayBody({ root, content, format, simplify }: GatewayAnswer, requestId: string): string {
  if (format === 'xml') return xmlDocument(root, { ...content, request_id: requestId });
  if (simplify) return stringifyJson({ ...simplified(content), request_id: requestId });
  return stringifyJson({ [root]: { ...content, request_id: requestId } });
}
