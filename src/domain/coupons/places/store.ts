// SQL of the places where copies are redeemed.
// Must not know what a place offers; it has a name, an address and a spot on the map.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import type { NewPlace, Place } from '../types.js';

interface PlaceRow {
  id: number;
  name: string;
  branch: string;
  address: string;
  phone: string;
  category: string;
  longitude: string;
  latitude: string;
}

const columns = 'id, name, branch, address, phone, category, longitude, latitude';

/** Adds places in their order; resolves to their ids. */
export const addPlaces = procedure(
  'coupons.add-places',
  'write',
  function* (a: { accountId: string; places: readonly NewPlace[] }): Unit<number[]> {
    const last = yield* one<{ id: number }>(
      'SELECT COALESCE(MAX(id), 0) AS id FROM coupon_place WHERE account_id = ?',
      a.accountId,
    );
    let id = Number(last?.id ?? 0);
    const ids: number[] = [];
    for (const place of a.places) {
      id += 1;
      ids.push(id);
      yield* run(
        `INSERT INTO coupon_place (account_id, id, name, branch, address, phone, category, longitude, latitude)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        a.accountId,
        id,
        place.name,
        place.branch,
        place.address,
        place.phone,
        place.category,
        place.longitude,
        place.latitude,
      );
    }
    return ids;
  },
);

export const listPlaces = procedure(
  'coupons.list-places',
  'read',
  function* (a: { accountId: string; offset: number; limit: number }): Unit<{ places: Place[]; total: number }> {
    const places = yield* all<PlaceRow>(
      `SELECT ${columns} FROM coupon_place WHERE account_id = ? ORDER BY id LIMIT ? OFFSET ?`,
      a.accountId,
      a.limit,
      a.offset,
    );
    const count = yield* one<{ n: number }>('SELECT COUNT(*) AS n FROM coupon_place WHERE account_id = ?', a.accountId);
    return { places, total: Number(count?.n ?? 0) };
  },
);

export const findPlace = procedure(
  'coupons.find-place',
  'read',
  function* (a: { accountId: string; id: number }): Unit<Place | null> {
    const row = yield* one<PlaceRow>(
      `SELECT ${columns} FROM coupon_place WHERE id = ? AND account_id = ?`,
      a.id,
      a.accountId,
    );
    return row ?? null;
  },
);

export const procedures = [addPlaces, listPlaces, findPlace];
