// The bodies of answers: success as the operation gives it, failure as errcode and errmsg. Every domain error has its answer here.
// Must not send; that is answer.ts. Codes and texts: developers.weixin.qq.com, global return codes, and the pages named below.
import { type DomainErrorCode, describe, isDomainError } from '../../kernel/errors.js';

/** What a caller is told when something does not work. The HTTP status is 200 all the same. */
export interface Failure {
  readonly errcode: number;
  /** The vendor's English text, without the hint and request id that are added to every failure. */
  readonly text: string;
  /** What exactly is wrong; it follows the hint, as `m_data.base_info().title` does at the vendor. */
  readonly place?: string;
  /** Further members a few failures have, such as the message that is there already. */
  readonly extra?: Readonly<Record<string, number | string>>;
}

/** Thrown to answer with a failure of this room's own. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.text);
    this.failure = failure;
  }
}

export const failures = {
  systemError: { errcode: -1, text: 'system error' },
  /** Unknown, and replaced by a newer one. */
  invalidCredential: { errcode: 40001, text: 'invalid credential, access_token is invalid or not latest' },
  invalidGrantType: { errcode: 40002, text: 'invalid grant_type' },
  invalidMediaId: { errcode: 40007, text: 'invalid media_id' },
  invalidAppid: { errcode: 40013, text: 'invalid appid' },
  malformedToken: { errcode: 40014, text: 'invalid access_token' },
  invalidUrl: { errcode: 40066, text: 'invalid url' },
  invalidArguments: { errcode: 40097, text: 'invalid args' },
  invalidSecret: { errcode: 40125, text: 'invalid appsecret' },
  tokenMissing: { errcode: 41001, text: 'access_token missing' },
  appidMissing: { errcode: 41002, text: 'appid missing' },
  secretMissing: { errcode: 41004, text: 'appsecret missing' },
  mediaMissing: { errcode: 41005, text: 'media data missing' },
  mediaIdMissing: { errcode: 41006, text: 'media_id missing' },
  tokenExpired: { errcode: 42001, text: 'access_token expired' },
  requireGet: { errcode: 43001, text: 'require GET method' },
  requirePost: { errcode: 43002, text: 'require POST method' },
  emptyBody: { errcode: 44002, text: 'empty post data' },
  dailyQuota: { errcode: 45009, text: 'reach max api daily quota limit' },
  tooFrequent: { errcode: 45011, text: 'api minute-quota reach limit, must slower, retry next minute' },
  brokenBody: { errcode: 47001, text: 'data format error' },
  unauthorized: { errcode: 48001, text: 'api unauthorized' },
  /** The account has not given the platform that calls for it the right to. */
  notByPlatform: { errcode: 61007, text: 'api is unauthorized to component' },
  /** /doc/service/api/openpoc/image/api_imgaicrop */
  badImageUrl: { errcode: 101000, text: 'invalid image url' },
  badImage: { errcode: 101002, text: 'invalid image data' },
  packageUsedUp: { errcode: 101003, text: 'not enough market quota' },
} as const satisfies Record<string, Failure>;

/** The caller's address is none of those the account gives tokens to. */
export const notInWhitelist = (address: string): Failure => ({
  errcode: 40164,
  text: `invalid ip ${address} ipv6 ${address.includes(':') ? address : `::ffff:${address}`}, not in whitelist`,
});

/** What each domain error is in this protocol. Codes that no operation here can raise are mapped all the same. */
export const domainFailures = {
  INVALID: failures.invalidArguments,
  NOT_FOUND: failures.invalidMediaId,
  CONFLICT: failures.invalidArguments,
  FORBIDDEN: failures.unauthorized,
  TEXT_REFUSED: failures.invalidArguments,
  UNAUTHENTICATED: failures.invalidCredential,
  RATE_LIMITED: failures.tooFrequent,
  TOO_BUSY: failures.tooFrequent,
  TOO_LARGE: failures.badImage,
  BAD_IMAGE: failures.badImage,
  NO_SUBJECT: failures.badImage,
  SOURCE_REFUSED: failures.badImageUrl,
  SOURCE_FAILED: failures.badImageUrl,
  UNAVAILABLE: failures.systemError,
  ABORTED: failures.systemError,
} as const satisfies Record<DomainErrorCode, Failure>;

/** The failure to answer with for anything thrown, and a text for the log when it is no caller's mistake. */
export function failureFor(error: unknown): { failure: Failure; logText: string | null } {
  if (error instanceof Refused) return { failure: error.failure, logText: null };
  if (isDomainError(error)) {
    const failure: Failure = domainFailures[error.code];
    return { failure, logText: failure.errcode === -1 ? error.message : null };
  }
  return {
    failure: failures.systemError,
    logText: error instanceof Error ? (error.stack ?? error.message) : describe(error),
  };
}

/** One line without a control character or a newline at its end: co-wechat-api rewrites such bytes before it parses. */
export const failureBody = ({ errcode, text, place, extra }: Failure, hint: string, rid: string): string =>
  JSON.stringify({
    errcode,
    errmsg: `${text} hint: [${hint}]${place === undefined ? '' : ` ${place}`} rid: ${rid}`,
    ...extra,
  });

/** The head of most success bodies; a few operations answer without it. */
export const ok = { errcode: 0, errmsg: 'ok' } as const;
