// One account of a sandbox: found by its number, emptied, written to a database file, put back from one, branched.
// Must not know how the file is packed, nor what rows mean.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RoomDefinition } from '../apis/room.js';
import type { AccountBranch } from '../apis/sandbox-desk.js';
import type { Account, Accounts, NewAccount } from '../domain/accounts/index.js';
import { alike, emptyAccount, loadRows, type NumberedKinds, renameRows, saveRows } from '../domain/operations/index.js';
import type { Clock } from '../kernel/clock.js';
import { DomainError, describe } from '../kernel/errors.js';
import type { RandomBytes } from '../kernel/ids.js';
import type { Blobs } from '../ports/blobs/blobs.js';
import type { Migration, WholeDatabase } from '../ports/database/database.js';
import { branchesFile } from '../sandbox.js';
import type { SavedAccount } from './snapshot-file.js';

export interface AccountState {
  /** @throws DomainError NOT_FOUND */
  empty(base: WholeDatabase, number: string): Promise<void>;
  /**
   * Writes what the account owns to a new database file.
   * @throws DomainError NOT_FOUND
   */
  write(base: WholeDatabase, number: string, file: string): Promise<{ account: Account; blobs: readonly string[] }>;
  /**
   * Puts the file's rows in the place of the account's; an account that is not here is made, with the keys and secrets it had.
   * @throws DomainError CONFLICT when others have something of it; nothing is changed then
   */
  load(base: WholeDatabase, saved: SavedAccount, keys: NewAccount, file: string): Promise<void>;
  /**
   * Puts the file's rows under a new account with credentials of its own, which stand in sandbox.json below `branches`.
   * @param number of the new account; null = one like the saved one's
   * @throws DomainError INVALID for a number its room does not take, CONFLICT for one that is taken
   */
  branch(
    base: WholeDatabase,
    saved: SavedAccount,
    keys: NewAccount,
    file: string,
    number: string | null,
  ): Promise<AccountBranch>;
}

const by = { actor: 'sandbox', role: 'server', room: 'sandbox' } as const;

/** An account as it would be made anew, with its keys and secrets as texts. */
export const keysOf = (account: Account): NewAccount => ({
  id: account.id,
  kind: account.kind,
  number: account.number,
  name: account.name,
  logo: account.logo,
  clientKeys: [...account.clientKeys.values()]
    .filter(({ revoked }) => !revoked)
    .map(({ serial, publicKey, notAfter }) => ({
      serial,
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      notAfter,
    })),
  serverKeys: [...account.serverKeys.values()].map((key) => ({
    id: key.id,
    privateKeyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: key.certificate,
    notBefore: key.notBefore,
    notAfter: key.notAfter,
    isDefault: key === account.defaultServerKey,
  })),
  secrets: Object.fromEntries(account.secrets),
  brands: [...account.brands],
});

export function createAccountState(parts: {
  data: string;
  migrations: readonly Migration[];
  accounts: Accounts;
  blobs: Blobs;
  clock: Clock;
  random: RandomBytes;
  rooms: readonly RoomDefinition[];
  kinds: NumberedKinds;
  /** The sandbox's accounts by section of sandbox.json. */
  sections: () => Promise<Readonly<Record<string, readonly { kind: string; number: string }[]>>>;
}): AccountState {
  const { data, migrations, accounts, blobs, clock, random, rooms, kinds, sections } = parts;

  async function find(number: string): Promise<Account> {
    const found = Object.values(await sections())
      .flat()
      .find((each) => each.number === number);
    const account = found === undefined ? null : await accounts.find(found.kind, found.number);
    if (account !== null) return account;
    throw new DomainError('NOT_FOUND', `no demo account has the number ${number.slice(0, 64)}; see sandbox.json`);
  }

  /** @param made what is created first; null = the account is there */
  async function put(
    base: WholeDatabase,
    saved: SavedAccount,
    accountId: string,
    made: NewAccount | null,
    actsLike: string | null,
    file: string,
  ): Promise<void> {
    const create = made === null ? null : accounts.rowsFor(made, by);
    const args = { saved: saved.id, accountId, kinds, create, actsLike };
    try {
      await base.aside(loadRows, args, { file, migrations });
    } catch (error) {
      if (!/constraint failed/i.test(describe(error))) throw error;
      throw new DomainError(
        'CONFLICT',
        `what account ${saved.number} had is another account's here; reset that account, or make a branch. Nothing was changed`,
        {},
        { cause: error },
      );
    }
  }

  async function makeLike(saved: SavedAccount, keys: NewAccount, number: string) {
    const section = Object.entries(await sections()).find(([, each]) =>
      each.some(({ kind }) => kind === saved.kind),
    )?.[0];
    const room = rooms.find(({ sandboxKey }) => sandboxKey === section);
    if (room?.makeAccount === undefined) {
      throw new DomainError('INVALID', `accounts of the kind ${saved.kind} have no branches`);
    }
    if (!/^[\w-]{1,64}$/.test(number))
      throw new DomainError('INVALID', 'the number of a branch is up to 64 of A-Z a-z 0-9 _ -');
    const { kind, name, brands } = keys;
    const logo = keys.logo ? await blobs.get(keys.logo) : undefined;
    try {
      return await room.makeAccount(
        { kind, number, name, brands, ...(logo ? { logo } : {}) },
        {
          clock,
          random,
          storeBlob: async (bytes) => (await blobs.put(bytes)).key,
          writeFile: async (file, content) => {
            const path = join(data, 'sandbox', `${number}-${file}`);
            await writeFile(path, content, { mode: 0o600 });
            return path;
          },
        },
      );
    } catch (error) {
      throw new DomainError('INVALID', `the branch cannot have the number ${number}: ${describe(error)}`);
    }
  }

  return {
    empty: async (base, number) =>
      base.aside(emptyAccount, { accountId: (await find(number)).id, jobs: kinds.jobs, kept: [] }),
    write: async (base, number, file) => {
      const account = await find(number);
      return { account, blobs: await base.aside(saveRows, { accountId: account.id, kinds }, { file, migrations }) };
    },
    load: async (base, saved, keys, file) => {
      const here = await accounts.find(saved.kind, saved.number);
      await put(base, saved, here?.id ?? saved.id, here === null ? keys : null, null, file);
    },
    branch: async (base, saved, keys, file, wanted) => {
      const seed = random(16).toString('hex');
      const number = wanted ?? alike(seed, saved.number);
      if ((await accounts.find(saved.kind, number)) !== null) {
        throw new DomainError('CONFLICT', `there is an account ${number} already; name another number for the branch`);
      }
      const { account, section } = await makeLike(saved, keys, number);
      await base.aside(renameRows, { seed }, { file, migrations });
      await put(base, saved, account.id, account, saved.number, file);
      const known = JSON.parse(await readFile(branchesFile(data), 'utf8').catch(() => '{}')) as object;
      await writeFile(branchesFile(data), JSON.stringify({ ...known, [number]: section }), { mode: 0o600 });
      return { number, credentials: section };
    },
  };
}
