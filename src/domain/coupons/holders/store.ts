// SQL of holders: a number for each name, so that every copy and event carries the number only.
// Must not know who a holder is; the name is the caller's.
import { one, type Unit } from '../../../ports/database/database.js';

/** The id of a holder among the account's, made when new. */
export function* holderId(accountId: string, name: string): Unit<number> {
  const known = yield* one<{ id: number }>(
    'SELECT id FROM coupon_holder WHERE account_id = ? AND name = ?',
    accountId,
    name,
  );
  if (known !== undefined) return known.id;
  const added = yield* one<{ id: number }>(
    `INSERT INTO coupon_holder (account_id, name) VALUES (?, ?)
     ON CONFLICT (account_id, name) DO UPDATE SET name = excluded.name RETURNING id`,
    accountId,
    name,
  );
  return added?.id ?? 0;
}
