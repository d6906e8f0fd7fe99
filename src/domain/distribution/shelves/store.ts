// SQL of shelves, as units of work.
// Must not look offers up.
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { keepReferences } from '../../pictures/index.js';
import type { NewShelf, Shelf, ShelfCard } from '../types.js';

interface ShelfRow {
  key: string;
  account_id: string;
  serial: number;
  title: string;
  banner: string;
  shareable: number;
  place: string;
  colour: string | null;
  created_at: number;
}

function* toShelf(row: ShelfRow | undefined): Unit<Shelf | null> {
  if (row === undefined) return null;
  return {
    key: row.key,
    accountId: row.account_id,
    serial: row.serial,
    title: row.title,
    banner: row.banner,
    shareable: row.shareable === 1,
    place: row.place,
    colour: row.colour,
    createdAt: row.created_at,
    cards: yield* all<ShelfCard>(
      'SELECT offer, picture FROM shelf_card WHERE shelf_key = ? ORDER BY position',
      row.key,
    ),
  };
}

export const addShelf = procedure(
  'distribution.add-shelf',
  'write',
  function* (a: { key: string; accountId: string; shelf: NewShelf; now: number }): Unit<Shelf> {
    const last = yield* one<{ serial: number | null }>(
      'SELECT MAX(serial) AS serial FROM shelf WHERE account_id = ?',
      a.accountId,
    );
    const serial = (last?.serial ?? 0) + 1;
    yield* run(
      `INSERT INTO shelf (key, account_id, serial, title, banner, shareable, place, colour, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      a.key,
      a.accountId,
      serial,
      a.shelf.title,
      a.shelf.banner,
      a.shelf.shareable ? 1 : 0,
      a.shelf.place,
      a.shelf.colour,
      a.now,
    );
    for (const [position, card] of a.shelf.cards.entries()) {
      yield* run(
        'INSERT INTO shelf_card (shelf_key, position, offer, picture) VALUES (?, ?, ?, ?)',
        a.key,
        position,
        card.offer,
        card.picture,
      );
    }
    const text = [a.shelf.banner, ...a.shelf.cards.map(({ picture }) => picture)].join(' ');
    yield* keepReferences({ kind: 'page', subject: a.key, text, now: a.now });
    return { ...a.shelf, key: a.key, accountId: a.accountId, serial, createdAt: a.now };
  },
);

export const findShelf = procedure('distribution.find-shelf', 'read', function* (key: string): Unit<Shelf | null> {
  return yield* toShelf(yield* one<ShelfRow>('SELECT * FROM shelf WHERE key = ?', key));
});

export const findShelfBySerial = procedure(
  'distribution.find-shelf-by-serial',
  'read',
  function* (a: { accountId: string; serial: number }): Unit<Shelf | null> {
    return yield* toShelf(
      yield* one<ShelfRow>('SELECT * FROM shelf WHERE account_id = ? AND serial = ?', a.accountId, a.serial),
    );
  },
);

export const listShelves = procedure(
  'distribution.list-shelves',
  'read',
  function* (a: { accountId: string; before: number; limit: number }): Unit<Shelf[]> {
    const rows = yield* all<ShelfRow>(
      'SELECT * FROM shelf WHERE account_id = ? AND serial < ? ORDER BY serial DESC LIMIT ?',
      a.accountId,
      a.before,
      a.limit,
    );
    const shelves: Shelf[] = [];
    for (const row of rows) {
      const shelf = yield* toShelf(row);
      if (shelf !== null) shelves.push(shelf);
    }
    return shelves;
  },
);

export const procedures = [addShelf, findShelf, findShelfBySerial, listShelves];
