// SQL of tickets, as units of work. A claim by ticket spends the ticket and issues the copy in one transaction.
// Must not draw keys or codes: they are handed in.
import { all, freely, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { type Changed, type ClaimArgs, claimCopy, offerGroup } from '../../coupons/index.js';
import { isTester } from '../access/store.js';
import { distributionError, type Ticket, type TicketItem } from '../types.js';

interface TicketRow {
  key: string;
  name: string;
  account_id: string;
  created_at: number;
  expires_at: number;
  scene: string | null;
}

interface ItemRow {
  position: number;
  offer: string;
  code: string | null;
  holder: string | null;
  once: number;
  channel: string;
  facts: string;
  begins_at: number | null;
  claimed_at: number | null;
}

export const addTicket = procedure(
  'distribution.add-ticket',
  'write',
  function* (a: Omit<Ticket, 'items'> & { readonly items: readonly TicketItem[] }): Unit<void> {
    yield* run(
      'INSERT INTO ticket (key, name, account_id, created_at, expires_at, scene) VALUES (?, ?, ?, ?, ?, ?)',
      a.key,
      a.name,
      a.accountId,
      a.createdAt,
      a.expiresAt,
      a.scene,
    );
    for (const [position, item] of a.items.entries()) {
      yield* run(
        `INSERT INTO ticket_item (ticket_key, position, offer, code, holder, once, channel, facts, begins_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        a.key,
        position,
        item.offer,
        item.code,
        item.holder,
        item.once ? 1 : 0,
        item.channel,
        JSON.stringify(item.facts),
        item.beginsAt,
      );
    }
  },
  freely,
);

function* toTicket(row: TicketRow | undefined): Unit<Ticket | null> {
  if (row === undefined) return null;
  const items = yield* all<ItemRow>('SELECT * FROM ticket_item WHERE ticket_key = ? ORDER BY position', row.key);
  return {
    key: row.key,
    name: row.name,
    accountId: row.account_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    scene: row.scene,
    items: items.map((item) => ({
      offer: item.offer,
      code: item.code,
      holder: item.holder,
      once: item.once === 1,
      channel: item.channel,
      facts: JSON.parse(item.facts) as TicketItem['facts'],
      beginsAt: item.begins_at,
      claimedAt: item.claimed_at,
    })),
  };
}

export const findTicketByKey = procedure(
  'distribution.find-ticket-by-key',
  'read',
  function* (key: string): Unit<Ticket | null> {
    return yield* toTicket(yield* one<TicketRow>('SELECT * FROM ticket WHERE key = ?', key));
  },
);

export const findTicketByName = procedure(
  'distribution.find-ticket-by-name',
  'read',
  function* (name: string): Unit<Ticket | null> {
    return yield* toTicket(yield* one<TicketRow>('SELECT * FROM ticket WHERE name = ?', name));
  },
);

/**
 * Claims one item of a ticket: checks that it is still good, issues the copy, and marks it spent when it is good once.
 * @throws DomainError with `ticket-over`, `ticket-used`, `ticket-for-another`, or what `claimCopy` throws
 */
export const claimTicket = procedure(
  'distribution.claim-ticket',
  'write',
  function* (a: { key: string; position: number; claim: ClaimArgs }): Unit<Changed> {
    const { now } = a.claim.moment;
    const ticket = yield* one<TicketRow>('SELECT * FROM ticket WHERE key = ?', a.key);
    const item = yield* one<ItemRow>(
      'SELECT * FROM ticket_item WHERE ticket_key = ? AND position = ?',
      a.key,
      a.position,
    );
    if (ticket === undefined || item === undefined) throw distributionError('unknown-item', 'no such ticket or item');
    if (now >= ticket.expires_at) throw distributionError('ticket-over', 'the ticket is too old');
    const spent = item.once === 1 || item.code !== null || item.holder !== null;
    if (spent && item.claimed_at !== null) throw distributionError('ticket-used', 'the ticket has been claimed');
    if (item.holder !== null && item.holder !== a.claim.holder) {
      throw distributionError('ticket-for-another', 'the ticket is for somebody else');
    }
    const unreviewed = yield* isTester(ticket.account_id, a.claim.holder);
    const changed = yield* claimCopy({ ...a.claim, unreviewed: a.claim.unreviewed || unreviewed });
    if (spent) {
      yield* run('UPDATE ticket_item SET claimed_at = ? WHERE ticket_key = ? AND position = ?', now, a.key, a.position);
    }
    return changed;
  },
  { group: (a) => offerGroup(a.claim.offer) },
);

/** Claims without a ticket: from a shelf or a message. `signed`: a text that each person may use once. */
export const claimFreely = procedure(
  'distribution.claim-freely',
  'write',
  function* (a: { accountId: string; signed: string | null; claim: ClaimArgs }): Unit<Changed> {
    const { holder, moment } = a.claim;
    if (a.signed !== null) {
      const fresh = yield* all(
        `INSERT INTO signed_use (account_id, fingerprint, holder, used_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (account_id, fingerprint, holder) DO NOTHING RETURNING used_at`,
        a.accountId,
        a.signed,
        holder,
        moment.now,
      );
      if (fresh.length === 0) throw distributionError('signed-used', 'this signature has been used by this person');
    }
    const unreviewed = yield* isTester(a.accountId, holder);
    return yield* claimCopy({ ...a.claim, unreviewed: a.claim.unreviewed || unreviewed });
  },
  { group: (a) => offerGroup(a.claim.offer), lane: (a) => a.claim.holder },
);

export const procedures = [addTicket, findTicketByKey, findTicketByName, claimTicket, claimFreely];
