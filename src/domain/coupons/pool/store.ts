// SQL of imported codes: a list per offer, handed out in its order from a low-water mark that only moves forward.
// Must not know holders.
import { all, marks, one, procedure, run, type SqlValue, type Unit } from '../../../ports/database/database.js';
import { offerGroup, wholeOffer } from '../offers/store.js';
import { refusal } from '../rules.js';
import type { StoredCode } from '../types.js';

/** Codes of one statement. */
const perStatement = 50;

function* chunks(codes: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < codes.length; at += perStatement) yield codes.slice(at, at + perStatement);
}

interface Insertion {
  /** Stores those of so many codes that are not known, with their places; returns them. */
  readonly places: string;
  readonly codes: string;
}
const insertions = new Map<number, Insertion>();

/** The statements that store so many codes; made once for each number. */
function insertionOf(count: number): Insertion {
  const known = insertions.get(count);
  if (known !== undefined) return known;
  const rows = `(offer_id, place, code) VALUES ${Array.from({ length: count }, () => '(?, ?, ?)').join(', ')}`;
  const made = {
    places: `INSERT INTO coupon_code_place ${rows} ON CONFLICT (offer_id, code) DO NOTHING RETURNING place`,
    codes: `INSERT INTO coupon_code ${rows}`,
  };
  insertions.set(count, made);
  return made;
}

const issuedSql = `SELECT code FROM coupon WHERE code IN (${marks(perStatement)}) AND offer_id = ?`;

/** Codes of an offer that were issued without coming from its list: changed by hand, drawn for a gift. */
function* issuedAmong(offerId: number, codes: readonly string[]): Unit<Set<string>> {
  // One statement for any number of codes: the last one stands in for those that are missing.
  const padded = Array.from({ length: perStatement }, (_, place) => codes[Math.min(place, codes.length - 1)] ?? '');
  const rows = yield* all<{ code: string }>(issuedSql, ...padded, offerId);
  return new Set(rows.map(({ code }) => code));
}

/**
 * Stores codes inside the caller's unit, in their order. Codes known already are left as they are.
 * @returns positions of those that were known, or stood earlier in the same list
 * @throws DomainError CONFLICT `wrong-code-mode` for an offer that draws its codes, `offer-deleted`
 */
export function* storeCodes(offerId: number, codes: readonly string[]): Unit<{ added: number; duplicates: number[] }> {
  const offer = yield* one<{ number: string; review: string; code_mode: string; pool_end: number; issued: number }>(
    `SELECT o.number, o.review, o.code_mode, s.pool_end, s.issued FROM offer o JOIN offer_stock s ON s.offer_id = o.id
     WHERE o.id = ?`,
    offerId,
  );
  if (offer === undefined) throw refusal('unknown-offer', 'the offer is gone');
  if (offer.review === 'deleted') throw refusal('offer-deleted', `offer ${offer.number} is deleted`);
  if (offer.code_mode === 'generated') {
    throw refusal('wrong-code-mode', `offer ${offer.number} draws its codes, it takes none`);
  }
  let end = offer.pool_end;
  let added = 0;
  const duplicates: number[] = [];
  let at = 0;
  for (const chunk of chunks(codes)) {
    const issued = offer.issued === 0 ? null : yield* issuedAmong(offerId, chunk);
    const fresh = issued === null ? chunk : chunk.filter((code) => !issued.has(code));
    const values: SqlValue[] = [];
    for (const code of fresh) {
      end += 1;
      values.push(offerId, end, code);
    }
    const first = end - fresh.length + 1;
    const stored = fresh.length === 0 ? [] : yield* all<{ place: number }>(insertionOf(fresh.length).places, ...values);
    added += stored.length;
    // Almost always all of them; then nothing is needed to tell them apart.
    if (stored.length === chunk.length) yield* run(insertionOf(stored.length).codes, ...values);
    else {
      const news = new Map(stored.map(({ place }) => [fresh[place - first] ?? '', place]));
      const kept = [...news].flatMap(([code, place]) => [offerId, place, code]);
      if (news.size > 0) yield* run(insertionOf(news.size).codes, ...kept);
      // A code that stands twice in one list was added once.
      for (const [place, code] of chunk.entries()) if (!news.delete(code)) duplicates.push(at + place);
    }
    at += chunk.length;
  }
  yield* run(
    'UPDATE offer_stock SET pool_end = ?, codes_stored = codes_stored + ? WHERE offer_id = ?',
    end,
    added,
    offerId,
  );
  return { added, duplicates };
}

