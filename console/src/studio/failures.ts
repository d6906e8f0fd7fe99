// Why a step or a photo failed, in words for people. Must not know what was done.
import type { Words } from '../words/index.tsx';

export function failureText(code: string, words: Words): string {
  const known: Readonly<Record<string, string>> = {
    NO_SUBJECT: words.failNoSubject,
    BAD_IMAGE: words.failBadImage,
    FORBIDDEN: words.failRefused,
    UNAVAILABLE: words.failUnavailable,
    TOO_LARGE: words.failTooLarge,
    SOURCE_FAILED: words.failSource,
    SOURCE_REFUSED: words.failSource,
  };
  return known[code] ?? `${words.failOther} (${code})`;
}
