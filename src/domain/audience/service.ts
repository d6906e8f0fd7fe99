// Followers, their tags and their sign-ins as rooms and pages use them.
// Must not know how a request names a person or an account.
import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { alphanumeric, type RandomBytes, uuid7 } from '../../kernel/ids.js';
import type { Database } from '../../ports/database/database.js';
import type { Queue } from '../../ports/queue/queue.js';
import {
  addFollower,
  findByHandle,
  findFollower,
  keepKey,
  listFollowers,
  listNumbers,
  noteCame,
  noteContact,
  pageFollowers,
  setFollows,
  setRemark,
} from './followers/store.js';
import { accessLifeMs, checkTagName } from './rules.js';
import { createSeals, type Seals } from './seal.js';
import { addCode, exchangeCode, findAccess, redeemCode, refreshAccess } from './sign-in/store.js';
import {
  createTag,
  deleteTag,
  listMembers,
  listTags,
  moveFollowers,
  renameTag,
  tagFollowers,
  untagFollowers,
} from './tags/store.js';
import {
  audienceError,
  type Follower,
  type NewFollower,
  type NumberPage,
  type SignIn,
  type SignInTokens,
  type Tag,
  type Through,
} from './types.js';

export interface Audience {
  /** Adds a follower or visitor; one who is there already is left as is. */
  add(accountId: string, follower: NewFollower): Promise<Follower>;
  find(accountId: string, number: string): Promise<Follower | null>;
  /** @throws DomainError NOT_FOUND `unknown-follower` */
  load(accountId: string, number: string): Promise<Follower>;
  findByHandle(accountId: string, handle: string): Promise<Follower | null>;
  /** Numbers of followers after one of them, at most 10,000. @throws DomainError NOT_FOUND `unknown-follower` */
  numbers(accountId: string, after: string | null): Promise<NumberPage>;
  /** Followers and visitors whose position is above `afterPosition`, at most `limit`. */
  list(accountId: string, options: { afterPosition?: number; limit: number }): Promise<Follower[]>;
  /** Followers and visitors after a position, `total` of all that fit; `text` is a piece of the name, or the number or handle. */
  page(
    accountId: string,
    query: { afterPosition: number; limit: number; tag?: number | undefined; text?: string | undefined },
  ): Promise<{ followers: Follower[]; total: number }>;
  /** @throws DomainError NOT_FOUND `unknown-follower` */
  setRemark(accountId: string, number: string, remark: string): Promise<void>;
  /** Begins or ceases to follow; the account is told. @throws DomainError NOT_FOUND `unknown-follower` */
  setFollows(accountId: string, number: string, follows: boolean, through?: Through): Promise<void>;
  /** A follower has come again by a ticket; the account is told. */
  noteCame(accountId: string, number: string, through: Through): Promise<void>;
  /** The person did something the account can see. */
  noteContact(accountId: string, number: string): Promise<void>;

  /** @throws DomainError INVALID, CONFLICT with a reason */
  createTag(accountId: string, name: string): Promise<Tag>;
  tags(accountId: string): Promise<Tag[]>;
  renameTag(accountId: string, id: number, name: string): Promise<void>;
  deleteTag(accountId: string, id: number): Promise<void>;
  tag(accountId: string, id: number, numbers: readonly string[]): Promise<void>;
  untag(accountId: string, id: number, numbers: readonly string[]): Promise<void>;
  /** Makes one tag the only one; 0 takes all off. */
  move(accountId: string, id: number, numbers: readonly string[]): Promise<void>;
  members(accountId: string, id: number, after: string | null): Promise<NumberPage>;

