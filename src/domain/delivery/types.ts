// The words of delivery: an endpoint is where an account wants to be told, a notice is one thing to tell, an attempt is one try.
// Must not know how a notice looks on the wire: the channel of the account's room writes and signs it.
import type { Account } from '../accounts/index.js';

export interface Endpoint {
  readonly accountId: string;
  readonly url: string;
  /** How the account wants to be written to, in its room's own words; null = the room's usual way. */
  readonly style: string | null;
  /** ms, UTC. */
  readonly updatedAt: number;
}

export interface KnownEndpoint extends Endpoint {
  /** The last attempt to this address was heard. What goes to others waits in a line of its own. */
  readonly proven: boolean;
}

export type NoticeState = 'due' | 'delivered' | 'exhausted';

export interface Notice {
  /** UUID; the same on every attempt. */
  readonly id: string;
  readonly accountId: string;
  /** What happened, in our own words, e.g. `generation.finished`. */
  readonly kind: string;
  /** Id of the row it happened to. */
  readonly subject: string;
  readonly state: NoticeState;
  readonly attempts: number;
  /** ms, UTC. */
  readonly createdAt: number;
  /** Time of the next attempt (ms, UTC); null when there will be none. */
  readonly nextAt: number | null;
}

/** A notice with where it goes and what its last attempt came to. */
export interface Callback extends Notice {
  /** The account's number. */
  readonly account: string;
  /** Null: the account no longer names an endpoint. */
  readonly url: string | null;
  /** HTTP status of the last attempt; null when there was none, or no answer. */
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** A place in a list sorted by time and id, newest first: what comes after it is older. */
export interface Place {
  /** ms, UTC. */
  readonly time: number;
  readonly id: string;
}

export interface Attempt {
  /** From 1. */
  readonly number: number;
  readonly at: number;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** What went wrong, for people; null on success. */
  readonly error: string | null;
  readonly durationMs: number;
  /** The first 2,048 bytes of the answer. */
  readonly answer: string;
}

/** One request to an endpoint, freshly signed. */
export interface NoticeRequest {
  readonly headers: [string, string][];
  readonly body: string;
  /** Added to the query of the endpoint's URL, in this order. */
  readonly query?: readonly (readonly [string, string])[];
}

/** What an endpoint must answer before it is taken: whoever holds the account's secret knows the answer. */
export interface Challenge {
  readonly query: readonly (readonly [string, string])[];
  /** The whole body of the right answer. */
  readonly answer: string;
}

/** A callback made to find out what a receiver takes. */
export interface Forgery {
  /** A short name, e.g. `wrong-signature`. */
  readonly kind: string;
  /** What is wrong with it, for people. */
  readonly title: string;
  /** `genuine`: nothing is wrong, it should be taken. `must`: taking it is a hole. `should`: a careful receiver refuses it. */
  readonly weight: 'genuine' | 'must' | 'should';
  /** Sent one after the other; the last answer counts. */
  readonly requests: readonly NoticeRequest[];
}

/** One way of telling accounts of a certain kind: what is written, when it is tried again, what counts as heard. */
export interface Channel {
  /** Delays (ms) before the second, third, … attempt. Its length is the number of retries. */
  readonly retryDelaysMs: readonly number[];
  /** An answer must come within this time (ms). */
  readonly timeoutMs: number;
  /** Bytes of an answer that are read; 2,048 unless more are needed to judge it. */
  readonly answerBytes?: number;
  accepts(status: number): boolean;
  /** Judges an answer whose status is accepted: why it does not count as heard, for people; null = it does. */
  judge?(answer: { readonly body: string; readonly cut: boolean }, account: Account): string | null;
  /** What the endpoint said when it heard a notice, once it is on record as heard. What is thrown is logged and changes nothing. */
  heard?(notice: Notice, account: Account, body: string): Promise<void>;
  /** The request for one attempt. Null: this account cannot be told (it lacks a key); nothing is sent. */
  render(notice: Notice, account: Account, endpoint: Endpoint): Promise<NoticeRequest | null>;
  /** The styles an endpoint of this channel may have; none but the usual one when absent. */
  readonly styles?: ReadonlySet<string>;
  /** Callbacks about nothing that exists, one right and the others wrong in one way each. Empty: the account lacks a key. */
  forge?(account: Account, endpoint: Endpoint): Promise<readonly Forgery[]>;
  /** Makes a new endpoint prove that it belongs to the account. Without this, every endpoint is taken. */
  challenge?(account: Account): Challenge;
}
