// SQL of followers, as units of work.
// Must not invent numbers or read the clock: both are handed in.
import { all, freely, one, procedure, run, type Unit } from '../../../ports/database/database.js';
import { addNotice } from '../../delivery/index.js';
import { blacklistTag, pageSize } from '../rules.js';
import { audienceError, type Follower, type NewFollower, type NumberPage, type Sex, type Through } from '../types.js';

export const followerMigrations = [
  {
    name: '0035-audience',
    statements: [
      `CREATE TABLE follower (
        account_id TEXT NOT NULL REFERENCES account (id),
        number TEXT NOT NULL,
        position BIGINT NOT NULL,
        handle TEXT,
        name TEXT NOT NULL,
        sex TEXT NOT NULL,
        language TEXT NOT NULL,
        country TEXT NOT NULL,
        province TEXT NOT NULL,
        city TEXT NOT NULL,
        portrait TEXT NOT NULL,
        follows INTEGER NOT NULL,
        source TEXT NOT NULL,
        remark TEXT NOT NULL DEFAULT '',
        joined_at BIGINT NOT NULL,
        last_contact_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, number),
        UNIQUE (account_id, position),
        UNIQUE (account_id, handle)
      )`,
      `CREATE TABLE tag (
        account_id TEXT NOT NULL REFERENCES account (id),
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (account_id, id),
        UNIQUE (account_id, name)
      )`,
      `CREATE TABLE tag_member (
        account_id TEXT NOT NULL,
        tag_id INTEGER NOT NULL,
        position BIGINT NOT NULL,
        number TEXT NOT NULL,
        tagged_at BIGINT NOT NULL,
        PRIMARY KEY (account_id, tag_id, position)
      )`,
      'CREATE INDEX tag_member_number ON tag_member (account_id, number, tagged_at)',
      `CREATE TABLE sign_in_code (
        code TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES account (id),
        follower TEXT NOT NULL,
        scope TEXT NOT NULL,
        expires_at BIGINT NOT NULL,
        used INTEGER NOT NULL DEFAULT 0
      )`,
      'CREATE INDEX sign_in_code_end ON sign_in_code (expires_at)',
      `CREATE TABLE sign_in_token (
        token TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id TEXT NOT NULL REFERENCES account (id),
        follower TEXT NOT NULL,
        scope TEXT NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      'CREATE INDEX sign_in_token_end ON sign_in_token (expires_at)',
      'CREATE TABLE sealing_key (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    ],
  },
  { name: '0073-follower-scene', statements: [`ALTER TABLE follower ADD COLUMN scene TEXT NOT NULL DEFAULT ''`] },
] as const;

export interface FollowerRow {
  account_id: string;
  number: string;
  position: number;
  handle: string | null;
  name: string;
  sex: Sex;
  language: string;
  country: string;
  province: string;
  city: string;
  portrait: string;
  follows: number;
  source: string;
  scene: string;
  remark: string;
  joined_at: number;
  last_contact_at: number;
}

/** The row of a follower inside the caller's unit. */
export function* followerRow(a: { accountId: string; number: string }): Unit<FollowerRow | null> {
  const row = yield* one<FollowerRow>(
    'SELECT * FROM follower WHERE account_id = ? AND number = ?',
    a.accountId,
    a.number,
  );
  return row ?? null;
}

/** @throws DomainError NOT_FOUND `unknown-follower` */
export function* requireFollower(a: { accountId: string; number: string }): Unit<FollowerRow> {
  const row = yield* followerRow(a);
  if (row === null) throw audienceError('unknown-follower', `the account has no follower ${a.number}`);
  return row;
}

export function* tagsOf(accountId: string, number: string): Unit<number[]> {
  const rows = yield* all<{ tag_id: number }>(
    'SELECT tag_id FROM tag_member WHERE account_id = ? AND number = ? ORDER BY tagged_at, tag_id',
    accountId,
    number,
  );
  return rows.map(({ tag_id }) => tag_id);
}

function* toFollower(row: FollowerRow): Unit<Follower> {
  return {
    accountId: row.account_id,
    number: row.number,
    handle: row.handle,
    name: row.name,
    sex: row.sex,
    language: row.language,
    country: row.country,
    province: row.province,
    city: row.city,
    portrait: row.portrait,
    follows: row.follows === 1,
    source: row.source,
    scene: row.scene,
    position: row.position,
    remark: row.remark,
    joinedAt: row.joined_at,
    lastContactAt: row.last_contact_at,
    tags: yield* tagsOf(row.account_id, row.number),
  };
}

/** Adds a follower; one who is there already is left as is. Resolves to the row there then is. */
export const addFollower = procedure(
  'audience.add-follower',
  'write',
  function* (a: { accountId: string; follower: NewFollower; now: number }): Unit<Follower> {
    const { accountId, follower } = a;
    const known = yield* followerRow({ accountId, number: follower.number });
    if (known !== null) return yield* toFollower(known);
    const last = yield* one<{ position: number | null }>(
      'SELECT MAX(position) AS position FROM follower WHERE account_id = ?',
      accountId,
    );
    yield* run(
      `INSERT INTO follower (account_id, number, position, handle, name, sex, language, country, province, city, portrait,
       follows, source, joined_at, last_contact_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      accountId,
      follower.number,
      (last?.position ?? 0) + 1,
      follower.handle,
      follower.name,
      follower.sex ?? 'unknown',
      follower.language ?? 'zh_CN',
      follower.country ?? '',
      follower.province ?? '',
      follower.city ?? '',
      follower.portrait ?? '',
      follower.follows ? 1 : 0,
      follower.source ?? '',
      a.now,
      a.now,
    );
    return yield* toFollower(yield* requireFollower({ accountId, number: follower.number }));
  },
);

export const findFollower = procedure(
  'audience.find-follower',
  'read',
  function* (a: { accountId: string; number: string }): Unit<Follower | null> {
    const row = yield* followerRow(a);
    return row === null ? null : yield* toFollower(row);
  },
);

export const findByHandle = procedure(
  'audience.find-by-handle',
  'read',
  function* (a: { accountId: string; handle: string }): Unit<Follower | null> {
    const row = yield* one<FollowerRow>(
      'SELECT * FROM follower WHERE account_id = ? AND handle = ?',
      a.accountId,
      a.handle,
    );
    return row === undefined ? null : yield* toFollower(row);
  },
);

/** Numbers of the followers (not the visitors) after a number, in the order of joining; and how many there are altogether. */
export const listNumbers = procedure(
  'audience.list-numbers',
  'read',
  function* (a: { accountId: string; after: string | null; limit?: number }): Unit<NumberPage> {
    const from = a.after === null ? 0 : (yield* requireFollower({ accountId: a.accountId, number: a.after })).position;
    const rows = yield* all<{ number: string }>(
      'SELECT number FROM follower WHERE account_id = ? AND position > ? AND follows = 1 ORDER BY position LIMIT ?',
      a.accountId,
      from,
      a.limit ?? pageSize,
    );
    const count = yield* one<{ total: number }>(
      'SELECT COUNT(*) AS total FROM follower WHERE account_id = ? AND follows = 1',
      a.accountId,
    );
    return { numbers: rows.map(({ number }) => number), total: count?.total ?? 0 };
  },
);

export const listFollowers = procedure(
  'audience.list-followers',
  'read',
  function* (a: { accountId: string; afterPosition: number; limit: number }): Unit<Follower[]> {
    const rows = yield* all<FollowerRow>(
      'SELECT * FROM follower WHERE account_id = ? AND position > ? ORDER BY position LIMIT ?',
      a.accountId,
      a.afterPosition,
      a.limit,
    );
    const found: Follower[] = [];
    for (const row of rows) found.push(yield* toFollower(row));
    return found;
  },
);

/** Followers and visitors after a position in the order of joining, by tag or by a piece of name; and how many there are. */
export const pageFollowers = procedure(
  'audience.page-followers',
  'read',
  function* (a: {
    accountId: string;
    afterPosition: number;
    limit: number;
    tag: number | null;
    text: string | null;
  }): Unit<{ followers: Follower[]; total: number }> {
    const from =
      a.tag === null
        ? 'follower f'
        : 'tag_member t JOIN follower f ON f.account_id = t.account_id AND f.number = t.number';
    const where = [a.tag === null ? 'f.account_id = ?' : 't.account_id = ? AND t.tag_id = ?'];
    const values: (string | number)[] = a.tag === null ? [a.accountId] : [a.accountId, a.tag];
    if (a.text !== null) {
      where.push(`(LOWER(f.name) LIKE ? ESCAPE '\\' OR f.number = ? OR f.handle = ?)`);
      values.push(`%${a.text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`, a.text, a.text);
    }
    const some = `FROM ${from} WHERE ${where.join(' AND ')}`;
    const position = a.tag === null ? 'f.position' : 't.position';
    const count = yield* one<{ n: number }>(`SELECT COUNT(*) AS n ${some}`, ...values);
    const rows = yield* all<FollowerRow>(
      `SELECT f.* ${some} AND ${position} > ? ORDER BY ${position} LIMIT ?`,
      ...values,
      a.afterPosition,
      a.limit,
    );
    const followers: Follower[] = [];
    for (const row of rows) followers.push(yield* toFollower(row));
    return { followers, total: Number(count?.n ?? 0) };
  },
);

/** The name somebody signs in to their app with, inside the caller's unit; null = never told, or unknown. */
export function* handleOf(accountId: string, number: string): Unit<string | null> {
  return (yield* followerRow({ accountId, number }))?.handle ?? null;
}

/** When somebody was last heard of (ms, UTC), inside the caller's unit; 0 = never. */
export function* lastContactOf(accountId: string, number: string): Unit<number> {
  return (yield* followerRow({ accountId, number }))?.last_contact_at ?? 0;
}

/** Followers after a position, or those with a tag, in the order of joining: for units that work a list through in steps. */
export function* followersAfter(
  accountId: string,
  tag: number | null,
  position: number,
  limit: number,
): Unit<{ number: string; position: number }[]> {
  if (tag === null) {
    return yield* all(
      'SELECT number, position FROM follower WHERE account_id = ? AND position > ? AND follows = 1 ORDER BY position LIMIT ?',
      accountId,
      position,
      limit,
    );
  }
  return yield* all(
    'SELECT number, position FROM tag_member WHERE account_id = ? AND tag_id = ? AND position > ? ORDER BY position LIMIT ?',
    accountId,
    tag,
    position,
    limit,
  );
}

/** Whether somebody is on the account's black list. */
export function* isBlocked(accountId: string, number: string): Unit<boolean> {
  const row = yield* one(
    'SELECT 1 AS yes FROM tag_member WHERE account_id = ? AND number = ? AND tag_id = ?',
    accountId,
    number,
    blacklistTag,
  );
  return row !== undefined;
}

/** Which of these numbers may be written to: they follow and are not on the black list. In the order asked. */
export function* reachable(accountId: string, numbers: readonly string[]): Unit<string[]> {
  const found: string[] = [];
  for (const number of numbers) {
    const row = yield* followerRow({ accountId, number });
    if (row === null || row.follows !== 1) continue;
    if (!(yield* isBlocked(accountId, number))) found.push(number);
  }
  return found;
}

export const setRemark = procedure(
  'audience.set-remark',
  'write',
  function* (a: { accountId: string; number: string; remark: string }): Unit<void> {
    yield* requireFollower(a);
    yield* run('UPDATE follower SET remark = ? WHERE account_id = ? AND number = ?', a.remark, a.accountId, a.number);
  },
);

/** Kinds of the notices that somebody began or ceased to follow, or came again by a ticket; the subject says who, when and by which. */
export const followedNotice = 'audience.followed';
export const leftNotice = 'audience.left';
export const cameNotice = 'audience.came';
const subjectOf = (number: string, at: number, through: Through | null): string =>
  through === null ? `${number} ${at}` : `${number} ${at} ${through.ticket}`;
/** Who it was, when (ms, UTC), and by which ticket, by the subject of a notice. */
export function readSubject(subject: string): { number: string; at: number; ticket: string | null } {
  const [number = '', at = '', ticket = null] = subject.split(' ');
  return { number, at: Number(at), ticket };
}

/** True when the account will be told. */
export const setFollows = procedure(
  'audience.set-follows',
  'write',
  function* (a: {
    accountId: string;
    number: string;
    follows: boolean;
    through: Through | null;
    noticeId: string;
    now: number;
  }): Unit<boolean> {
    const row = yield* requireFollower(a);
    if ((row.follows === 1) === a.follows) return false;
    yield* run(
      'UPDATE follower SET follows = ?, scene = ?, joined_at = ?, last_contact_at = ? WHERE account_id = ? AND number = ?',
      a.follows ? 1 : 0,
      a.follows ? (a.through?.scene ?? '') : row.scene,
      a.follows ? a.now : row.joined_at,
      a.follows ? a.now : row.last_contact_at,
      a.accountId,
      a.number,
    );
    // Whoever leaves loses all tags.
    if (!a.follows) {
      yield* run('DELETE FROM tag_member WHERE account_id = ? AND number = ?', a.accountId, a.number);
    }
    return yield* addNotice({
      id: a.noticeId,
      accountId: a.accountId,
      kind: a.follows ? followedNotice : leftNotice,
      subject: subjectOf(a.number, a.now, a.through),
      now: a.now,
    });
  },
);

/** A follower has come again by a ticket: a contact the account is told of. True when it will be. */
export const noteCame = procedure(
  'audience.note-came',
  'write',
  function* (a: { accountId: string; number: string; through: Through; noticeId: string; now: number }): Unit<boolean> {
    yield* requireFollower(a);
    yield* run(
      'UPDATE follower SET last_contact_at = ? WHERE account_id = ? AND number = ?',
      a.now,
      a.accountId,
      a.number,
    );
    return yield* addNotice({
      id: a.noticeId,
      accountId: a.accountId,
      kind: cameNotice,
      subject: subjectOf(a.number, a.now, a.through),
      now: a.now,
    });
  },
);

export const noteContact = procedure(
  'audience.note-contact',
  'write',
  function* (a: { accountId: string; number: string; now: number }): Unit<void> {
    yield* run(
      'UPDATE follower SET last_contact_at = ? WHERE account_id = ? AND number = ? AND last_contact_at < ?',
      a.now,
      a.accountId,
      a.number,
      a.now,
    );
  },
  freely,
);

/** A key that is made once and then stays. */
export const keepKey = procedure(
  'audience.keep-key',
  'write',
  function* (a: { name: string; value: string }): Unit<string> {
    yield* run('INSERT INTO sealing_key (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING', a.name, a.value);
    const row = yield* one<{ value: string }>('SELECT value FROM sealing_key WHERE name = ?', a.name);
    return row?.value ?? a.value;
  },
);

export const procedures = [
  addFollower,
  findFollower,
  findByHandle,
  listNumbers,
  listFollowers,
  pageFollowers,
  setRemark,
  setFollows,
  noteCame,
  noteContact,
  keepKey,
];