  /** A code that says who somebody is, good once and for five minutes. @throws DomainError NOT_FOUND `unknown-follower` */
  grantCode(signIn: SignIn): Promise<string>;
  /** Who a code stands for. @throws DomainError UNAUTHENTICATED `unknown-code`, `used-code` */
  redeemCode(accountId: string, code: string): Promise<SignIn>;
  /** @throws DomainError UNAUTHENTICATED `unknown-code`, `used-code` */
  exchangeCode(accountId: string, code: string): Promise<SignInTokens>;
  /** @throws DomainError UNAUTHENTICATED `unknown-token`, `token-expired` */
  refresh(accountId: string, refreshToken: string): Promise<SignInTokens>;
  /** Whose access token this is. @throws DomainError UNAUTHENTICATED `unknown-token`, `token-expired` */
  signInOf(accessToken: string): Promise<SignIn>;
  /** The account an access token of a sign-in is of, expired or not; null for one that is not known. */
  signInOwner(accessToken: string): Promise<string | null>;
  seals(): Promise<Seals>;
  /** Drops what is remembered of what was read: the database holds another state. */
  forget(): void;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const codeLength = 32;
const tokenLength = 100;

export function createAudience(parts: {
  database: Database;
  queue: Queue;
  clock: Clock;
  random: RandomBytes;
}): Audience {
  const { database, queue, clock, random } = parts;
  let seals: Promise<Seals> | undefined;
  const tokens = (signIn: SignIn, accessToken: string, refreshToken: string): SignInTokens => ({
    ...signIn,
    accessToken,
    refreshToken,
    secondsLeft: accessLifeMs / 1000,
  });

  return {
    add: (accountId, follower) => database.run(addFollower, { accountId, follower, now: clock.now() }),
    find: (accountId, number) => database.run(findFollower, { accountId, number }),
    load: async (accountId, number) => {
      const found = await database.run(findFollower, { accountId, number });
      if (found === null) throw audienceError('unknown-follower', `the account has no follower ${number}`);
      return found;
    },
    findByHandle: (accountId, handle) => database.run(findByHandle, { accountId, handle }),
    numbers: (accountId, after) => database.run(listNumbers, { accountId, after }),
    list: (accountId, { afterPosition = 0, limit }) => database.run(listFollowers, { accountId, afterPosition, limit }),
    page: (accountId, { tag, text, ...query }) =>
      database.run(pageFollowers, {
        accountId,
        ...query,
        tag: tag ?? null,
        text: text === undefined || text === '' ? null : text,
      }),
    setRemark: (accountId, number, remark) => database.run(setRemark, { accountId, number, remark }),
    noteCame: async (accountId, number, through) => {
      const note = { accountId, number, through, noticeId: uuid7(clock, random), now: clock.now() };
      if (await database.run(noteCame, note)) queue.announce();
    },
    setFollows: async (accountId, number, follows, through) => {
      const change = {
        accountId,
        number,
        follows,
        through: through ?? null,
        noticeId: uuid7(clock, random),
        now: clock.now(),
      };
      if (await database.run(setFollows, change)) queue.announce();
    },
    noteContact: (accountId, number) => database.run(noteContact, { accountId, number, now: clock.now() }),

    createTag: async (accountId, name) => database.run(createTag, { accountId, name: checkTagName(name) }),
    tags: (accountId) => database.run(listTags, { accountId }),
    renameTag: async (accountId, id, name) => database.run(renameTag, { accountId, id, name: checkTagName(name) }),
    deleteTag: (accountId, id) => database.run(deleteTag, { accountId, id }),
    tag: (accountId, id, numbers) => database.run(tagFollowers, { accountId, id, numbers, now: clock.now() }),
    untag: (accountId, id, numbers) => database.run(untagFollowers, { accountId, id, numbers }),
    move: (accountId, id, numbers) => database.run(moveFollowers, { accountId, id, numbers, now: clock.now() }),
    members: (accountId, id, after) => database.run(listMembers, { accountId, id, after }),

    grantCode: async (signIn) => {
      const code = alphanumeric(codeLength, random);
      await database.run(addCode, { ...signIn, code: digest(code), now: clock.now() });
      return code;
    },
    redeemCode: (accountId, code) => database.run(redeemCode, { accountId, code: digest(code), now: clock.now() }),
    exchangeCode: async (accountId, code) => {
      const access = alphanumeric(tokenLength, random);
      const refresh = alphanumeric(tokenLength, random);
      const signIn = await database.run(exchangeCode, {
        accountId,
        code: digest(code),
        access: digest(access),
        refresh: digest(refresh),
        now: clock.now(),
      });
      return tokens(signIn, access, refresh);
    },
    refresh: async (accountId, refreshToken) => {
      const access = alphanumeric(tokenLength, random);
      const signIn = await database.run(refreshAccess, {
        accountId,
        refresh: digest(refreshToken),
        access: digest(access),
        now: clock.now(),
      });
      return tokens(signIn, access, refreshToken);
    },
    signInOf: (accessToken) => database.run(findAccess, { access: digest(accessToken), now: clock.now() }),
    signInOwner: (accessToken) =>
      database.run(findAccess, { access: digest(accessToken), now: 0 }).then(
        ({ accountId }) => accountId,
        () => null,
      ),
    forget: () => {
      seals = undefined;
    },
    seals: () => {
      seals ??= database
        .run(keepKey, { name: 'seal', value: random(32).toString('hex') })
        .then((hex) => createSeals(Buffer.from(hex, 'hex')));
      seals.catch(() => {
        seals = undefined;
      });
      return seals;
    },
  };
}
