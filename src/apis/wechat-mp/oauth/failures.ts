// The failures of web sign-in. Must not decide when one arises.
// developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html; global return codes.
import { type AudienceRefusal, audienceRefusalOf } from '../../../domain/audience/index.js';
import { type Failure, failures, Refused } from '../envelope.js';

export const f = {
  invalidOpenid: { errcode: 40003, text: 'invalid openid' },
  invalidCode: { errcode: 40029, text: 'invalid code' },
  invalidRefreshToken: { errcode: 40030, text: 'invalid refresh_token' },
  usedCode: { errcode: 40163, text: 'code been used' },
  refreshTokenMissing: { errcode: 41003, text: 'missing refresh_token' },
  codeMissing: { errcode: 41008, text: 'missing code' },
  openidMissing: { errcode: 41009, text: 'missing openid' },
  refreshTokenExpired: { errcode: 42002, text: 'refresh_token expired' },
} as const satisfies Record<string, Failure>;

const ofCode: Partial<Record<AudienceRefusal, Failure>> = { 'unknown-code': f.invalidCode, 'used-code': f.usedCode };
const ofRefresh: Partial<Record<AudienceRefusal, Failure>> = {
  'unknown-token': f.invalidRefreshToken,
  'token-expired': f.refreshTokenExpired,
};
const ofAccess: Partial<Record<AudienceRefusal, Failure>> = {
  'unknown-token': failures.invalidCredential,
  'token-expired': failures.tokenExpired,
};

async function answered<T>(work: Promise<T>, table: Partial<Record<AudienceRefusal, Failure>>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = audienceRefusalOf(error);
    const failure = reason === null ? undefined : table[reason];
    throw failure === undefined ? error : new Refused(failure);
  }
}

/** Refusals of a code, of a refresh token, of an access token, in the vendor's words. */
export const codeAnswered = <T>(work: Promise<T>): Promise<T> => answered(work, ofCode);
export const refreshAnswered = <T>(work: Promise<T>): Promise<T> => answered(work, ofRefresh);
export const accessAnswered = <T>(work: Promise<T>): Promise<T> => answered(work, ofAccess);
