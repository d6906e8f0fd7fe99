// The limits of audiences as figures, and what a tag may be called.
// Must not look anything up.
import { audienceError } from './types.js';

export const mostTags = 100;
export const mostTagsPerFollower = 20;
/** A tag with more members is not deleted at once. */
export const mostMembersToDelete = 100_000;
/** Characters of a tag's name. */
export const longestTagName = 30;
/** Numbers on one page of a list. */
export const pageSize = 10_000;

/** Tags every account has: those put on the black list, and the starred. Ids of made ones begin above. */
export const blacklistTag = 1;
export const starredTag = 2;
export const firstOwnTag = 100;

export const codeLifeMs = 300_000;
export const accessLifeMs = 7_200_000;
export const refreshLifeMs = 30 * 86_400_000;
/** Used and ended codes and tokens are remembered this long (ms), so that their bearer hears why. */
export const rememberMs = 86_400_000;

/** @throws DomainError INVALID `bad-tag-name`, `tag-name-too-long` */
export function checkTagName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || /\p{C}/u.test(trimmed)) throw audienceError('bad-tag-name', 'a tag needs a visible name');
  if ([...trimmed].length > longestTagName) {
    throw audienceError('tag-name-too-long', `a tag's name has more than ${longestTagName} characters`);
  }
  return trimmed;
}
