// Looks accounts up by the number they call with, with their keys parsed once and kept.
// Must not know how a request names its account.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { Clock } from '../../kernel/clock.js';
import { sha256Hex } from '../../kernel/crypto.js';
import { DomainError } from '../../kernel/errors.js';
import type { SecretBox } from '../../kernel/secret-box.js';
import type { Database } from '../../ports/database/database.js';
import type { Act, Audit, StampedAct } from '../audit/index.js';
import {
  type AccountRows,
  addServerKey,
  allowBrand,
  createAccount,
  dropSecret,
  findAccount,
  findAccountBySecret,
  hasAccount,
  listAccountsOfKind,
  listKinds,
  listNumbers,
  listUnsealed,
  loadAccount,
  type NewAccountRows,
  revokeClientKey,
  storeSealed,
} from './store.js';
import type { Account, ClientKey, NewAccount, NewServerKey, ServerKey } from './types.js';

/** Parsed keys are kept this long (ms) before the rows are looked at again, so that another node's changes arrive. */
const keepMs = 5_000;
/** Unknown numbers are remembered too, and callers invent them: the memory is bounded. */
const mostKept = 10_000;
/** Secrets that are encrypted anew in one transaction. */
const sealedAtOnce = 200;

export interface Accounts {
  /**
   * Encrypts with the current key what is not yet: of an older version, or under an older key. Resolves to how many there were.
   * @throws DomainError UNAVAILABLE when the key of something is not there
   */
  protect(): Promise<number>;
  /** The account known by `number` among those of one kind; null when there is none. */
  find(kind: string, number: string): Promise<Account | null>;
  /** Whether there is an account of this number, without reading its keys. */
  exists(kind: string, number: string): Promise<boolean>;
  /** The account of one kind that has this secret for this purpose; null when there is none. */
  findBySecret(kind: string, purpose: string, value: string): Promise<Account | null>;
  /** Accounts of one kind in the order of their numbers, at most `limit`. */
  list(kind: string, limit: number): Promise<Account[]>;
  /** The kinds there are accounts of. */
  kinds(): Promise<string[]>;
  /** @throws DomainError NOT_FOUND */
  load(id: string): Promise<Account>;
  /** @throws DomainError CONFLICT when the number is taken */
  create(account: NewAccount, by?: Actor): Promise<void>;
  /** What {@link create} writes, for units of work that make an account together with other rows. */
  rowsFor(account: NewAccount, by?: Actor): NewAccountRows;
  /** Kinds and numbers of all accounts of some kinds, in their order, at most `limit`. */
  numbers(kinds: readonly string[], limit: number): Promise<{ kind: string; number: string }[]>;
  revokeClientKey(accountId: string, serial: string, by?: Actor): Promise<void>;
  /** Lets the account act for a brand from now on; nothing happens when it may already. */
  allow(accountId: string, brand: string, by?: Actor): Promise<void>;
  /** Forgets a secret: whoever shows it is unknown from now on. */
  dropSecret(accountId: string, purpose: string, by?: Actor): Promise<void>;
  /** The account's answers and notices are signed with this key from now on; those it had stay known. */
  addServerKey(accountId: string, key: NewServerKey, by?: Actor): Promise<void>;
  /** Drops what is remembered of what was read: the database holds another state. */
  forget(): void;
}

/** Who changes an account, for the audit log. */
export type Actor = Pick<Act, 'actor' | 'role' | 'room'> & Partial<Pick<Act, 'detail'>>;

/** Nobody was named: the server did it on behalf of a caller. */
const server: Actor = { actor: 'server', role: 'server', room: 'server' };

/** Where a secret and a private key are kept: what they are bound to when they are encrypted. */
const placeOf = {
  secret: (accountId: string, purpose: string): string => `account_secret ${accountId} ${purpose}`,
  key: (id: string): string => `server_key ${id}`,
  /** Equal for all accounts, so that an account can be found by its secret. */
  digest: (purpose: string): string => `account_secret ${purpose}`,
};

function parse(rows: AccountRows, box: SecretBox): Account {
  const clientKeys = new Map<string, ClientKey>();
  for (const key of rows.clientKeys) {
    clientKeys.set(key.serial, {
      serial: key.serial,
      publicKey: createPublicKey(key.public_key),
      notAfter: key.not_after,
      revoked: key.revoked === 1,
    });
  }
  const serverKeys = new Map<string, ServerKey>();
  let defaultServerKey: ServerKey | null = null;
  for (const row of rows.serverKeys) {
    const privateKey = createPrivateKey(box.open(row.private_key, placeOf.key(row.id)));
    const key: ServerKey = {
      id: row.id,
      privateKey,
      publicKey: createPublicKey(privateKey),
      certificate: row.certificate,
      notBefore: row.not_before,
      notAfter: row.not_after,
    };
    serverKeys.set(key.id, key);
    if (row.is_default === 1) defaultServerKey = key;
  }
  return {
    ...rows.account,
    clientKeys,
    serverKeys,
    defaultServerKey,
    secrets: new Map(
      rows.secrets.map(({ purpose, value }) => [purpose, box.open(value, placeOf.secret(rows.account.id, purpose))]),
    ),
    brands: new Set(rows.brands.map(({ brand }) => brand)),
  };
}

/** For tests that look at nothing of this: keeps secrets as they are. */
const open: SecretBox = {
  seal: (value) => value,
  open: (stored) => stored,
  prefix: () => '',
  digests: (value) => [sha256Hex(value)],
  auditKeys: () => [],
};

