// SQL of the talk with one follower: what is sent to this one alone, what the follower says, and all of it in order.
// Must not look into what a message says: its content is kept as one text.
import { all, one, procedure, type Unit } from '../../../ports/database/database.js';
import { isBlocked, lastContactOf, noteContact, reachable } from '../../audience/index.js';
import { addNotice, noticeStateOf } from '../../delivery/index.js';
import { addMessage, addToInbox, type MessageRow } from '../messages/store.js';
import {
  type BroadcastState,
  distributionError,
  type InboxItem,
  type MessageContent,
  type MessagePurpose,
  type Said,
} from '../types.js';

/** The kind of the notice that a follower said something; its subject is the message's id. */
export const saidNotice = 'distribution.said';

/** @throws DomainError CONFLICT `not-reachable`, `blocked` */
function* requireReachable(accountId: string, number: string): Unit<void> {
  if ((yield* reachable(accountId, [number])).length > 0) return;
  throw (yield* isBlocked(accountId, number))
    ? distributionError('blocked', `${number} is on the black list`)
    : distributionError('not-reachable', `${number} does not follow the account`);
}

/** A message of no broadcast, in the talk with one follower. */
function* addSingle(a: {
  accountId: string;
  number: string;
  purpose: MessagePurpose;
  content: MessageContent;
  sender: string;
  now: number;
}): Unit<number> {
  const single = { clientId: null, target: null, state: 'sent', mostPerMonth: null, monthStart: 0 } as const;
  const id = yield* addMessage({ ...a, ...single });
  yield* addToInbox(a.accountId, a.number, id, a.now);
  return id;
}

/** One message to one follower. */
export const sendOne = procedure(
  'distribution.send-one',
  'write',
  function* (a: {
    accountId: string;
    number: string;
    purpose: 'preview' | 'direct' | 'answer';
    content: MessageContent;
    sender: string;
    /** The person must have been heard of within this time (ms), and may have got so many since; null = does not matter. */
    windowMs: number | null;
    mostUnanswered: number | null;
    now: number;
  }): Unit<number> {
    const { accountId, number, now } = a;
    yield* requireReachable(accountId, number);
    const since = yield* lastContactOf(accountId, number);
    if (a.windowMs !== null && now - since > a.windowMs) {
      throw distributionError('window-over', `${number} was last heard of more than ${a.windowMs} ms ago`);
    }
    if (a.mostUnanswered !== null) {
      const row = yield* one<{ count: number }>(
        `SELECT COUNT(*) AS count FROM inbox i JOIN message m ON m.id = i.message_id
         WHERE i.account_id = ? AND i.number = ? AND i.at >= ? AND m.purpose = 'direct'`,
        accountId,
        number,
        since,
      );
      if ((row?.count ?? 0) >= a.mostUnanswered) {
        throw distributionError('too-many-unanswered', `${number} has not answered ${a.mostUnanswered} messages`);
      }
    }
    return yield* addSingle(a);
  },
);

/** A follower says something: a contact the account is told of. @throws DomainError CONFLICT `not-reachable`, `blocked` */
export const say = procedure(
  'distribution.say',
  'write',
  function* (a: {
    accountId: string;
    number: string;
    text: string;
    noticeId: string;
    now: number;
  }): Unit<{ id: number; told: boolean }> {
    const { accountId, number, now } = a;
    yield* requireReachable(accountId, number);
    yield* noteContact.body(a);
    const content = { kind: 'text', text: a.text } as const;
    const id = yield* addSingle({ accountId, number, purpose: 'said', content, sender: number, now });
    const told = yield* addNotice({ id: a.noticeId, accountId, kind: saidNotice, subject: String(id), now });
    return { id, told };
  },
);

export const findSaid = procedure(
  'distribution.find-said',
  'read',
  function* (a: { accountId: string; id: number }): Unit<Said | null> {
    const row = yield* one<MessageRow>(
      "SELECT * FROM message WHERE id = ? AND account_id = ? AND purpose = 'said'",
      a.id,
      a.accountId,
    );
    if (row === undefined) return null;
    const content = JSON.parse(row.content) as MessageContent;
    return { id: row.id, number: row.sender, text: content.kind === 'text' ? content.text : '', at: row.created_at };
  },
);

/** The talk with a follower, newest first. */
export const readInbox = procedure(
  'distribution.read-inbox',
  'read',
  function* (a: { accountId: string; number: string; before: number; limit: number }): Unit<InboxItem[]> {
    const rows = yield* all<{
      id: number;
      messageId: number;
      purpose: MessagePurpose;
      content: string;
      sender: string;
      state: BroadcastState;
      at: number;
    }>(
      `SELECT i.id, i.message_id AS "messageId", m.purpose, m.content, m.sender, m.state, i.at FROM inbox i
       JOIN message m ON m.id = i.message_id WHERE i.account_id = ? AND i.number = ? AND i.id < ? ORDER BY i.id DESC LIMIT ?`,
      a.accountId,
      a.number,
      a.before,
      a.limit,
    );
    const items: InboxItem[] = [];
    for (const { state, content, ...row } of rows) {
      const said = row.purpose === 'said';
      items.push({
        ...row,
        content: JSON.parse(content) as MessageContent,
        withdrawn: state === 'withdrawn',
        told: said ? yield* noticeStateOf(a.accountId, saidNotice, String(row.messageId)) : null,
      });
    }
    return items;
  },
);

export const procedures = [sendOne, say, findSaid, readInbox];
