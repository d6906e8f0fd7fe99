// Text moderation: the word lists first, then the operator's own service, if one is named.
// Must not log texts. A service that cannot be asked refuses nothing and lets nothing pass: the caller hears "out of order".
import type { TextFilter } from '../../engines/moderate/index.js';
import { DomainError } from '../../kernel/errors.js';
import type { Moderator, Verdict } from '../../ports/moderator/moderator.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { ModerationSettings } from './settings.js';

const hookTimeoutMs = 3_000;
const hookAnswerBytes = 64 * 1024;

/** The lists are built when the first text comes: a start should not wait for them. */
function lazyFilter(settings: ModerationSettings): () => Promise<TextFilter> {
  let filter: Promise<TextFilter> | undefined;
  return () => {
    filter ??= import('../../engines/moderate/index.js').then(({ createTextFilter }) => createTextFilter(settings));
    return filter;
  };
}

/** `{"allowed":true}`, or `{"allowed":false,"rule":"…"}`. */
function readVerdict(bytes: Buffer): Verdict | null {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as { allowed?: unknown; rule?: unknown } | null;
    if (value?.allowed === true) return { allowed: true };
    if (value?.allowed !== false) return null;
    const rule = typeof value.rule === 'string' ? value.rule.slice(0, 64) : '';
    return { allowed: false, rule: rule === '' ? 'hook' : `hook:${rule}` };
  } catch {
    return null;
  }
}

/** @param parts.outbound must reach the network the hook lies in */
export function createModerator(settings: ModerationSettings, parts: { outbound: Outbound }): Moderator {
  if (!settings.on) return { check: async () => ({ allowed: true }) };
  const filterOf = lazyFilter(settings);

  async function askHook(url: string, text: string, signal: AbortSignal | undefined): Promise<Verdict> {
    let status = 0;
    let bytes: Buffer = Buffer.alloc(0);
    try {
      const answer = await parts.outbound.exchange(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ text }),
          timeoutMs: hookTimeoutMs,
          maxBytes: hookAnswerBytes,
        },
        signal,
      );
      ({ status, bytes } = answer);
    } catch (error) {
      throw new DomainError(
        'UNAVAILABLE',
        'the moderation hook (TUQUAN_MODERATION_HOOK) cannot be asked',
        {},
        { cause: error },
      );
    }
    const verdict = status === 200 ? readVerdict(bytes) : null;
    if (verdict === null) {
      throw new DomainError('UNAVAILABLE', `the moderation hook answered status ${status} without a verdict`, {
        status,
      });
    }
    return verdict;
  }

  return {
    check: async (text, signal) => {
      const rule = (await filterOf()).refusal(text);
      if (rule !== null) return { allowed: false, rule };
      return settings.hook === null ? { allowed: true } : askHook(settings.hook, text, signal);
    },
  };
}
