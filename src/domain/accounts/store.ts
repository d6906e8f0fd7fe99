// SQL of accounts and their keys, as units of work.
// Must not interpret keys and secrets: what goes in comes out, encrypted or not.
import { all, marks, one, procedure, run, type Unit } from '../../ports/database/database.js';
import { appendEntry, type StampedAct } from '../audit/index.js';
import type { NewAccount, NewServerKey } from './types.js';

export const accountMigrations = [
  {
    name: '0002-accounts',
    statements: [
      `CREATE TABLE account (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        number TEXT NOT NULL,
        name TEXT NOT NULL,
        logo TEXT,
        created_at BIGINT NOT NULL,
        UNIQUE (kind, number)
      )`,
      `CREATE TABLE client_key (
        account_id TEXT NOT NULL REFERENCES account (id),
        serial TEXT NOT NULL,
        public_key TEXT NOT NULL,
        not_after BIGINT,
        revoked INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (account_id, serial)
      )`,
      `CREATE TABLE server_key (
        id TEXT PRIMARY KEY,
        private_key TEXT NOT NULL,
        certificate TEXT,
        not_before BIGINT,
        not_after BIGINT
      )`,
      `CREATE TABLE account_server_key (
        account_id TEXT NOT NULL REFERENCES account (id),
        key_id TEXT NOT NULL REFERENCES server_key (id),
        is_default INTEGER NOT NULL,
        PRIMARY KEY (account_id, key_id)
      )`,
      `CREATE TABLE account_secret (
        account_id TEXT NOT NULL REFERENCES account (id),
        purpose TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (account_id, purpose)
      )`,
      `CREATE TABLE account_brand (
        account_id TEXT NOT NULL REFERENCES account (id),
        brand TEXT NOT NULL,
        PRIMARY KEY (account_id, brand)
      )`,
    ],
  },
] as const;

/** Callers that name themselves by a secret alone are found by it. */
export const accountSecretMigrations = [
  {
    name: '0021-account-by-secret',
    statements: ['CREATE INDEX account_secret_value ON account_secret (purpose, value)'],
  },
  {
    // What is encrypted differently each time is found by a keyed digest.
    name: '0051-account-secret-digest',
    statements: [
      'DROP INDEX account_secret_value',
      'ALTER TABLE account_secret ADD COLUMN digest TEXT',
      'CREATE INDEX account_secret_digest ON account_secret (purpose, digest)',
    ],
  },
] as const;

export interface AccountRow {
  id: string;
  kind: string;
  number: string;
  name: string;
  logo: string | null;
}
export interface AccountRows {
  readonly account: AccountRow;
  readonly clientKeys: { serial: string; public_key: string; not_after: number | null; revoked: number }[];
  readonly serverKeys: {
    id: string;
    private_key: string;
    certificate: string | null;
    not_before: number | null;
    not_after: number | null;
    is_default: number;
  }[];
  readonly secrets: { purpose: string; value: string }[];
  readonly brands: { brand: string }[];
}

/** An account as it is stored: keys and secrets encrypted. */
export interface NewAccountRows {
  readonly account: NewAccount;
  /** By purpose, for finding an account by its secret. */
  readonly digests: Readonly<Record<string, string>>;
  readonly now: number;
  readonly act: StampedAct | null;
}

