// Tickets, shelves, messages and counters as rooms, pages and the console use them.
// Must not know wire formats or pages; what is decided on disk is decided by the units of work.
import type { Clock } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import { alphanumeric, type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import type { Coupon, Coupons } from '../coupons/index.js';
import {
  addCounter,
  currentKey,
  findCounter,
  keysSince,
  listCounters,
  listTesters,
  removeCounter,
  setTesters,
  testerCheck,
} from './access/store.js';
import { addBroadcast, broadcastStep, findMessage, listBroadcasts, withdraw } from './messages/store.js';
import { addShelf, findShelf, findShelfBySerial, listShelves } from './shelves/store.js';
import type { SignedClaim } from './storefront.js';
import { findSaid, readInbox, say, sendOne } from './talk/store.js';
import { addTicket, claimFreely, claimTicket, findTicketByKey, findTicketByName } from './tickets/store.js';
import {
  type Broadcast,
  type Counter,
  distributionError,
  type InboxItem,
  type MessageContent,
  type MessageTarget,
  type NewShelf,
  type Said,
  type Shelf,
  type SigningKeyKind,
  type Testers,
  type Ticket,
  type TicketItem,
} from './types.js';

export interface Distribution {
  /** A ticket for these offers, good for `lifeMs`. Resolves once it is on disk. */
  createTicket(accountId: string, items: readonly TicketItem[], lifeMs: number): Promise<Ticket>;
  /** A ticket that leads to the account itself. `lifeMs` null: for good. */
  createSceneTicket(accountId: string, scene: string, lifeMs: number | null): Promise<Ticket>;
  /** By the key in its address. @throws DomainError NOT_FOUND `unknown-ticket` */
  ticket(key: string): Promise<Ticket>;
  /** By the name the account knows it by. @throws DomainError NOT_FOUND `unknown-ticket` */
  ticketByName(name: string): Promise<Ticket>;
  /** The picture of a ticket's address: a JPEG of 430 px. */
  picture(ticket: Ticket): Buffer;
  /** The QR code of a text as rows of `1` (dark) and `0`, without the quiet zone around it. */
  modules(text: string): string[];
  /** The public address of a ticket, of a shelf, of one offer, of a counter. */
  readonly address: {
    ticket(ticket: Pick<Ticket, 'key'>): string;
    shelf(shelf: Pick<Shelf, 'key'>): string;
    offer(offer: string, signed?: string): string;
    wallet(accountNumber: string): string;
    counter(counter: Pick<Counter, 'key'>): string;
  };

  /**
   * Claims one item of a ticket for somebody; the ticket is spent in the same transaction.
   * @throws DomainError with a `DistributionRefusal` or a `CouponRefusal` as its reason
   */
  claimByTicket(claim: { key: string; position: number; holder: string }): Promise<Coupon>;
  /** Claims an offer that is open to everybody, or that a merchant's page has signed for. Throws as {@link claimByTicket}. */
  claim(claim: { accountId: string; offer: string; holder: string; signed?: SignedClaim }): Promise<Coupon>;

  createShelf(accountId: string, shelf: NewShelf): Promise<Shelf>;
  /** @throws DomainError NOT_FOUND `unknown-shelf` */
  shelf(key: string): Promise<Shelf>;
  shelfBySerial(accountId: string, serial: number): Promise<Shelf>;
  /** Newest first. @param before only those with a lower serial */
  shelves(accountId: string, limit: number, before?: number): Promise<Shelf[]>;

  /** Sends to many; the sending is a job. @throws DomainError CONFLICT `same-message` */
  broadcast(
    accountId: string,
    message: { content: MessageContent; target: MessageTarget; clientId: string | null; mostPerMonth: number | null },
  ): Promise<number>;
  /** Sends to one, at once. @throws DomainError CONFLICT `not-reachable`, `blocked` */
  preview(accountId: string, number: string, content: MessageContent): Promise<number>;
  /**
   * Answers one person, who must have been heard of in the last 48 hours.
   * @throws DomainError CONFLICT `not-reachable`, `blocked`, `window-over`, `too-many-unanswered`
   */
  reply(
    accountId: string,
    message: { number: string; content: MessageContent; sender: string; mostUnanswered: number | null },
  ): Promise<number>;
  /** Answers one person who did something the account has just been told of. @throws DomainError CONFLICT `not-reachable`, `blocked` */
  answer(accountId: string, number: string, content: MessageContent): Promise<number>;
  /**
   * A follower says something to the account, which is told of it at the address it has named. Resolves to the message's id.
   * @throws DomainError CONFLICT `not-reachable`, `blocked`; INVALID for nothing but blanks, TOO_LARGE above 2,048 bytes
   */
  say(accountId: string, number: string, text: string): Promise<number>;
  /** @throws DomainError NOT_FOUND `unknown-message` */
  said(accountId: string, id: number): Promise<Said>;
  /** @throws DomainError NOT_FOUND `unknown-message` */
  message(accountId: string, id: number): Promise<Broadcast>;
  /** Newest first. @param before only those with a lower id */
  broadcasts(accountId: string, limit: number, before?: number): Promise<Broadcast[]>;
  /** @throws DomainError NOT_FOUND `unknown-message` */
  withdraw(accountId: string, id: number): Promise<void>;
  /** What a follower has received and said, newest first; `before`: only items with a lower id. */
  inbox(accountId: string, number: string, query: { before?: number; limit: number }): Promise<InboxItem[]>;

  setTesters(accountId: string, testers: Testers): Promise<void>;
  testers(accountId: string): Promise<Testers>;
  isTester(accountId: string, holder: string): Promise<boolean>;

  /** A counter's key is a secret that only its staff has. */
  openCounter(accountId: string, name: string, key?: string): Promise<Counter>;
  /** @throws DomainError NOT_FOUND `unknown-counter` */
  counter(key: string): Promise<Counter>;
  counters(accountId: string): Promise<Counter[]>;
  closeCounter(accountId: string, key: string): Promise<void>;

  /** The key merchants' pages sign with now; the same until its last five minutes. */
  signingKey(accountId: string, kind: SigningKeyKind): Promise<{ value: string; secondsLeft: number }>;
  /** Keys that are good still, newest first. */
  signingKeys(accountId: string, kind: SigningKeyKind): Promise<string[]>;

  readonly jobs: {
    /** Works a broadcast through to its end. */
    broadcast(subject: string, signal: AbortSignal): Promise<void>;
  };
}

const keyLength = 10;
const counterKeyLength = 24;
const pictureSize = 430;
/** The last second a date of four digits can have (ms, UTC). */
const forGood = 253_402_300_799_000;
const signingKeyLength = 86;
const signingLifeMs = 7_200_000;
const signingSpareMs = 300_000;
const sameForMs = 86_400_000;
const windowMs = 48 * 3_600_000;
/** Bytes of UTF-8 a follower says at once, as many as an account's own text may have. */
const longestSaid = 2_048;
/** Followers written to in one unit of work, so that other units come between. */
const stepSize = 200;

export interface DistributionParts {
  readonly database: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly coupons: Coupons;
  readonly publicBase: () => string;
  /** The merchant's calendar, ms east of UTC. */
  readonly dayOffsetMs: number;
  /** Text → JPEG of a QR code with so many pixels a side. */
  readonly drawQr: (text: string, size: number) => Buffer;
  /** Text → modules of its QR code, true is dark, with one module of border. */
  readonly qrModules: (text: string) => readonly (readonly boolean[])[];
}

export function createDistribution(parts: DistributionParts): Distribution {
  const { database, queue, clock, random, coupons, publicBase, drawQr } = parts;
  const found = <T>(
    value: T | null,
    reason: 'unknown-ticket' | 'unknown-shelf' | 'unknown-message' | 'unknown-counter',
  ): T => {
    if (value === null) throw distributionError(reason, `there is nothing of this name (${reason})`);
    return value;
  };
  const monthStart = (): number => {
    const local = new Date(clock.now() + parts.dayOffsetMs);
    return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1) - parts.dayOffsetMs;
  };

  async function addedTicket(
    accountId: string,
    items: readonly TicketItem[],
    lifeMs: number | null,
    scene: string | null,
  ): Promise<Ticket> {
    const now = clock.now();
    const ticket = {
      key: alphanumeric(keyLength, random),
      // As long as the vendor's, and of characters that need no escaping in an address.
      name: `gQ${alphanumeric(92, random)}==`,
      accountId,
      createdAt: now,
      expiresAt: lifeMs === null ? forGood : now + lifeMs,
      scene,
    };
    await database.run(addTicket, { ...ticket, items });
    return { ...ticket, items: items.map((item) => ({ ...item, claimedAt: null })) };
  }

  const sendFreely = (
    purpose: 'preview' | 'answer',
    accountId: string,
    number: string,
    content: MessageContent,
  ): Promise<number> => {
    const anyTime = { sender: '', windowMs: null, mostUnanswered: null };
    return database.run(sendOne, { accountId, number, content, purpose, ...anyTime, now: clock.now() });
  };

  const distribution: Distribution = {
    createTicket: (accountId, items, lifeMs) => addedTicket(accountId, items, lifeMs, null),
    createSceneTicket: (accountId, scene, lifeMs) => addedTicket(accountId, [], lifeMs, scene),
    ticket: async (key) => found(await database.run(findTicketByKey, key), 'unknown-ticket'),
    ticketByName: async (name) => found(await database.run(findTicketByName, name), 'unknown-ticket'),
    picture: (ticket) => drawQr(distribution.address.ticket(ticket), pictureSize),
    modules: (text) =>
      parts
        .qrModules(text)
        .slice(1, -1)
        .map((row) =>
          row
            .slice(1, -1)
            .map((dark) => (dark ? '1' : '0'))
            .join(''),
        ),
    address: {
      ticket: ({ key }) => `${publicBase()}/q/${key}`,
      shelf: ({ key }) => `${publicBase()}/shelf/${key}`,
      offer: (offer, signed) =>
        `${publicBase()}/offer/${encodeURIComponent(offer)}${signed === undefined ? '' : `?signed=${encodeURIComponent(signed)}`}`,
      wallet: (account) => `${publicBase()}/wallet/${encodeURIComponent(account)}`,
      counter: ({ key }) => `${publicBase()}/counter/${key}`,
    },

    claimByTicket: async ({ key, position, holder }) => {
      const ticket = await distribution.ticket(key);
      const item = ticket.items[position];
      if (item === undefined) throw distributionError('unknown-item', `the ticket has no item ${position}`);
      const claim = coupons.prepareClaim({
        offer: item.offer,
        accountId: ticket.accountId,
        holder,
        ...(item.code === null ? {} : { code: item.code }),
        channel: item.channel,
        facts: item.facts,
        ...(item.beginsAt === null ? {} : { beginsAt: item.beginsAt }),
      });
      const { coupon, told } = await database.run(claimTicket, { key, position, claim });
      if (told) coupons.announce();
      return coupon;
    },
    claim: async ({ accountId, offer, holder, signed }) => {
      if (signed?.holder != null && signed.holder !== holder) {
        throw distributionError('ticket-for-another', 'the page signed for somebody else');
      }
      const claim = coupons.prepareClaim({
        offer,
        accountId,
        holder,
        ...(signed?.code == null ? {} : { code: signed.code }),
        channel: signed?.channel ?? '',
        ...(signed === undefined ? {} : { facts: signed.facts }),
        ...(signed?.beginsAt == null ? {} : { beginsAt: signed.beginsAt }),
      });
      const args = { accountId, signed: signed?.fingerprint ?? null, claim };
      const { coupon, told } = await database.run(claimFreely, args);
      if (told) coupons.announce();
      return coupon;
    },

    createShelf: (accountId, shelf) =>
      database.run(addShelf, { key: alphanumeric(keyLength, random), accountId, shelf, now: clock.now() }),
    shelf: async (key) => found(await database.run(findShelf, key), 'unknown-shelf'),
    shelfBySerial: async (accountId, serial) =>
      found(await database.run(findShelfBySerial, { accountId, serial }), 'unknown-shelf'),
    shelves: (accountId, limit, before = Number.MAX_SAFE_INTEGER) =>
      database.run(listShelves, { accountId, limit, before }),

    broadcast: async (accountId, message) => {
      const args = { accountId, ...message, sameForMs, monthStart: monthStart(), now: clock.now() };
      const id = await database.run(addBroadcast, args);
      queue.announce();
      return id;
    },
    preview: (accountId, number, content) => sendFreely('preview', accountId, number, content),
    reply: (accountId, message) =>
      database.run(sendOne, { accountId, ...message, purpose: 'direct', windowMs, now: clock.now() }),
    answer: (accountId, number, content) => sendFreely('answer', accountId, number, content),
    say: async (accountId, number, text) => {
      if (text.trim() === '') throw new DomainError('INVALID', 'a text of nothing but blanks', { field: 'text' });
      if (Buffer.byteLength(text) > longestSaid) {
        throw new DomainError('TOO_LARGE', `a text of more than ${longestSaid} bytes`, { field: 'text' });
      }
      const said = { accountId, number, text, noticeId: uuid7(clock, random), now: clock.now() };
      const { id, told } = await database.run(say, said);
      if (told) queue.announce();
      return id;
    },
    said: async (accountId, id) => found(await database.run(findSaid, { accountId, id }), 'unknown-message'),
    message: async (accountId, id) => found(await database.run(findMessage, { accountId, id }), 'unknown-message'),
    broadcasts: (accountId, limit, before = Number.MAX_SAFE_INTEGER) =>
      database.run(listBroadcasts, { accountId, limit, before }),
    withdraw: (accountId, id) => database.run(withdraw, { accountId, id }),
    inbox: (accountId, number, { before, limit }) =>
      database.run(readInbox, { accountId, number, before: before ?? Number.MAX_SAFE_INTEGER, limit }),

    setTesters: (accountId, testers) => database.run(setTesters, { accountId, testers }),
    testers: (accountId) => database.run(listTesters, accountId),
    isTester: (accountId, holder) => database.run(testerCheck, { accountId, holder }),

    openCounter: (accountId, name, key = alphanumeric(counterKeyLength, random)) =>
      database.run(addCounter, { accountId, name, key, now: clock.now() }),
    counter: async (key) => found(await database.run(findCounter, key), 'unknown-counter'),
    counters: (accountId) => database.run(listCounters, accountId),
    closeCounter: (accountId, key) => database.run(removeCounter, { accountId, key }),

    signingKey: async (accountId, kind) => {
      const now = clock.now();
      const { value, expiresAt } = await database.run(currentKey, {
        accountId,
        kind,
        fresh: alphanumeric(signingKeyLength, random),
        now,
        expiresAt: now + signingLifeMs,
        spareMs: signingSpareMs,
      });
      return { value, secondsLeft: Math.max(1, Math.floor((expiresAt - now) / 1000)) };
    },
    signingKeys: (accountId, kind) => database.run(keysSince, { accountId, kind, since: clock.now() }),

    jobs: {
      broadcast: async (subject, signal) => {
        for (;;) {
          signal.throwIfAborted();
          const step = { id: Number(subject), limit: stepSize, noticeId: uuid7(clock, random), now: clock.now() };
          const { done, told } = await database.run(broadcastStep, step);
          if (told) queue.announce();
          if (done) return;
        }
      },
    },
  };
  return distribution;
}
