// SQL of messages, and of broadcasts, which are worked through in steps.
// Must not look into what a message says: its content is kept as one text.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { enqueue } from '../../../ports/queue/store.js';
import { followersAfter, isBlocked, reachable } from '../../audience/index.js';
import { addNotice } from '../../delivery/index.js';
import {
  type Broadcast,
  type BroadcastState,
  distributionError,
  type MessageContent,
  type MessagePurpose,
  type MessageTarget,
} from '../types.js';

export const broadcastJob = 'distribution.broadcast';
/** The kind of the notice that a broadcast has ended; its subject is the message's id. */
export const broadcastFinished = 'distribution.broadcast-finished';

export interface MessageRow {
  id: number;
  account_id: string;
  purpose: MessagePurpose;
  content: string;
  sender: string;
  target: string | null;
  state: BroadcastState;
  most_per_month: number | null;
  month_start: number;
  reached: number;
  total: number;
  tried: number;
  sent: number;
  failed: number;
  created_at: number;
  finished_at: number | null;
}

export function* addMessage(a: {
  accountId: string;
  purpose: MessagePurpose;
  content: MessageContent;
  sender: string;
  clientId: string | null;
  target: MessageTarget | null;
  state: BroadcastState;
  mostPerMonth: number | null;
  monthStart: number;
  now: number;
}): Unit<number> {
  const { target } = a;
  const kept = target?.kind === 'numbers' ? { kind: 'numbers' } : target;
  const row = yield* one<{ id: number }>(
    `INSERT INTO message (account_id, purpose, content, sender, client_id, target, state, most_per_month, month_start, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    a.accountId,
    a.purpose,
    JSON.stringify(a.content),
    a.sender,
    a.clientId,
    kept === null ? null : JSON.stringify(kept),
    a.state,
    a.mostPerMonth,
    a.monthStart,
    a.now,
  );
  const id = row?.id ?? 0;
  if (target?.kind === 'numbers') {
    for (const [position, number] of target.numbers.entries()) {
      yield* run(
        'INSERT INTO message_target (message_id, position, number) VALUES (?, ?, ?)',
        id,
        position + 1,
        number,
      );
    }
  }
  return id;
}

export function* addToInbox(accountId: string, number: string, messageId: number, now: number): Unit<void> {
  yield* run(
    'INSERT INTO inbox (account_id, number, message_id, at) VALUES (?, ?, ?, ?)',
    accountId,
    number,
    messageId,
    now,
  );
}

/**
 * Notes a broadcast and queues it. The same client id within `sameForMs` is the same message.
 * @throws DomainError CONFLICT `same-message` with its id
 */
export const addBroadcast = procedure(
  'distribution.add-broadcast',
  'write',
  function* (a: {
    accountId: string;
    content: MessageContent;
    target: MessageTarget;
    clientId: string | null;
    sameForMs: number;
    mostPerMonth: number | null;
    monthStart: number;
    now: number;
  }): Unit<number> {
    if (a.clientId !== null) {
      const known = yield* one<{ id: number; created_at: number }>(
        'SELECT id, created_at FROM message WHERE account_id = ? AND client_id = ? AND created_at > ? ORDER BY id DESC LIMIT 1',
        a.accountId,
        a.clientId,
        a.now - a.sameForMs,
      );
      if (known !== undefined) {
        throw distributionError('same-message', `message ${known.id} has this client id`, {
          message: known.id,
          ageMs: a.now - known.created_at,
        });
      }
    }
    const id = yield* addMessage({ ...a, purpose: 'broadcast', sender: '', state: 'sending' });
    yield* enqueue({ kind: broadcastJob, subject: String(id), runAt: a.now, account: a.accountId });
    return id;
  },
);

/** The numbers of one step, each with the place it has in its list. */
function* nextTargets(message: MessageRow, limit: number): Unit<{ number: string; position: number }[]> {
  const target = JSON.parse(message.target ?? '{}') as { kind: string; tag?: number };
  if (target.kind === 'numbers') {
    return yield* all(
      'SELECT number, position FROM message_target WHERE message_id = ? AND position > ? ORDER BY position LIMIT ?',
      message.id,
      message.reached,
      limit,
    );
  }
  return yield* followersAfter(message.account_id, target.tag ?? null, message.reached, limit);
}

function* receivedThisMonth(message: MessageRow, number: string): Unit<number> {
  const row = yield* one<{ count: number }>(
    `SELECT COUNT(*) AS count FROM inbox i JOIN message m ON m.id = i.message_id
     WHERE i.account_id = ? AND i.number = ? AND i.at >= ? AND m.purpose = 'broadcast'`,
    message.account_id,
    number,
    message.month_start,
  );
  return row?.count ?? 0;
}

/**
 * Sends a broadcast to the next `limit` of its targets; the last step ends it and notes that the account is to be told.
 * Steps are whole: one that was not acknowledged is done again from where the one before it ended.
 */
export const broadcastStep = procedure(
  'distribution.broadcast-step',
  'write',
  function* (a: { id: number; limit: number; noticeId: string; now: number }): Unit<{ done: boolean; told: boolean }> {
    const message = yield* one<MessageRow>('SELECT * FROM message WHERE id = ?', a.id);
    if (message === undefined || message.state !== 'sending' || message.target === null)
      return { done: true, told: false };
    const targets = yield* nextTargets(message, a.limit);
    let { total, tried, sent, failed } = message;
    const open = new Set(
      yield* reachable(
        message.account_id,
        targets.map(({ number }) => number),
      ),
    );
    const named = message.target.includes('"numbers"');
    for (const { number } of targets) {
      total++;
      if (!open.has(number)) {
        // Somebody who was named and cannot be reached is a failure; one on the black list is just left out.
        if (named && !(yield* isBlocked(message.account_id, number))) {
          tried++;
          failed++;
        }
        continue;
      }
      if (message.most_per_month !== null && (yield* receivedThisMonth(message, number)) >= message.most_per_month) {
        continue;
      }
      tried++;
      sent++;
      yield* addToInbox(message.account_id, number, message.id, a.now);
    }
    const done = targets.length < a.limit;
    yield* run(
      'UPDATE message SET reached = ?, total = ?, tried = ?, sent = ?, failed = ?, state = ?, finished_at = ? WHERE id = ?',
      targets.at(-1)?.position ?? message.reached,
      total,
      tried,
      sent,
      failed,
      done ? 'sent' : 'sending',
      done ? a.now : null,
      a.id,
    );
    if (!done) return { done, told: false };
    const told = yield* addNotice({
      id: a.noticeId,
      accountId: message.account_id,
      kind: broadcastFinished,
      subject: String(message.id),
      now: a.now,
    });
    return { done, told };
  },
);

const toBroadcast = (row: MessageRow): Broadcast => ({
  id: row.id,
  accountId: row.account_id,
  content: JSON.parse(row.content) as MessageContent,
  state: row.state,
  total: row.total,
  tried: row.tried,
  sent: row.sent,
  failed: row.failed,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
});

export const findMessage = procedure(
  'distribution.find-message',
  'read',
  function* (a: { accountId: string; id: number }): Unit<Broadcast | null> {
    const row = yield* one<MessageRow>(
      "SELECT * FROM message WHERE id = ? AND account_id = ? AND purpose <> 'said'",
      a.id,
      a.accountId,
    );
    return row === undefined ? null : toBroadcast(row);
  },
);

export const listBroadcasts = procedure(
  'distribution.list-broadcasts',
  'read',
  function* (a: { accountId: string; before: number; limit: number }): Unit<Broadcast[]> {
    const rows = yield* all<MessageRow>(
      "SELECT * FROM message WHERE account_id = ? AND purpose = 'broadcast' AND id < ? ORDER BY id DESC LIMIT ?",
      a.accountId,
      a.before,
      a.limit,
    );
    return rows.map(toBroadcast);
  },
);

/** Takes a broadcast back: nobody sees it any more, and what has not been sent stays unsent. */
export const withdraw = procedure(
  'distribution.withdraw',
  'write',
  function* (a: { accountId: string; id: number }): Unit<void> {
    const found = yield* all(
      "UPDATE message SET state = 'withdrawn' WHERE id = ? AND account_id = ? AND purpose = 'broadcast' RETURNING id",
      a.id,
      a.accountId,
    );
    if (found.length === 0) throw distributionError('unknown-message', `the account has no message ${a.id}`);
  },
);

export const procedures = [addBroadcast, broadcastStep, findMessage, listBroadcasts, withdraw];
