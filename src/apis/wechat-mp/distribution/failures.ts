// The failures of handing out cards: codes and texts as the vendor sends them, and what each refusal is here.
// Must not decide when one arises. Global return codes, developers.weixin.qq.com; card codes are in card/failures.ts.
import { audienceRefusalOf } from '../../../domain/audience/index.js';
import { distributionRefusalOf } from '../../../domain/distribution/index.js';
import { cardFailures, refusalFailure } from '../card/failures.js';
import type { Failure } from '../envelope.js';
import { Refused } from '../envelope.js';
import type { CallByAccount, Result } from '../gate.js';

export const f = {
  invalidOpenid: cardFailures.invalidOpenid,
  invalidMessageType: { errcode: 40008, text: 'invalid message type' },
  invalidOpenidList: { errcode: 40031, text: 'invalid openid list' },
  invalidOpenidListSize: { errcode: 40032, text: 'invalid openid list size' },
  invalidBannerUrl: { errcode: 40083, text: 'invalid banner url size' },
  invalidScene: { errcode: 40129, text: 'invalid scene' },
  atLeastTwo: { errcode: 40130, text: 'invalid openid list size, at least two openid' },
  invalidTicketType: { errcode: 40097, text: 'invalid args' },
  blacklisted: { errcode: 43019, text: 'require remove blacklist' },
  notSubscribed: { errcode: 43004, text: 'require subscribe' },
  emptyText: { errcode: 44004, text: 'empty content' },
  textTooLong: { errcode: 45002, text: 'content size out of limit' },
  tooManyArticles: { errcode: 45008, text: 'article size out of limit' },
  tooManyCodes: { errcode: 45029, text: 'qrcode count out of limit' },
  replyWindow: { errcode: 45015, text: 'response out of time limit or subscription is canceled' },
  noMassQuota: { errcode: 45028, text: 'has no masssend quota' },
  cardListSize: { errcode: 45039, text: 'card_list_size out of limit' },
  tooManyReplies: { errcode: 45047, text: 'out of response count limit' },
  massNotAgreed: { errcode: 48003, text: 'user not agree mass-send protocol' },
  customOnly: { errcode: 45052, text: 'masssend msg use invalid type' },
  massOnly: { errcode: 45050, text: 'custom msg use invalid type' },
  typeNotServed: { errcode: 48008, text: 'no permission for this msgtype' },
  sameClientId: { errcode: 45065, text: 'clientmsgid exist' },
  sameClientIdTooSoon: { errcode: 45066, text: 'same clientmsgid retry too fast' },
  clientIdTooLong: { errcode: 45067, text: 'clientmsgid size out of limit' },
  invalidTag: { errcode: 45159, text: 'invalid tag id' },
  invalidMessageId: { errcode: 40059, text: 'invalid msg id' },
} as const satisfies Record<string, Failure>;

const byReason: Readonly<Record<string, Failure>> = {
  'not-reachable': f.notSubscribed,
  blocked: f.blacklisted,
  'window-over': f.replyWindow,
  'too-many-unanswered': f.tooManyReplies,
  'unknown-message': f.invalidMessageId,
  'unknown-follower': f.invalidOpenid,
  'unknown-tag': f.invalidTag,
  'bad-signature': cardFailures.invalidCardExt,
};

/** The failure of a refusal by the domains this folder asks; null for any other error. */
export function failureOf(error: unknown): Failure | null {
  const reason = distributionRefusalOf(error) ?? audienceRefusalOf(error);
  return (reason === null ? null : byReason[reason]) ?? refusalFailure(error);
}

type Handle = (call: CallByAccount) => Promise<Result>;

/** Answers refusals of the domains with their own codes. */
export const refusing =
  (handle: Handle): Handle =>
  async (call) => {
    try {
      return await handle(call);
    } catch (error) {
      const failure = failureOf(error);
      throw failure === null ? error : new Refused(failure);
    }
  };