export function createAccounts(parts: {
  database: Database;
  clock: Clock;
  /** Encrypts secrets and private keys; without one they are kept as they are. */
  box?: SecretBox;
  /** Writes changes down in their own transactions. */
  audit?: Pick<Audit, 'stamp'>;
}): Accounts {
  const { database, clock, audit, box = open } = parts;
  const kept = new Map<string, { until: number; account: Promise<Account | null> }>();

  function remember(key: string, load: () => Promise<AccountRows | null>): Promise<Account | null> {
    const now = clock.now();
    const known = kept.get(key);
    // A clock that was set back must not keep entries for ever.
    if (known !== undefined && known.until > now && known.until <= now + keepMs) return known.account;
    const account = load().then((rows) => (rows === null ? null : parse(rows, box)));
    account.catch(() => kept.delete(key));
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { until: now + keepMs, account });
    return account;
  }

  const actOf = (
    by: Actor,
    action: string,
    account: string,
    subject: string,
    detail: Act['detail'] = {},
  ): StampedAct | null =>
    audit?.stamp({ ...by, action, subject, account, detail: { ...detail, ...by.detail } }) ?? null;
  /** Accounts are named by their numbers where people read. */
  const numberOf = async (id: string): Promise<string> => (await database.run(loadAccount, id))?.account.number ?? id;

  const digestOf = (purpose: string, value: string): string => box.digests(value, placeOf.digest(purpose))[0] ?? '';
  const sealed = (account: NewAccount) => ({
    account: {
      ...account,
      secrets: Object.fromEntries(
        Object.entries(account.secrets).map(([purpose, value]) => [
          purpose,
          box.seal(value, placeOf.secret(account.id, purpose)),
        ]),
      ),
      serverKeys: account.serverKeys.map((key) => ({
        ...key,
        privateKeyPem: box.seal(key.privateKeyPem, placeOf.key(key.id)),
      })),
    },
    digests: Object.fromEntries(
      Object.entries(account.secrets).map(([purpose, value]) => [purpose, digestOf(purpose, value)]),
    ),
  });

  const rowsFor: Accounts['rowsFor'] = (account, by = server) => ({
    ...sealed(account),
    now: clock.now(),
    act: actOf(by, 'account.add', account.number, account.number, {
      kind: account.kind,
      name: account.name,
      clientKeys: account.clientKeys.map(({ serial }) => serial),
      serverKeys: account.serverKeys.map(({ id }) => id),
      secrets: Object.keys(account.secrets),
      brands: account.brands,
    }),
  });

  async function protect(): Promise<number> {
    for (let count = 0; ; ) {
      const found = await database.run(listUnsealed, { prefix: box.prefix(), limit: sealedAtOnce });
      if (found.secrets.length + found.keys.length === 0) return count;
      const secrets = found.secrets.map((row) => {
        const place = placeOf.secret(row.account_id, row.purpose);
        const value = box.open(row.value, place);
        return { ...row, sealed: box.seal(value, place), digest: digestOf(row.purpose, value) };
      });
      const keys = found.keys.map((row) => {
        const place = placeOf.key(row.id);
        return { ...row, sealed: box.seal(box.open(row.private_key, place), place) };
      });
      await database.run(storeSealed, { secrets, keys });
      count += secrets.length + keys.length;
      kept.clear();
    }
  }

  return {
    protect,
    find: (kind, number) => remember(`n:${kind}:${number}`, () => database.run(findAccount, { kind, number })),
    exists: (kind, number) => database.run(hasAccount, { kind, number }),
    findBySecret: (kind, purpose, value) =>
      // The memory holds a digest: a secret should not lie about as a key of a map.
      remember(`s:${kind}:${purpose}:${sha256Hex(value)}`, () =>
        database.run(findAccountBySecret, { kind, purpose, digests: box.digests(value, placeOf.digest(purpose)) }),
      ),
    kinds: () => database.run(listKinds, {}),
    list: async (kind, limit) =>
      (await database.run(listAccountsOfKind, { kind, limit })).flatMap((rows) =>
        rows === null ? [] : [parse(rows, box)],
      ),
    load: async (id) => {
      const account = await remember(`i:${id}`, () => database.run(loadAccount, id));
      if (account === null) throw new DomainError('NOT_FOUND', `no account ${id}`);
      return account;
    },
    create: async (account, by = server) => {
      if (await database.run(hasAccount, { kind: account.kind, number: account.number })) {
        throw new DomainError('CONFLICT', `there is already a ${account.kind} account ${account.number}`);
      }
      await database.run(createAccount, rowsFor(account, by));
      kept.clear();
    },
    rowsFor,
    numbers: (kinds, limit) => database.run(listNumbers, { kinds, limit }),
    revokeClientKey: async (accountId, serial, by = server) => {
      const act = actOf(by, 'account.key-revoke', await numberOf(accountId), serial);
      await database.run(revokeClientKey, { accountId, serial, act });
      kept.clear();
    },
    allow: async (accountId, brand, by = server) => {
      const act = actOf(by, 'account.allow', await numberOf(accountId), brand);
      await database.run(allowBrand, { accountId, brand, act });
      kept.clear();
    },
    dropSecret: async (accountId, purpose, by = server) => {
      const act = actOf(by, 'account.secret-drop', await numberOf(accountId), purpose);
      await database.run(dropSecret, { accountId, purpose, act });
      kept.clear();
    },
    addServerKey: async (accountId, key, by = server) => {
      const act = actOf(by, 'account.server-key', await numberOf(accountId), key.id);
      const own = { ...key, privateKeyPem: box.seal(key.privateKeyPem, placeOf.key(key.id)) };
      await database.run(addServerKey, { accountId, key: own, act });
      kept.clear();
    },
    forget: () => kept.clear(),
  };
}
