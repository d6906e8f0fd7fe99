// One run of a task: load it, fetch its source, let an engine work, end it with picture and notice in one transaction.
// Must not know the queue; it says when to come back and the worker arranges it.
import type { Clock } from '../../kernel/clock.js';
import { DomainError, describe, isDomainError } from '../../kernel/errors.js';
import { type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';
import type { Blobs } from '../../ports/blobs/blobs.js';
import type { Database } from '../../ports/database/database.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Accounts } from '../accounts/index.js';
import type { Pictures } from '../pictures/index.js';
import { retryPause } from './rules.js';
import { endTask, loadTask } from './store.js';
import type { GenerationRequest } from './types.js';

/** What a source photo may cost: bytes, and ms for the whole download. */
const sourceLimits = { maxBytes: 20 * 1024 * 1024, timeoutMs: 10_000, maxRedirects: 3 };

/** Begun runs after which a task is given up even if none of them could report an error. */
const mostRuns = 25;

export interface RunParts {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly engines: EngineRunner;
  readonly outbound: Outbound;
  readonly accounts: Accounts;
  readonly pictures: Pictures;
  readonly log: Log;
  /** Host names a source photo may come from. */
  readonly sourceHosts: readonly string[];
}

/** `at` (ms, UTC); `forgiven`: the run never really began and does not count. */
export interface RunAgain {
  readonly at: number;
  readonly forgiven: boolean;
}

/**
 * Runs a task. Resolves to when it is to be run again, or null when the task has ended.
 * @param attempts how many runs of this task have begun, this one included
 */
export async function runTask(
  parts: RunParts,
  taskId: string,
  attempts: number,
  signal: AbortSignal,
): Promise<RunAgain | null> {
  const { database, clock, random, pictures, log } = parts;
  const row = await database.run(loadTask, taskId);
  if (row === null || row.state !== 'processing') return null;
  const request = JSON.parse(row.request) as GenerationRequest;
  const end = (picture: Awaited<ReturnType<Pictures['prepare']>> | null, failure: string | null) =>
    database.run(endTask, {
      id: taskId,
      accountId: row.account_id,
      picture,
      failure,
      noticeId: uuid7(clock, random),
      now: clock.now(),
    });

  try {
    if (attempts > mostRuns)
      throw new DomainError('INVALID', `the process died in each of ${mostRuns} runs of this task`);
    const png = await work(parts, row.task_key, request, signal);
    const title = `${row.task_key}.png`;
    await end(await pictures.prepare({ accountId: row.account_id, bytes: png, title, origin: 'generated' }), null);
    log.info({ task: taskId, kind: request.kind, attempts }, 'task succeeded');
    return null;
  } catch (error) {
    if (signal.aborted) throw error;
    const busy = isDomainError(error) && error.code === 'TOO_BUSY';
    const pause = busy ? 250 : retryPause(error, attempts);
    const code = isDomainError(error) ? error.code : 'UNEXPECTED';
    if (pause !== null) {
      log.warn({ task: taskId, code, attempts, pause, cause: describe(error) }, 'task will be run again');
      return { at: clock.now() + pause, forgiven: busy };
    }
    await end(null, `${code}: ${describe(error)}`);
    log.warn({ task: taskId, code, attempts, cause: describe(error) }, 'task failed');
    return null;
  }
}

async function work(
  parts: RunParts,
  seed: string,
  request: GenerationRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { engines, accounts, blobs } = parts;
  if (request.kind === 'cutout') {
    const image = await fetchSource(parts, request.sourceUrl, signal);
    return (await engines.run('cutout', { image }, signal)).png;
  }
  const brand = await accounts.find('brand', request.brand);
  const logo = brand?.logo ? await blobs.get(brand.logo) : undefined;
  const { offer, scope, usage, backgroundColor } = request;
  const composed = await engines.run(
    'compose',
    {
      offer,
      scope,
      usage,
      brandName: brand?.name ?? '',
      ...(logo ? { brandLogo: logo } : {}),
      ...(backgroundColor ? { backgroundColor } : {}),
      seed,
    },
    signal,
  );
  return composed.png;
}

async function fetchSource(parts: RunParts, url: string, signal: AbortSignal): Promise<Uint8Array> {
  // Our own pictures are read where they lie: asking ourselves over the network would need a hole in the address guard.
  const own = await parts.pictures.readOwnUrl(url);
  if (own !== null) return own;
  return (await parts.outbound.download(url, { ...sourceLimits, hosts: parts.sourceHosts }, signal)).bytes;
}
