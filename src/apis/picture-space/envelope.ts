// The answers of the tool interface: code, msg, msec, time, data. Every reason to refuse has its code here.
// Must not send. Texts are compared by clients (spec §1.6): never change one. The gateway's own errors: gateway/envelope.ts.
import { type DomainErrorCode, describe, isDomainError } from '../../kernel/errors.js';
import { stringifyJson } from '../../kernel/exact-json.js';

/** Why a request is refused, in the words both faces of this room translate. */
export type Fault =
  | { readonly kind: 'missing'; readonly field: string }
  | { readonly kind: 'invalid'; readonly field: string; readonly why?: string }
  | { readonly kind: 'category' }
  | { readonly kind: 'category-taken' }
  | { readonly kind: 'picture' }
  | { readonly kind: 'image'; readonly why?: string }
  | { readonly kind: 'space' }
  | { readonly kind: 'points' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'rate' }
  | { readonly kind: 'token'; readonly expired?: true }
  | { readonly kind: 'owner' }
  | { readonly kind: 'shop'; readonly url: string }
  | { readonly kind: 'unknown-path' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'system' };

export type FaultKind = Fault['kind'];

/** Thrown to answer with a refusal. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

/** What each domain error is in this room when its facts say nothing more exact. */
export const domainFaults = {
  INVALID: { kind: 'invalid', field: 'img' },
  NOT_FOUND: { kind: 'picture' },
  CONFLICT: { kind: 'category-taken' },
  FORBIDDEN: { kind: 'forbidden' },
  UNAUTHENTICATED: { kind: 'token' },
  RATE_LIMITED: { kind: 'rate' },
  TOO_BUSY: { kind: 'busy' },
  TOO_LARGE: { kind: 'image' },
  BAD_IMAGE: { kind: 'image' },
  NO_SUBJECT: { kind: 'image' },
  TEXT_REFUSED: { kind: 'forbidden' },
  SOURCE_REFUSED: { kind: 'invalid', field: 'img' },
  SOURCE_FAILED: { kind: 'invalid', field: 'img' },
  UNAVAILABLE: { kind: 'system' },
  ABORTED: { kind: 'busy' },
} as const satisfies Record<DomainErrorCode, Fault>;

/** The libraries say in `facts.what` which of several reasons a code has. */
const byWhat: Readonly<Record<string, Fault>> = {
  category: { kind: 'category' },
  'category-name': { kind: 'category-taken' },
  categories: { kind: 'category-taken' },
  picture: { kind: 'picture' },
  space: { kind: 'space' },
  points: { kind: 'points' },
  size: { kind: 'image', why: 'client:phone takes 480–620 by up to 960 pixels' },
};

/** The fault of anything thrown, and a text for the log when it is no caller's mistake. */
export function faultOf(error: unknown): { fault: Fault; logText: string | null } {
  if (error instanceof Refused) return { fault: error.fault, logText: null };
  if (isDomainError(error)) {
    const fault: Fault = byWhat[String(error.facts.what)] ?? domainFaults[error.code];
    if (fault.kind === 'image' && fault.why === undefined)
      return { fault: { ...fault, why: error.message }, logText: null };
    return { fault, logText: fault.kind === 'system' ? error.message : null };
  }
  return {
    fault: { kind: 'system' },
    logText: error instanceof Error ? (error.stack ?? error.message) : describe(error),
  };
}

interface ToolFailure {
  readonly status: number;
  readonly code: number;
  readonly msg: string;
}

const badRequest = { status: 200, code: 100, msg: '请求参数错误' } as const;
const system = { status: 200, code: 200, msg: '系统错误,请联系客服' } as const;

/** Code and text of every fault at the tool interface. */
export const toolFailures = {
  missing: badRequest,
  invalid: badRequest,
  category: badRequest,
  'category-taken': badRequest,
  picture: badRequest,
  image: badRequest,
  space: badRequest,
  points: { status: 200, code: 204, msg: '请求异常:API 调用次数不足,请前往网站兑换次数。' },
  busy: { status: 200, code: 101, msg: '请求超时,请重试' },
  rate: { status: 429, code: 101, msg: '请求超时,请重试' },
  token: { status: 401, code: 204, msg: '请求异常:无该接口权限,请前往官网开通正式接口。' },
  owner: { status: 200, code: 103, msg: '旺旺账号不存在' },
  shop: { status: 200, code: 302, msg: '未授权店铺' },
  'unknown-path': system,
  forbidden: { status: 200, code: 203, msg: '暂不支持当前接口' },
  system,
} as const satisfies Record<FaultKind, ToolFailure>;

/** What to add to the text when causes are wanted; only what the caller sent or did. */
function causeOf(fault: Fault): string | null {
  if (fault.kind === 'missing') return `${fault.field} 缺失`;
  if (fault.kind === 'invalid') return `${fault.field} ${fault.why ?? '不正确'}`;
  if (fault.kind === 'image') return `img ${fault.why ?? '不正确'}`;
  if (fault.kind === 'category') return '图片分类不存在';
  if (fault.kind === 'category-taken') return '图片分类不能新增或修改';
  if (fault.kind === 'picture') return '图片不存在';
  if (fault.kind === 'space') return '图片空间容量不足';
  return null;
}

export interface Timing {
  /** ms since the request arrived. */
  readonly msec: number;
  /** ms, UTC. */
  readonly now: number;
}

const envelope = (code: number, msg: string, { msec, now }: Timing, data: unknown): string =>
  stringifyJson({ code, msg, msec: Math.round(msec), time: Math.floor(now / 1000), data });

export const successBody = (data: object, timing: Timing): string => envelope(0, '操作成功', timing, data);

export function failureBody(fault: Fault, timing: Timing, verbose: boolean): string {
  const { code, msg } = toolFailures[fault.kind];
  const cause = verbose ? causeOf(fault) : null;
  const data = fault.kind === 'shop' ? { url: fault.url } : null;
  return envelope(code, cause === null ? msg : `${msg}:${cause}`, timing, data);
}