export const importCodes = procedure(
  'coupons.import-codes',
  'write',
  function* (a: { accountId: string; number: string; codes: readonly string[] }): Unit<number[]> {
    const offer = yield* wholeOffer(a.accountId, a.number);
    return (yield* storeCodes(offer.id, a.codes)).duplicates;
  },
  { group: (a) => offerGroup(a.number) },
);

export const checkCodes = procedure(
  'coupons.check-codes',
  'read',
  function* (a: { accountId: string; number: string; codes: readonly string[] }): Unit<{
    known: string[];
    unknown: string[];
  }> {
    const offer = yield* wholeOffer(a.accountId, a.number);
    const stored = new Set<string>();
    for (const chunk of chunks(a.codes)) {
      const rows = yield* all<{ code: string }>(
        `SELECT code FROM coupon_code_place WHERE offer_id = ? AND code IN (${marks(chunk.length)})`,
        offer.id,
        ...chunk,
      );
      for (const { code } of rows) stored.add(code);
    }
    return {
      known: a.codes.filter((code) => stored.has(code)),
      unknown: a.codes.filter((code) => !stored.has(code)),
    };
  },
);

/** A code among all lists of an account: one look per offer that takes codes from a list. */
export const findStored = procedure(
  'coupons.find-stored',
  'read',
  function* (a: { accountId: string; code: string }): Unit<StoredCode[]> {
    const rows = yield* all<{ offer: string; taken: number }>(
      `SELECT o.number AS offer, k.taken FROM offer o CROSS JOIN coupon_code_place p CROSS JOIN coupon_code k
       WHERE o.account_id = ? AND o.code_mode <> 'generated' AND p.offer_id = o.id AND p.code = ?
         AND k.offer_id = p.offer_id AND k.place = p.place LIMIT 10`,
      a.accountId,
      a.code,
    );
    return rows.map(({ offer, taken }) => ({ offer, taken: taken === 1 }));
  },
);

/** The next code of the list, inside the caller's unit; null when none is left. */
export function* takeNextCode(offerId: number): Unit<string | null> {
  // One statement finds the place and moves the mark, so that claims taking turns never see the same code. Everything up to
  // the mark is gone; only codes taken out of turn need a sign of their own.
  const mark = yield* one<{ pool_mark: number }>(
    `UPDATE offer_stock SET codes_taken = codes_taken + 1, pool_mark = (
       SELECT c.place FROM coupon_code c
       WHERE c.offer_id = offer_stock.offer_id AND c.place > offer_stock.pool_mark AND c.taken = 0 ORDER BY c.place LIMIT 1)
     WHERE offer_id = ? AND EXISTS (
       SELECT 1 FROM coupon_code c
       WHERE c.offer_id = offer_stock.offer_id AND c.place > offer_stock.pool_mark AND c.taken = 0)
     RETURNING pool_mark`,
    offerId,
  );
  if (mark === undefined) return null;
  const next = yield* one<{ code: string }>(
    'SELECT code FROM coupon_code WHERE offer_id = ? AND place = ?',
    offerId,
    mark.pool_mark,
  );
  return next?.code ?? null;
}

/** Takes one named code out of turn, if the list has it. False: it was handed out before. */
export function* takeNamedCode(offerId: number, code: string): Unit<boolean> {
  const found = yield* one<{ place: number; taken: number; pool_mark: number }>(
    `SELECT c.place, c.taken, s.pool_mark FROM coupon_code_place p
     JOIN coupon_code c ON c.offer_id = p.offer_id AND c.place = p.place JOIN offer_stock s ON s.offer_id = p.offer_id
     WHERE p.offer_id = ? AND p.code = ?`,
    offerId,
    code,
  );
  if (found === undefined) return true;
  if (found.taken === 1 || found.place <= found.pool_mark) return false;
  yield* run('UPDATE coupon_code SET taken = 1 WHERE offer_id = ? AND place = ?', offerId, found.place);
  yield* run('UPDATE offer_stock SET codes_taken = codes_taken + 1 WHERE offer_id = ?', offerId);
  return true;
}

/** Whether the list of an offer has a code, handed out or not. */
export function* inList(offerId: number, code: string): Unit<boolean> {
  const row = yield* one<{ n: number }>(
    'SELECT 1 AS n FROM coupon_code_place WHERE offer_id = ? AND code = ?',
    offerId,
    code,
  );
  return row !== undefined;
}

export const procedures = [findStored, importCodes, checkCodes];
