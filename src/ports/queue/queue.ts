// The queue port: durable jobs that live in the same database as the facts they follow from.
// Must not know what a job does; a job carries an id, never a copy.

export interface NewJob {
  /** Which handler runs it, e.g. `generation.run`. */
  readonly kind: string;
  /** Id of the row the job is about. */
  readonly subject: string;
  /** Not before this time (ms, UTC). */
  readonly runAt: number;
  /** Lower runs first among jobs that are due. Default 0. */
  readonly priority?: number;
  /** Whose time `runAt` is, when it is an account's; where an account has no clock of its own it is everybody's. */
  readonly account?: string;
}

export interface ClaimedJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  /** How often this job has been claimed, this time included. */
  readonly attempts: number;
  /** Whose job it is; null = nobody's alone. */
  readonly account: string | null;
  /** Proof that the claim is still ours: finish, retry and park do nothing when the lease has been taken over. */
  readonly lease: string;
}

export interface QueueDepth {
  readonly ready: number;
  readonly running: number;
  readonly dead: number;
}

/** A job that failed at least once and is not done yet. */
export interface FailedJob {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly error: string;
  /** How often it was begun. */
  readonly attempts: number;
  readonly state: 'waiting' | 'running' | 'parked';
  /** When a waiting one is begun again (ms, UTC; 0 = at once). */
  readonly dueAt: number;
}

/** An account with a time of its own, and that time (ms, UTC). */
export interface OwnTime {
  readonly account: string;
  readonly now: number;
}

export interface Queue {
  /** Takes up to `count` due jobs of these kinds under a lease of `leaseMs`, oldest due first. Expired leases count as due. */
  claim(request: { kinds: readonly string[]; count: number; leaseMs: number }): Promise<ClaimedJob[]>;
  /** Prolongs leases; returns the ids that are still ours. */
  heartbeat(jobs: readonly ClaimedJob[], leaseMs: number): Promise<number[]>;
  /** Removes jobs that are done. */
  finish(jobs: readonly ClaimedJob[]): Promise<void>;
  /** Puts a job back, due at `runAt`. `forgiven`: the attempt does not count (the job never really began). */
  retry(job: ClaimedJob, runAt: number, error: string, forgiven?: boolean): Promise<void>;
  /** Sets a job aside for a person to look at. It is kept and shown, never run by itself again. */
  park(job: ClaimedJob, error: string): Promise<void>;
  /** Jobs that failed, parked or to be tried again, in the order they were made. @param after only those with a higher id */
  failed(limit: number, after?: number): Promise<FailedJob[]>;
  /** Time (ms, UTC) the next job of these kinds falls due or its lease ends; null when there is none. */
  nextDue(kinds: readonly string[]): Promise<number | null>;
  /** The same for the jobs of one account, in its own time, and how many of them run. */
  ofAccount(account: string, kinds: readonly string[]): Promise<{ due: number | null; running: number }>;
  depth(): Promise<QueueDepth>;
  /** Calls `listener` when this process has enqueued something; a hint to look, not a promise. Returns the way to stop. */
  onEnqueued(listener: () => void): () => void;
  /** To be called after a unit that enqueued has been committed. */
  announce(): void;
}
