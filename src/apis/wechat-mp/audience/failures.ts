// The failures of tags and followers: codes and texts as the vendor sends them. Must not decide when one arises.
// developers.weixin.qq.com/doc/offiaccount/User_Management/User_Tag_Management.html; global return codes.
import { type AudienceRefusal, audienceRefusalOf } from '../../../domain/audience/index.js';
import { type Failure, Refused } from '../envelope.js';
import type { CallByAccount, Result } from '../gate.js';

export const f = {
  invalidOpenid: { errcode: 40003, text: 'invalid openid' },
  invalidOpenidList: { errcode: 40031, text: 'invalid openid list' },
  invalidOpenidListSize: { errcode: 40032, text: 'invalid openid list size' },
  invalidParameters: { errcode: 40035, text: 'invalid parameter' },
  invalidGroupId: { errcode: 40050, text: 'invalid timeline type or group id' },
  unknownGroup: { errcode: 40152, text: 'invalid group id' },
  invalidGroupName: { errcode: 40051, text: 'invalid group name' },
  missingOpenid: { errcode: 41009, text: 'missing openid' },
  tooManyTags: { errcode: 45056, text: 'too many tag now' },
  tooManyFans: { errcode: 45057, text: 'can not del tag for there are too many fans' },
  systemTag: { errcode: 45058, text: 'can not modify sys tag' },
  tooManyTagsOnUser: { errcode: 45059, text: 'user has too many tag' },
  badTagName: { errcode: 45157, text: 'invalid tag name' },
  tagNameTooLong: { errcode: 45158, text: 'tag name too long' },
  invalidTag: { errcode: 45159, text: 'invalid tag id' },
  notOfThisApp: { errcode: 49003, text: 'not match openid with appid' },
} as const satisfies Record<string, Failure>;

type Table = Partial<Record<AudienceRefusal, Failure>>;

const ofTags: Table = {
  'unknown-follower': f.notOfThisApp,
  'unknown-tag': f.invalidTag,
  'bad-tag-name': f.badTagName,
  'tag-name-too-long': f.tagNameTooLong,
  'tag-name-taken': f.badTagName,
  'too-many-tags': f.tooManyTags,
  'fixed-tag': f.systemTag,
  'tag-too-large': f.tooManyFans,
  'too-many-tags-on-follower': f.tooManyTagsOnUser,
};
const ofUsers: Table = { ...ofTags, 'unknown-follower': f.invalidOpenid };
/** Groups are the older name of tags, with older codes. */
const ofGroups: Table = {
  ...ofUsers,
  'unknown-tag': f.invalidGroupId,
  'bad-tag-name': f.invalidGroupName,
  'tag-name-too-long': f.invalidGroupName,
  'tag-name-taken': f.invalidGroupName,
};

type Handle = (call: CallByAccount) => Promise<Result>;

const answering =
  (table: Table) =>
  (handle: Handle): Handle =>
  async (call) => {
    try {
      return await handle(call);
    } catch (error) {
      const reason = audienceRefusalOf(error);
      const failure = reason === null ? undefined : table[reason];
      throw failure === undefined ? error : new Refused(failure);
    }
  };

/** Wrap an operation so that the domain's refusals are answered as tags, users or groups answer them. */
export const asTags = answering(ofTags);
export const asUsers = answering(ofUsers);
export const asGroups = answering(ofGroups);
/** Deleting has a code of its own for a group there is not, as seen. */
export const asDeletedGroup = answering({ ...ofGroups, 'unknown-tag': f.unknownGroup });