export const createAccount = procedure('accounts.create', 'write', function* (a: NewAccountRows): Unit<void> {
  const { account } = a;
  yield* run(
    'INSERT INTO account (id, kind, number, name, logo, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    account.id,
    account.kind,
    account.number,
    account.name,
    account.logo ?? null,
    a.now,
  );
  for (const key of account.clientKeys) {
    yield* run(
      'INSERT INTO client_key (account_id, serial, public_key, not_after) VALUES (?, ?, ?, ?)',
      account.id,
      key.serial.toUpperCase(),
      key.publicKeyPem,
      key.notAfter,
    );
  }
  for (const key of account.serverKeys) {
    // One certificate signs for many accounts: the second account only links to it.
    yield* run(
      `INSERT INTO server_key (id, private_key, certificate, not_before, not_after) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
      key.id,
      key.privateKeyPem,
      key.certificatePem,
      key.notBefore,
      key.notAfter,
    );
    yield* run(
      'INSERT INTO account_server_key (account_id, key_id, is_default) VALUES (?, ?, ?)',
      account.id,
      key.id,
      key.isDefault ? 1 : 0,
    );
  }
  for (const [purpose, value] of Object.entries(account.secrets)) {
    yield* run(
      'INSERT INTO account_secret (account_id, purpose, value, digest) VALUES (?, ?, ?, ?)',
      account.id,
      purpose,
      value,
      a.digests[purpose] ?? null,
    );
  }
  for (const brand of account.brands) {
    yield* run('INSERT INTO account_brand (account_id, brand) VALUES (?, ?)', account.id, brand);
  }
  if (a.act !== null) yield* appendEntry(a.act);
});

function* rowsOf(account: AccountRow | undefined): Unit<AccountRows | null> {
  if (account === undefined) return null;
  return {
    account,
    clientKeys: yield* all(
      'SELECT serial, public_key, not_after, revoked FROM client_key WHERE account_id = ?',
      account.id,
    ),
    serverKeys: yield* all(
      `SELECT k.id, k.private_key, k.certificate, k.not_before, k.not_after, l.is_default
       FROM account_server_key l JOIN server_key k ON k.id = l.key_id WHERE l.account_id = ?`,
      account.id,
    ),
    secrets: yield* all('SELECT purpose, value FROM account_secret WHERE account_id = ?', account.id),
    brands: yield* all('SELECT brand FROM account_brand WHERE account_id = ?', account.id),
  };
}

const columns = 'SELECT id, kind, number, name, logo FROM account';

export const findAccount = procedure(
  'accounts.find',
  'read',
  function* (a: { kind: string; number: string }): Unit<AccountRows | null> {
    return yield* rowsOf(yield* one<AccountRow>(`${columns} WHERE kind = ? AND number = ?`, a.kind, a.number));
  },
);

export const hasAccount = procedure(
  'accounts.has',
  'read',
  function* (a: { kind: string; number: string }): Unit<boolean> {
    return (yield* one('SELECT 1 AS found FROM account WHERE kind = ? AND number = ?', a.kind, a.number)) !== undefined;
  },
);

/** Accounts of one kind in the order of their numbers. */
export const listAccountsOfKind = procedure(
  'accounts.list',
  'read',
  function* (a: { kind: string; limit: number }): Unit<(AccountRows | null)[]> {
    const found: (AccountRows | null)[] = [];
    const accounts = yield* all<AccountRow>(`${columns} WHERE kind = ? ORDER BY number LIMIT ?`, a.kind, a.limit);
    for (const account of accounts) found.push(yield* rowsOf(account));
    return found;
  },
);

export const listKinds = procedure('accounts.kinds', 'read', function* (_: object): Unit<string[]> {
  const rows = yield* all<{ kind: string }>('SELECT DISTINCT kind FROM account ORDER BY kind');
  return rows.map(({ kind }) => kind);
});

export const listNumbers = procedure(
  'accounts.numbers',
  'read',
  function* (a: { kinds: readonly string[]; limit: number }): Unit<{ kind: string; number: string }[]> {
    if (a.kinds.length === 0) return [];
    return yield* all(
      `SELECT kind, number FROM account WHERE kind IN (${marks(a.kinds.length)}) ORDER BY kind, number LIMIT ?`,
      ...a.kinds,
      a.limit,
    );
  },
);

/** The account of a kind whose secret has one of these digests; for secrets long enough to be a name as well. */
export const findAccountBySecret = procedure(
  'accounts.find-by-secret',
  'read',
  function* (a: { kind: string; purpose: string; digests: readonly string[] }): Unit<AccountRows | null> {
    for (const digest of a.digests) {
      const account = yield* one<AccountRow>(
        `SELECT a.id, a.kind, a.number, a.name, a.logo FROM account_secret s JOIN account a ON a.id = s.account_id
         WHERE s.purpose = ? AND s.digest = ? AND a.kind = ? LIMIT 1`,
        a.purpose,
        digest,
        a.kind,
      );
      if (account !== undefined) return yield* rowsOf(account);
    }
    return null;
  },
);

/** Secrets and private keys that do not begin with a prefix: written before there was a key, or under an older one. */
export const listUnsealed = procedure(
  'accounts.list-unsealed',
  'read',
  function* (a: { prefix: string; limit: number }): Unit<{
    secrets: { account_id: string; purpose: string; value: string }[];
    keys: { id: string; private_key: string }[];
  }> {
    return {
      secrets: yield* all(
        'SELECT account_id, purpose, value FROM account_secret WHERE substr(value, 1, ?) <> ? LIMIT ?',
        a.prefix.length,
        a.prefix,
        a.limit,
      ),
      keys: yield* all(
        'SELECT id, private_key FROM server_key WHERE substr(private_key, 1, ?) <> ? LIMIT ?',
        a.prefix.length,
        a.prefix,
        a.limit,
      ),
    };
  },
);

/** Puts sealed texts in place of what was read; one that was changed meanwhile is left alone. */
export const storeSealed = procedure(
  'accounts.store-sealed',
  'write',
  function* (a: {
    secrets: readonly { account_id: string; purpose: string; value: string; sealed: string; digest: string }[];
    keys: readonly { id: string; private_key: string; sealed: string }[];
  }): Unit<void> {
    for (const { account_id, purpose, value, sealed, digest } of a.secrets) {
      yield* run(
        'UPDATE account_secret SET value = ?, digest = ? WHERE account_id = ? AND purpose = ? AND value = ?',
        sealed,
        digest,
        account_id,
        purpose,
        value,
      );
    }
    for (const { id, private_key, sealed } of a.keys) {
      yield* run('UPDATE server_key SET private_key = ? WHERE id = ? AND private_key = ?', sealed, id, private_key);
    }
  },
);

export const loadAccount = procedure('accounts.load', 'read', function* (id: string): Unit<AccountRows | null> {
  return yield* rowsOf(yield* one<AccountRow>(`${columns} WHERE id = ?`, id));
});

export const revokeClientKey = procedure(
  'accounts.revoke-client-key',
  'write',
  function* (a: { accountId: string; serial: string; act: StampedAct | null }): Unit<void> {
    yield* run(
      'UPDATE client_key SET revoked = 1 WHERE account_id = ? AND serial = ?',
      a.accountId,
      a.serial.toUpperCase(),
    );
    if (a.act !== null) yield* appendEntry(a.act);
  },
);

export const allowBrand = procedure(
  'accounts.allow-brand',
  'write',
  function* (a: { accountId: string; brand: string; act: StampedAct | null }): Unit<void> {
    yield* run(
      'INSERT INTO account_brand (account_id, brand) VALUES (?, ?) ON CONFLICT (account_id, brand) DO NOTHING',
      a.accountId,
      a.brand,
    );
    if (a.act !== null) yield* appendEntry(a.act);
  },
);

export const dropSecret = procedure(
  'accounts.drop-secret',
  'write',
  function* (a: { accountId: string; purpose: string; act: StampedAct | null }): Unit<void> {
    yield* run('DELETE FROM account_secret WHERE account_id = ? AND purpose = ?', a.accountId, a.purpose);
    if (a.act !== null) yield* appendEntry(a.act);
  },
);

export const addServerKey = procedure(
  'accounts.add-server-key',
  'write',
  function* (a: { accountId: string; key: NewServerKey; act: StampedAct | null }): Unit<void> {
    const { key } = a;
    yield* run(
      'INSERT INTO server_key (id, private_key, certificate, not_before, not_after) VALUES (?, ?, ?, ?, ?)',
      key.id,
      key.privateKeyPem,
      key.certificatePem,
      key.notBefore,
      key.notAfter,
    );
    yield* run('UPDATE account_server_key SET is_default = 0 WHERE account_id = ?', a.accountId);
    yield* run('INSERT INTO account_server_key (account_id, key_id, is_default) VALUES (?, ?, 1)', a.accountId, key.id);
    if (a.act !== null) yield* appendEntry(a.act);
  },
);

export const procedures = [
  addServerKey,
  listUnsealed,
  storeSealed,
  listAccountsOfKind,
  listKinds,
  listNumbers,
  findAccountBySecret,
  hasAccount,
  createAccount,
  findAccount,
  loadAccount,
  revokeClientKey,
  allowBrand,
  dropSecret,
];
