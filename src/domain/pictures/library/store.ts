// SQL of libraries: pictures with a place in a category. What an upload changes is one unit: room, points, title, row.
// Must not touch bytes, the clock or randomness; all of them are handed in.
import { DomainError } from '../../../kernel/errors.js';
import { all, changed, marks, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { enqueue } from '../../../ports/queue/store.js';
import { chargePoints, type PointCharge, refundPoints } from '../../points/index.js';
import { markAlike } from '../duplicates/store.js';
import { bandsOf } from '../pieces.js';
import { titleCandidates } from './titles.js';
import { type CategoryKind, type Device, defaultCategory, type PictureState } from './types.js';

export const libraryMigrations = [
  {
    name: '0011-libraries',
    statements: [
      `CREATE TABLE library (
        account_id TEXT PRIMARY KEY REFERENCES account (id),
        used_bytes BIGINT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      `CREATE TABLE picture_category (
        library_id TEXT NOT NULL REFERENCES library (account_id),
        number TEXT NOT NULL,
        parent TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        position INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        modified_at BIGINT NOT NULL,
        PRIMARY KEY (library_id, number),
        UNIQUE (library_id, parent, name)
      )`,
      `CREATE TABLE picture_reference (
        picture_id TEXT NOT NULL REFERENCES picture (id),
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (picture_id, kind, subject)
      )`,
      'CREATE INDEX picture_reference_subject ON picture_reference (kind, subject)',
      'ALTER TABLE picture ADD COLUMN ending TEXT',
      'ALTER TABLE picture ADD COLUMN library_id TEXT REFERENCES library (account_id)',
      'ALTER TABLE picture ADD COLUMN number TEXT',
      'ALTER TABLE picture ADD COLUMN category TEXT',
      'ALTER TABLE picture ADD COLUMN title_key TEXT',
      'ALTER TABLE picture ADD COLUMN device TEXT',
      'ALTER TABLE picture ADD COLUMN state TEXT',
      'ALTER TABLE picture ADD COLUMN md5 TEXT',
      'ALTER TABLE picture ADD COLUMN orientation INTEGER',
      'ALTER TABLE picture ADD COLUMN fingerprint TEXT',
      'ALTER TABLE picture ADD COLUMN band0 INTEGER',
      'ALTER TABLE picture ADD COLUMN band1 INTEGER',
      'ALTER TABLE picture ADD COLUMN band2 INTEGER',
      'ALTER TABLE picture ADD COLUMN band3 INTEGER',
      'ALTER TABLE picture ADD COLUMN modified_at BIGINT',
      'ALTER TABLE picture ADD COLUMN binned_at BIGINT',
      'CREATE UNIQUE INDEX picture_number ON picture (number)',
      'CREATE INDEX picture_blob ON picture (blob, library_id, binned_at, number)',
      // Titles are free again once their picture lies in the bin.
      'CREATE UNIQUE INDEX picture_title ON picture (library_id, category, title) WHERE binned_at IS NULL',
      // Holds everything lists are filtered by, so that looking through a large library does not touch its rows.
      'CREATE INDEX picture_time ON picture (library_id, binned_at, created_at, number, category, title_key, device)',
      'CREATE INDEX picture_size ON picture (library_id, binned_at, bytes, number)',
      // The piece first: the other way round the planner would take one of these for any look into a library.
      ...[0, 1, 2, 3].map((band) => `CREATE INDEX picture_band${band} ON picture (band${band}, library_id, binned_at)`),
    ],
  },
  {
    name: '0046-looks',
    statements: [
      // Null while nobody has decoded the picture yet. Everything before this step was decoded when it came.
      'ALTER TABLE picture ADD COLUMN looked_at BIGINT',
      'UPDATE picture SET looked_at = modified_at WHERE library_id IS NOT NULL',
      'CREATE INDEX picture_unseen ON picture (library_id, created_at, number) WHERE looked_at IS NULL AND library_id IS NOT NULL',
    ],
  },
  {
    name: '0069-picture-tags',
    statements: [
      `CREATE TABLE picture_tag (
        library_id TEXT NOT NULL REFERENCES library (account_id),
        tag TEXT NOT NULL,
        picture_id TEXT NOT NULL REFERENCES picture (id),
        PRIMARY KEY (library_id, tag, picture_id)
      )`,
      'CREATE INDEX picture_tag_picture ON picture_tag (picture_id, tag)',
    ],
  },
  {
    name: '0090-picture-prints',
    // Holds all that a look for duplicates reads. The condition keeps the planner from taking it for any other look.
    statements: [
      `CREATE INDEX picture_print ON picture (library_id, binned_at, fingerprint, number) WHERE fingerprint <> ''`,
    ],
  },
  {
    name: '0092-picture-alike',
    // Pictures of before are read by every look for duplicates until the job below has compared them.
    statements: [
      'ALTER TABLE picture ADD COLUMN alike INTEGER NOT NULL DEFAULT 2',
      'DROP INDEX picture_print',
      `CREATE INDEX picture_alike ON picture (library_id, binned_at, fingerprint, number) WHERE fingerprint <> '' AND alike > 0`,
      `CREATE INDEX picture_uncompared ON picture (library_id) WHERE fingerprint <> '' AND alike = 2`,
      `INSERT INTO job (kind, subject, priority, due_at) SELECT 'pictures.look', account_id, 20, 0 FROM library WHERE true
       ON CONFLICT (kind, subject) DO NOTHING`,
    ],
  },
] as const;

/** Looks at pictures of a library that were acknowledged undecoded; the subject is the library's id. */
export const lookJob = 'pictures.look';

/** A picture's row with its place in a library. */
export interface LibraryRow {
  id: string;
  account_id: string;
  blob: string;
  format: string;
  width: number;
  height: number;
  bytes: number;
  title: string;
  created_at: number;
  ending: string;
  library_id: string;
  number: string;
  category: string;
  device: Device;
  state: PictureState;
  md5: string;
  orientation: number;
  fingerprint: string;
  modified_at: number;
  binned_at: number | null;
  /** When its bytes were decoded for their fingerprint (ms, UTC). */
  looked_at: number | null;
}

/** Columns of {@link LibraryRow} in the order of its `INSERT`. */
const columns = [
  'id',
  'account_id',
  'blob',
  'format',
  'width',
  'height',
  'bytes',
  'title',
  'created_at',
  'ending',
  'library_id',
  'number',
  'category',
  'device',
  'state',
  'md5',
  'orientation',
  'fingerprint',
  'modified_at',
  'binned_at',
  'looked_at',
] as const satisfies readonly (keyof LibraryRow)[];

const insertSql = `INSERT INTO picture (${columns.join(', ')}, origin, title_key, band0, band1, band2, band3, alike)
  VALUES (${marks(columns.length + 7)})`;

/** What titles are searched by. Lower case on both sides: engines disagree about case in LIKE. */
export const titleKey = (title: string): string => title.toLowerCase();

/** @throws DomainError NOT_FOUND (facts.what = category) when the library has no such category */
export function* requireCategory(libraryId: string, category: string): Unit<void> {
  if (category === defaultCategory) return;
  const found = yield* one(
    'SELECT 1 AS found FROM picture_category WHERE library_id = ? AND number = ?',
    libraryId,
    category,
  );
  if (found === undefined) {
    throw new DomainError('NOT_FOUND', `the library has no category ${category}`, { what: 'category', category });
  }
}

/** Titles asked for in one statement. */
const titlesAtOnce = 64;

/** The first free title in a category; `except` is the picture that is being renamed or moved itself. */
export function* freeTitle(a: { libraryId: string; category: string; title: string; except?: string }): Unit<string> {
  const candidates = titleCandidates(a.title);
  for (let count = 1; ; count = titlesAtOnce) {
    const some = Array.from({ length: count }, () => candidates.next().value);
    const taken = yield* all<{ title: string; id: string }>(
      `SELECT title, id FROM picture WHERE library_id = ? AND category = ? AND binned_at IS NULL AND title IN (${marks(count)})`,
      a.libraryId,
      a.category,
      ...some,
    );
    const used = new Set(taken.filter(({ id }) => id !== a.except).map(({ title }) => title));
    const free = some.find((title) => !used.has(title));
    if (free !== undefined) return free;
  }
}

/** Takes room for `bytes` more. @throws DomainError TOO_LARGE (facts.what = space) when there is not as much */
export function* takeSpace(libraryId: string, bytes: number, quotaBytes: number): Unit<void> {
  const taken = yield* changed(
    'UPDATE library SET used_bytes = used_bytes + ? WHERE account_id = ? AND used_bytes + ? <= ?',
    bytes,
    libraryId,
    bytes,
    quotaBytes,
  );
  if (taken === 0) {
    throw new DomainError('TOO_LARGE', `the library has no room for ${bytes} more bytes`, { what: 'space', bytes });
  }
}

export function* giveSpaceBack(libraryId: string, bytes: number): Unit<void> {
  yield* run('UPDATE library SET used_bytes = used_bytes - ? WHERE account_id = ?', bytes, libraryId);
}

export interface NewCategory {
  readonly number: string;
  readonly parent: string;
  readonly name: string;
  readonly kind: CategoryKind;
}

export function* insertCategory(libraryId: string, category: NewCategory, position: number, now: number): Unit<void> {
  yield* run(
    `INSERT INTO picture_category (library_id, number, parent, name, kind, position, created_at, modified_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    libraryId,
    category.number,
    category.parent,
    category.name,
    category.kind,
    position,
    now,
    now,
  );
}

/** Makes a library with the categories it begins with; does nothing when it is there. */
export const openLibrary = procedure(
  'libraries.open',
  'write',
  function* (a: { libraryId: string; categories: readonly NewCategory[]; now: number }): Unit<void> {
    const made = yield* all(
      'INSERT INTO library (account_id, used_bytes, created_at) VALUES (?, 0, ?) ON CONFLICT (account_id) DO NOTHING RETURNING account_id',
      a.libraryId,
      a.now,
    );
    if (made.length === 0) return;
    for (const [position, category] of a.categories.entries()) {
      yield* insertCategory(a.libraryId, category, position, a.now);
    }
  },
);

function* freeNumber(wished: string): Unit<string> {
  for (let number = BigInt(wished); ; number += 1n) {
    const taken = yield* one('SELECT 1 AS taken FROM picture WHERE number = ?', String(number));
    if (taken === undefined) return String(number);
  }
}

/**
 * Adds a picture, finds its title and takes what it costs: all of it or nothing.
 * @throws DomainError NOT_FOUND (category), TOO_LARGE (space), FORBIDDEN (facts.what = points)
 */
export const addLibraryPicture = procedure(
  'libraries.add',
  'write',
  function* (a: { row: LibraryRow; quotaBytes: number; charge: PointCharge }): Unit<LibraryRow> {
    const { library_id: libraryId, category, bytes } = a.row;
    yield* requireCategory(libraryId, category);
    yield* takeSpace(libraryId, bytes, a.quotaBytes);
    if ((yield* chargePoints(a.charge)) === null) {
      throw new DomainError('FORBIDDEN', `account ${a.charge.accountId} has not enough points`, { what: 'points' });
    }
    const row = {
      ...a.row,
      number: yield* freeNumber(a.row.number),
      title: yield* freeTitle({ libraryId, category, title: a.row.title }),
    };
    yield* run(
      insertSql,
      ...columns.map((name) => row[name]),
      'upload',
      titleKey(row.title),
      ...bandsOf(row.fingerprint),
      yield* markAlike(libraryId, row.fingerprint, row.id),
    );
    // One job for all that wait: it ends in the unit that finds none left. Due at once, whatever time the caller's account has.
    if (row.looked_at === null) {
      yield* enqueue({ kind: lookJob, subject: libraryId, runAt: 0, priority: 20 });
    }
    return row;
  },
  { group: (a) => `library:${a.row.library_id}` },
);

/** Takes back a picture that was never acknowledged: row, room and points. */
export const undoAdd = procedure('libraries.undo-add', 'write', function* (a: { id: string; now: number }): Unit<void> {
  const row = yield* one<{ account_id: string; library_id: string; bytes: number }>(
    'SELECT account_id, library_id, bytes FROM picture WHERE id = ?',
    a.id,
  );
  if (row === undefined) return;
  yield* run('DELETE FROM picture WHERE id = ?', a.id);
  yield* giveSpaceBack(row.library_id, row.bytes);
  yield* refundPoints({ accountId: row.account_id, subject: a.id, now: a.now });
});

const selected = columns.map((name) => `p.${name}`).join(', ');

/** A picture's row as it is read. */
export interface FoundRow extends LibraryRow {
  /** 1 while anything of ours shows it. */
  referenced: number;
}

/** How rows of {@link FoundRow} are selected: `FROM picture p` with whatever condition follows. */
export const selectPicture = `SELECT ${selected},
  CASE WHEN EXISTS (SELECT 1 FROM picture_reference r WHERE r.picture_id = p.id) THEN 1 ELSE 0 END AS referenced
  FROM picture p`;

/** A picture of a library. @throws DomainError NOT_FOUND (facts.what = picture), also for one in the bin unless `binned` */
export function* requirePicture(libraryId: string, number: string, binned: boolean): Unit<FoundRow> {
  const row = yield* one<FoundRow>(`${selectPicture} WHERE p.library_id = ? AND p.number = ?`, libraryId, number);
  if (row === undefined || (row.binned_at !== null && !binned)) {
    throw new DomainError('NOT_FOUND', `the library has no picture ${number}`, { what: 'picture', number });
  }
  return row;
}

export const findLibraryPicture = procedure(
  'libraries.find',
  'read',
  (a: { libraryId: string; number: string }): Unit<FoundRow> => requirePicture(a.libraryId, a.number, true),
);

export const procedures = [openLibrary, addLibraryPicture, undoAdd, findLibraryPicture];
