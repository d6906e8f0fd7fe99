// Endpoints and notices as their owner sees them: set the address, read the attempts, send one again.
// Must not send: that is a job (send.ts).
import type { Clock } from '../../kernel/clock.js';
import { DomainError, isDomainError } from '../../kernel/errors.js';
import type { Database } from '../../ports/database/database.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Queue } from '../../ports/queue/queue.js';
import type { Accounts } from '../accounts/index.js';
import { withQuery } from './rules.js';
import { findEndpoint, listAttempts, listCallbacks, listNotices, replayNotice, setEndpoint } from './store.js';
import type { Attempt, Callback, Channel, Endpoint, Notice, NoticeState, Place } from './types.js';

export interface Delivery {
  /** Takes an endpoint as it is. */
  setEndpoint(accountId: string, url: string, style?: string | null): Promise<Endpoint>;
  /**
   * Takes an endpoint once it has answered the challenge of the account's channel, if that has one.
   * @throws DomainError NOT_FOUND for an unknown account, SOURCE_REFUSED or SOURCE_FAILED when the endpoint cannot be asked,
   * INVALID when it answers something else, or for a style the channel does not have
   */
  connect(accountId: string, url: string, style?: string | null): Promise<Endpoint>;
  endpoint(accountId: string): Promise<Endpoint | null>;
  /** Newest first. */
  notices(accountId: string, limit: number): Promise<Notice[]>;
  /** Notices of every account, newest first; `before`: only what comes after this place. */
  callbacks(query: { before: Place | null; state: NoticeState | null; limit: number }): Promise<Callback[]>;
  attempts(noticeId: string): Promise<Attempt[]>;
  /** Sends a notice again now, from the start of the retry ladder's next step. @throws DomainError NOT_FOUND */
  replay(noticeId: string): Promise<void>;
}

/** Limits of asking an endpoint to prove itself. */
const challengeLimits = { maxBytes: 4_096, timeoutMs: 5_000, maxRedirects: 0 } as const;

export function createDelivery(parts: {
  database: Database;
  queue: Queue;
  clock: Clock;
  accounts: Accounts;
  outbound: Outbound;
  /** The channel for an account of this kind, if there is one. */
  channelFor: (accountKind: string) => Channel | undefined;
}): Delivery {
  const { database, queue, clock, accounts, outbound, channelFor } = parts;

  async function store(accountId: string, url: string, style: string | null = null): Promise<Endpoint> {
    const endpoint = { accountId, url, style, updatedAt: clock.now() };
    await database.run(setEndpoint, endpoint);
    return endpoint;
  }

  async function prove(
    url: string,
    { query, answer }: { query: readonly (readonly [string, string])[]; answer: string },
  ) {
    const wrong = (): DomainError =>
      new DomainError('INVALID', 'the endpoint did not answer the challenge: check the secret it verifies with', {
        field: 'url',
      });
    try {
      const { bytes } = await outbound.download(withQuery(url, query), challengeLimits);
      if (bytes.toString('utf8') !== answer) throw wrong();
    } catch (error) {
      throw isDomainError(error) && error.code === 'TOO_LARGE' ? wrong() : error;
    }
  }

  return {
    setEndpoint: store,
    connect: async (accountId, url, style) => {
      const account = await accounts.load(accountId);
      const channel = channelFor(account.kind);
      if (style != null && !channel?.styles?.has(style)) {
        const known = [...(channel?.styles ?? [])].join(', ') || 'none';
        throw new DomainError(
          'INVALID',
          `an endpoint of this account cannot have the style ${style}; known: ${known}`,
          {
            field: 'style',
          },
        );
      }
      const challenge = channel?.challenge?.(account);
      if (challenge !== undefined) await prove(url, challenge);
      return store(accountId, url, style);
    },
    endpoint: (accountId) => database.run(findEndpoint, accountId),
    notices: (accountId, limit) => database.run(listNotices, { accountId, limit }),
    callbacks: (query) => database.run(listCallbacks, query),
    attempts: (noticeId) => database.run(listAttempts, noticeId),
    replay: async (noticeId) => {
      if (!(await database.run(replayNotice, { noticeId, now: clock.now() }))) {
        throw new DomainError('NOT_FOUND', `no notice ${noticeId}`);
      }
      queue.announce();
    },
  };
}
