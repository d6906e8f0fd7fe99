// Sends an account's receiver callbacks it must refuse, and says which it took.
// Must not know how a callback looks: the channel makes them. Nothing is recorded: they are about nothing that exists.
import { DomainError, describe, isDomainError } from '../../kernel/errors.js';
import type { Outbound, PostAnswer } from '../../ports/outbound/outbound.js';
import type { Account } from '../accounts/index.js';
import { withQuery } from './rules.js';
import type { Channel, Endpoint, Forgery } from './types.js';

export interface ForgeryResult extends Pick<Forgery, 'kind' | 'title' | 'weight'> {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** The receiver said that it heard. */
  readonly taken: boolean;
  /** `hole`: taken and must not be; `careless`: taken and should not be; `deaf`: genuine and not taken; `fine`. */
  readonly verdict: 'fine' | 'hole' | 'careless' | 'deaf';
  /** Why there was no answer; null otherwise. */
  readonly error: string | null;
}

const verdictOf = (weight: Forgery['weight'], taken: boolean): ForgeryResult['verdict'] => {
  if (weight === 'genuine') return taken ? 'fine' : 'deaf';
  if (!taken) return 'fine';
  return weight === 'must' ? 'hole' : 'careless';
};

/**
 * @param kinds which of the channel's forgeries; null = all
 * @throws DomainError INVALID for a kind the channel does not have, NOT_FOUND when the account's kind has no forgeries or no key,
 * SOURCE_REFUSED for an address the guard does not permit
 */
export async function forgeCallbacks(
  { outbound, channel }: { outbound: Outbound; channel: Channel | undefined },
  account: Account,
  endpoint: Endpoint,
  kinds: readonly string[] | null,
): Promise<ForgeryResult[]> {
  const all = (await channel?.forge?.(account, endpoint)) ?? [];
  if (channel === undefined || all.length === 0) {
    throw new DomainError(
      'NOT_FOUND',
      `callbacks of account ${account.number} cannot be forged: it is sent none, or lacks a key`,
    );
  }
  const unknown = kinds?.find((kind) => !all.some((each) => each.kind === kind));
  if (unknown !== undefined) {
    const known = all.map(({ kind }) => kind).join(', ');
    throw new DomainError('INVALID', `no forgery is called ${unknown.slice(0, 60)}; there are ${known}`);
  }
  const results: ForgeryResult[] = [];
  for (const { kind, title, weight, requests } of all.filter((each) => kinds === null || kinds.includes(each.kind))) {
    let answer: PostAnswer | null = null;
    let error: string | null = null;
    try {
      for (const { headers, body, query } of requests) {
        const { timeoutMs, answerBytes } = channel;
        const limits = { timeoutMs, ...(answerBytes ? { answerBytes } : {}) };
        answer = await outbound.post({ url: withQuery(endpoint.url, query), headers, body, ...limits });
      }
    } catch (cause) {
      if (!isDomainError(cause) || cause.code === 'SOURCE_REFUSED') throw cause;
      answer = null;
      error = describe(cause);
    }
    const taken =
      answer !== null && channel.accepts(answer.status) && (channel.judge?.(answer, account) ?? null) === null;
    results.push({
      kind,
      title,
      weight,
      status: answer?.status ?? null,
      taken,
      verdict: verdictOf(weight, taken),
      error,
    });
  }
  return results;
}
