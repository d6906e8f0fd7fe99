// Settings of text moderation, read from the environment and checked once.
// Must not be read anywhere else.
import { readFileSync } from 'node:fs';

export interface ModerationSettings {
  /** False lets every text pass. TUQUAN_MODERATION */
  readonly on: boolean;
  /** Further refused words, one a line. TUQUAN_MODERATION_WORDS (a file) */
  readonly words: readonly string[];
  /** Further wording that is let pass, one a line. TUQUAN_MODERATION_ALLOW (a file) */
  readonly allow: readonly string[];
  /** Asked about every text the lists let pass; null = nobody. TUQUAN_MODERATION_HOOK */
  readonly hook: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

function lines(environment: Environment, key: string): string[] {
  const file = environment[key];
  if (!file) return [];
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    throw new Error(`${key}: expected a readable text file, got "${file}". See docs/painting.md.`, { cause: error });
  }
}

/** @throws Error naming key, value and what was expected */
export function readModerationSettings(environment: Environment): ModerationSettings {
  const on = environment.TUQUAN_MODERATION || '1';
  if (on !== '0' && on !== '1')
    throw new Error(`TUQUAN_MODERATION: expected 1 or 0, got "${on}". See docs/painting.md.`);
  const hook = environment.TUQUAN_MODERATION_HOOK || null;
  if (hook !== null && !(URL.canParse(hook) && /^https?:$/.test(new URL(hook).protocol))) {
    throw new Error(`TUQUAN_MODERATION_HOOK: expected an address such as http://10.0.0.5/check, got "${hook}".`);
  }
  return {
    on: on === '1',
    words: lines(environment, 'TUQUAN_MODERATION_WORDS'),
    allow: lines(environment, 'TUQUAN_MODERATION_ALLOW'),
    hook,
  };
}
