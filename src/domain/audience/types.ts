// The words of audiences: a follower is a person an account can reach, known to the outside by a number of that account's own.
// Must not know which app the person uses. A tag is a list of followers with a name.
import { DomainError, type DomainErrorCode, type Facts, isDomainError } from '../../kernel/errors.js';

export type Sex = 'unknown' | 'male' | 'female';

export interface NewFollower {
  /** Known by it to the account; unique within it. */
  readonly number: string;
  /** The name the person signs in to their app with; unique within the account. Null: never told. */
  readonly handle: string | null;
  /** Shown to people. */
  readonly name: string;
  readonly sex?: Sex;
  readonly language?: string;
  readonly country?: string;
  readonly province?: string;
  readonly city?: string;
  /** Address of a portrait; ''. */
  readonly portrait?: string;
  /** False: a visitor, who can be recognised but not written to. */
  readonly follows: boolean;
  /** How the person came, in the account's words; ''. */
  readonly source?: string;
}

export interface Follower extends Required<Omit<NewFollower, 'source'>> {
  readonly accountId: string;
  readonly source: string;
  /** What stood in the ticket that led the person here; ''. */
  readonly scene: string;
  /** Order of joining, from 1. */
  readonly position: number;
  /** The account's own note about the person. */
  readonly remark: string;
  /** ms, UTC. Since when the person follows, or when the visitor first came. */
  readonly joinedAt: number;
  /** Last time the person did something the account could see (ms, UTC). */
  readonly lastContactAt: number;
  /** Ids of the tags, the one set first coming first. */
  readonly tags: readonly number[];
}

/** The ticket that led somebody to an account. */
export interface Through {
  /** Key of the ticket. */
  readonly ticket: string;
  /** What the account wrote into it. */
  readonly scene: string;
}

export interface Tag {
  readonly id: number;
  readonly name: string;
  readonly members: number;
}

/** A page of followers' numbers in the order of joining. */
export interface NumberPage {
  readonly numbers: readonly string[];
  /** All there are, on every page. */
  readonly total: number;
}

/** What somebody who signed in allowed: only to be recognised, or also to be shown their name. */
export type Scope = 'identity' | 'profile';

export interface SignIn {
  readonly accountId: string;
  /** Number of the follower. */
  readonly follower: string;
  readonly scope: Scope;
}

export interface SignInTokens extends SignIn {
  readonly accessToken: string;
  readonly secondsLeft: number;
  readonly refreshToken: string;
}

/** Why something was refused, in the fact `reason` of a DomainError. */
export type AudienceRefusal =
  | 'unknown-follower' // NOT_FOUND
  | 'number-taken' // CONFLICT
  | 'unknown-tag' // NOT_FOUND
  | 'bad-tag-name' // INVALID
  | 'tag-name-too-long' // INVALID
  | 'tag-name-taken' // CONFLICT
  | 'too-many-tags' // CONFLICT
  | 'fixed-tag' // CONFLICT: one of the three that every account has
  | 'tag-too-large' // CONFLICT: too many members to delete at once
  | 'too-many-tags-on-follower' // CONFLICT
  | 'unknown-code' // UNAUTHENTICATED: never given out, or too old
  | 'used-code' // UNAUTHENTICATED
  | 'unknown-token' // UNAUTHENTICATED
  | 'token-expired' // UNAUTHENTICATED
  | 'wrong-scope'; // FORBIDDEN

const codes: Partial<Record<AudienceRefusal, DomainErrorCode>> = {
  'unknown-follower': 'NOT_FOUND',
  'unknown-tag': 'NOT_FOUND',
  'bad-tag-name': 'INVALID',
  'tag-name-too-long': 'INVALID',
  'unknown-code': 'UNAUTHENTICATED',
  'used-code': 'UNAUTHENTICATED',
  'unknown-token': 'UNAUTHENTICATED',
  'token-expired': 'UNAUTHENTICATED',
  'wrong-scope': 'FORBIDDEN',
};

export const audienceError = (reason: AudienceRefusal, text: string, facts: Facts = {}): DomainError =>
  new DomainError(codes[reason] ?? 'CONFLICT', text, { ...facts, reason });

/** The reason of a refusal of this domain; null for any other error. */
export const audienceRefusalOf = (error: unknown): AudienceRefusal | null =>
  isDomainError(error) && typeof error.facts.reason === 'string' ? (error.facts.reason as AudienceRefusal) : null;
