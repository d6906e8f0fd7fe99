// What a tag may be. Must not store anything.
import { DomainError } from '../../../kernel/errors.js';

/** Tags of one picture, and characters of one tag. */
export const mostTags = 20;
export const longestTag = 20;

/** Tags without spaces around them, each once. @throws DomainError INVALID when one is empty, too long, or there are too many */
export function cleanTags(tags: readonly string[]): string[] {
  const clean = [...new Set(tags.map((tag) => tag.normalize('NFC').trim().replace(/\s+/gu, ' ')))];
  if (clean.length > mostTags) throw new DomainError('INVALID', `a picture has at most ${mostTags} tags`);
  for (const tag of clean) {
    if (tag === '' || [...tag].length > longestTag || /\p{Cc}/u.test(tag)) {
      throw new DomainError('INVALID', `a tag has 1 to ${longestTag} characters`);
    }
  }
  return clean;
}
