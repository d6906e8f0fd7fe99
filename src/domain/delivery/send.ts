// One attempt to tell an account something: render, send, record, decide when to try again.
// Must not know the wire format; the channel writes and signs, the outgoing port guards the address.
import type { Clock } from '../../kernel/clock.js';
import { describe, isDomainError } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import type { Database } from '../../ports/database/database.js';
import type { Outbound, PostAnswer } from '../../ports/outbound/outbound.js';
import type { ClaimedJob } from '../../ports/queue/queue.js';
import type { Accounts } from '../accounts/index.js';
import { withQuery } from './rules.js';
import { loadForSending, moveToDoubtful, recordAttempt, sendJob } from './store.js';
import type { Channel } from './types.js';

export interface SendParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly outbound: Outbound;
  readonly accounts: Accounts;
  readonly log: Log;
  /** The channel for an account of this kind, if there is one. */
  readonly channelFor: (accountKind: string) => Channel | undefined;
}

/** Characters of an answer that are kept with the attempt. */
const keptAnswer = 2_048;

type Outcome = { answer: PostAnswer; error: string | null } | { answer: null; error: string };

/** Sends the notice a job is about once, and settles the job: its next attempt, if there is one, is another job. */
export async function sendNotice(parts: SendParts, job: ClaimedJob, signal?: AbortSignal): Promise<void> {
  const { database, clock, outbound, accounts, log } = parts;
  const noticeId = job.subject;
  const loaded = await database.run(loadForSending, noticeId);
  if (loaded === null || loaded.notice.state !== 'due') return;
  const { notice, endpoint } = loaded;
  if (job.kind === sendJob && endpoint?.proven === false) {
    return database.run(moveToDoubtful, { job, now: clock.now() });
  }
  const account = await accounts.load(notice.accountId);
  const channel = parts.channelFor(account.kind);
  const at = clock.now();
  const number = notice.attempts + 1;
  const finish = async (outcome: Outcome, state: 'delivered' | 'exhausted' | 'due', nextAt: number | null) => {
    const { answer, error } = outcome;
    await database.run(recordAttempt, {
      job,
      accountId: notice.accountId,
      noticeId,
      attempt: {
        number,
        at,
        status: answer?.status ?? null,
        error: error ?? (state === 'delivered' ? null : `the receiver answered ${answer?.status}`),
        durationMs: Math.round(answer?.durationMs ?? 0),
        answer: answer?.body.slice(0, keptAnswer) ?? '',
      },
      state,
      nextAt,
    });
    log.info({ notice: noticeId, number, status: answer?.status, error, state, nextAt }, 'notice attempted');
  };

  const request = endpoint === null ? null : ((await channel?.render(notice, account, endpoint)) ?? null);
  if (endpoint === null || channel === undefined || request === null) {
    const error = endpoint === null ? 'the account has no endpoint' : 'the account has no key to encrypt or sign with';
    return finish({ answer: null, error }, 'exhausted', null);
  }

  let outcome: Outcome;
  try {
    const { headers, body, query } = request;
    const { timeoutMs, answerBytes } = channel;
    const url = withQuery(endpoint.url, query);
    const answer = await outbound.post(
      { url, headers, body, timeoutMs, ...(answerBytes ? { answerBytes } : {}) },
      signal,
    );
    const fault = channel.accepts(answer.status) ? (channel.judge?.(answer, account) ?? null) : null;
    outcome = { answer, error: fault };
  } catch (error) {
    // Stopped by this server's own shutdown: the attempt did not take place.
    if (signal?.aborted || !isDomainError(error)) throw error;
    outcome = { answer: null, error: describe(error) };
  }
  const { answer, error } = outcome;
  if (answer !== null && error === null && channel.accepts(answer.status)) {
    await finish(outcome, 'delivered', null);
    await channel.heard?.(notice, account, answer.body).catch((cause: unknown) => {
      log.warn({ notice: noticeId, cause: describe(cause) }, 'an answer could not be taken up');
    });
    return;
  }
  const delay = channel.retryDelaysMs[notice.attempts];
  if (delay === undefined) return finish(outcome, 'exhausted', null);
  return finish(outcome, 'due', clock.now() + delay);
}
