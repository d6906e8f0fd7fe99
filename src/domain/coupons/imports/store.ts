// SQL of long imports: how far a list has been read and what became of its lines, in the same transaction as its codes.
// Must not read files; whoever imports says where each batch ends.
import { DomainError } from '../../../kernel/errors.js';
import { all, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { wholeOffer } from '../offers/store.js';
import { storeCodes } from '../pool/store.js';
import { refusal } from '../rules.js';
import type { ImportRecord, ImportState } from '../types.js';

interface ImportRow {
  id: number;
  offer_id: number;
  line: number;
  added: number;
  duplicates: number;
  rejected: number;
  finished: number;
  begun_at: number;
}

const toState = (row: ImportRow): ImportState => ({
  id: row.id,
  line: row.line,
  added: row.added,
  duplicates: row.duplicates,
  rejected: row.rejected,
});

/** Takes up the unfinished import of this list into this offer, or begins one. */
export const beginImport = procedure(
  'coupons.begin-import',
  'write',
  function* (a: { accountId: string; number: string; list: string; now: number }): Unit<ImportState> {
    const offer = yield* wholeOffer(a.accountId, a.number);
    if (offer.code_mode === 'generated') {
      throw refusal('wrong-code-mode', `offer ${a.number} draws its codes, it takes none`);
    }
    const known = yield* one<ImportRow>(
      'SELECT * FROM code_import WHERE offer_id = ? AND list = ? AND finished = 0 ORDER BY id LIMIT 1',
      offer.id,
      a.list,
    );
    if (known !== undefined) return toState(known);
    const added = yield* one<ImportRow>(
      'INSERT INTO code_import (offer_id, list, begun_at) VALUES (?, ?, ?) RETURNING *',
      offer.id,
      a.list,
      a.now,
    );
    if (added === undefined) throw new Error('the import just begun cannot be read');
    return toState(added);
  },
);

/**
 * Stores the codes of lines `from` + 1 to `to`. Resolves to the positions of those that were known.
 * @throws DomainError CONFLICT when another process has gone on with the same import
 */
export const continueImport = procedure(
  'coupons.continue-import',
  'write',
  function* (a: {
    id: number;
    from: number;
    to: number;
    codes: readonly string[];
    rejected: number;
    last: boolean;
  }): Unit<number[]> {
    const row = yield* one<ImportRow>('SELECT * FROM code_import WHERE id = ?', a.id);
    if (row === undefined || row.finished === 1 || row.line !== a.from) {
      throw new DomainError('CONFLICT', 'another process goes on with this import');
    }
    const { added, duplicates } = yield* storeCodes(row.offer_id, a.codes);
    yield* run(
      `UPDATE code_import SET line = ?, added = added + ?, duplicates = duplicates + ?, rejected = rejected + ?, finished = ?
       WHERE id = ?`,
      a.to,
      added,
      duplicates.length,
      a.rejected,
      a.last ? 1 : 0,
      a.id,
    );
    return duplicates;
  },
);

/** Imports into an offer, newest first. */
export const listImports = procedure(
  'coupons.list-imports',
  'read',
  function* (a: { accountId: string; number: string; limit: number }): Unit<ImportRecord[]> {
    const offer = yield* wholeOffer(a.accountId, a.number);
    const rows = yield* all<ImportRow>(
      'SELECT * FROM code_import WHERE offer_id = ? ORDER BY id DESC LIMIT ?',
      offer.id,
      a.limit,
    );
    return rows.map((row) => ({ ...toState(row), finished: row.finished === 1, begunAt: row.begun_at }));
  },
);

export const procedures = [beginImport, continueImport, listImports];
