// The words of distribution: a ticket lets its bearer claim certain offers under certain conditions, a shelf shows offers
// to everybody, a message carries one to followers, a counter is where staff redeems.
// Must not know how any of them looks on a wire or a page.
import { DomainError, type DomainErrorCode, type Facts, isDomainError } from '../../kernel/errors.js';
import type { NoticeState } from '../delivery/index.js';

/** One offer a ticket lets claim, and how. */
export interface TicketItem {
  /** Number of the offer. */
  readonly offer: string;
  /** The code its copy will have, for offers whose codes are assigned. */
  readonly code: string | null;
  /** The only person who may claim it. */
  readonly holder: string | null;
  /** Can be claimed once, whoever does it. Items with a code or a holder are as well. */
  readonly once: boolean;
  /** Named in the claim's event; ''. */
  readonly channel: string;
  /** Further facts for whoever is told of the claim. */
  readonly facts: Facts;
  /** A term begins on the day of this time (ms, UTC). */
  readonly beginsAt: number | null;
}

export interface Ticket {
  /** Stands in the address the code leads to. */
  readonly key: string;
  /** Names the ticket to the account; longer, and no way to the key. */
  readonly name: string;
  readonly accountId: string;
  readonly items: readonly (TicketItem & { readonly claimedAt: number | null })[];
  /** Of a ticket without items, which leads to the account itself: what the account wrote into it. Else null. */
  readonly scene: string | null;
  /** ms, UTC. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface ShelfCard {
  /** Number of the offer. */
  readonly offer: string;
  /** Address of a small picture. */
  readonly picture: string;
}

export interface NewShelf {
  readonly title: string;
  /** Address of a wide picture. */
  readonly banner: string;
  readonly shareable: boolean;
  /** `#rrggbb` of its buttons and heading; null = that of its first card. */
  readonly colour: string | null;
  /** Where the account puts it, in its own words. */
  readonly place: string;
  readonly cards: readonly ShelfCard[];
}

export interface Shelf extends NewShelf {
  /** Stands in its address. */
  readonly key: string;
  readonly accountId: string;
  /** From 1, by account. */
  readonly serial: number;
  readonly createdAt: number;
}

/** What a message says. Addresses and ids are the account's. */
export type MessageContent =
  | { readonly kind: 'offer'; readonly offer: string; readonly signed: string | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly media: string }
  | { readonly kind: 'articles'; readonly media: string }
  | {
      readonly kind: 'links';
      readonly links: readonly {
        readonly title: string;
        readonly summary: string;
        readonly url: string;
        readonly picture: string;
      }[];
    };

export type MessageTarget =
  | { readonly kind: 'all' }
  | { readonly kind: 'tag'; readonly tag: number }
  | { readonly kind: 'numbers'; readonly numbers: readonly string[] };

export type BroadcastState = 'sending' | 'sent' | 'withdrawn';

export interface Broadcast {
  readonly id: number;
  readonly accountId: string;
  readonly content: MessageContent;
  readonly state: BroadcastState;
  /** Whom it was meant for, whom it was tried to send to, and what came of that. */
  readonly total: number;
  readonly tried: number;
  readonly sent: number;
  readonly failed: number;
  readonly createdAt: number;
  readonly finishedAt: number | null;
}

/**
 * Why there is a message: to many, to try it, from staff to one, as the answer to something that happened; or it is what the
 * follower said.
 */
export type MessagePurpose = 'broadcast' | 'preview' | 'direct' | 'answer' | 'said';

/** Something a follower said to the account. */
export interface Said {
  readonly id: number;
  /** The follower. */
  readonly number: string;
  readonly text: string;
  /** ms, UTC. */
  readonly at: number;
}

/** A message as it stands in the talk between an account and one follower. */
export interface InboxItem {
  readonly id: number;
  readonly messageId: number;
  readonly purpose: MessagePurpose;
  readonly content: MessageContent;
  /** Who of the account's staff speaks, ''; the follower's number where that is who speaks. */
  readonly sender: string;
  readonly at: number;
  readonly withdrawn: boolean;
  /** What became of telling the account what the follower said; null: it named no address then, or the follower did not speak. */
  readonly told: NoticeState | null;
}

/** Who may try offers that are not approved yet: by number or by handle. */
export interface Testers {
  readonly numbers: readonly string[];
  readonly handles: readonly string[];
}

export interface Counter {
  /** Stands in the address its staff opens. A secret. */
  readonly key: string;
  readonly accountId: string;
  readonly name: string;
}

export type SigningKeyKind = 'page' | 'offer';

/** Why something was refused, in the fact `reason` of a DomainError. */
export type DistributionRefusal =
  | 'unknown-ticket' // NOT_FOUND
  | 'ticket-over' // CONFLICT: too old
  | 'ticket-used' // CONFLICT
  | 'ticket-for-another' // FORBIDDEN
  | 'unknown-item' // NOT_FOUND
  | 'signed-used' // CONFLICT: the same signed text again
  | 'unknown-shelf' // NOT_FOUND
  | 'unknown-message' // NOT_FOUND
  | 'not-reachable' // CONFLICT: does not follow
  | 'blocked' // CONFLICT: is on the black list
  | 'window-over' // CONFLICT: the person has been silent for too long
  | 'too-many-unanswered' // CONFLICT
  | 'same-message' // CONFLICT, with the fact `message`
  | 'unknown-counter'; // NOT_FOUND

const codes: Partial<Record<DistributionRefusal, DomainErrorCode>> = {
  'unknown-ticket': 'NOT_FOUND',
  'unknown-item': 'NOT_FOUND',
  'unknown-shelf': 'NOT_FOUND',
  'unknown-message': 'NOT_FOUND',
  'unknown-counter': 'NOT_FOUND',
  'ticket-for-another': 'FORBIDDEN',
};

export const distributionError = (reason: DistributionRefusal, text: string, facts: Facts = {}): DomainError =>
  new DomainError(codes[reason] ?? 'CONFLICT', text, { ...facts, reason });

/** The reason of a refusal of this domain; null for any other error. */
export const distributionRefusalOf = (error: unknown): DistributionRefusal | null =>
  isDomainError(error) && typeof error.facts.reason === 'string' ? (error.facts.reason as DistributionRefusal) : null;
