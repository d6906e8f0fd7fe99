// SQL of holders: a number for each name, so that every copy and event carries the number only.
// Must not know who a holder is; the name is the caller's.
import { one, type Unit } from '../../../ports/database/database.js';

/** The id of a holder that is known already. */
export function* knownHolderId(accountId: string, name: string): Unit<number | null> {
  const known = yield* one<{ id: number }>(
    'SELECT id FROM coupon_holder WHERE account_id = ? AND name = ?',
    accountId,
    name,
  );
  return known?.id ?? null;
}

/** Makes a holder; null when there is one of this name. One who was just made has nothing yet. */
export function* newHolderId(accountId: string, name: string): Unit<number | null> {
  const added = yield* one<{ id: number }>(
    `INSERT INTO coupon_holder (account_id, name) VALUES (?, ?) ON CONFLICT (account_id, name) DO NOTHING RETURNING id`,
    accountId,
    name,
  );
  return added?.id ?? null;
}

/** The id of a holder among the account's, made when new. */
export function* holderId(accountId: string, name: string): Unit<number> {
  const id =
    (yield* knownHolderId(accountId, name)) ??
    (yield* newHolderId(accountId, name)) ??
    (yield* knownHolderId(accountId, name)); // made by somebody else meanwhile
  if (id === null) throw new Error('a holder was neither made nor found');
  return id;
}
