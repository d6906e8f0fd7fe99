// Makes a console user with a password: for the sandbox, and for `tuquan account add console`.
// Must not store anything; whoever asked does that.
import { readable, uuid7 } from '../../kernel/ids.js';
import type { AccountRequest, AccountTools, MadeAccount, SandboxAccounts } from '../room.js';
import { passwordSecret, userKind } from './auth.js';
import { hashPassword } from './password.js';

/** @throws Error when the kind or the user name is not one of this room's */
export async function makeAccount(
  request: Pick<AccountRequest, 'kind' | 'number' | 'name'>,
  { clock, random }: AccountTools,
): Promise<MadeAccount> {
  const { kind, number: user, name } = request;
  if (kind !== userKind) throw new Error(`the kind is "${kind}", expected ${userKind}`);
  if (!/^[\w.@-]{1,64}$/.test(user)) {
    throw new Error(`the number is "${user}", expected a user name: 1 to 64 of A-Z a-z 0-9 _ . @ -`);
  }
  const password = readable(20, random);
  return {
    account: {
      id: uuid7(clock, random),
      kind,
      number: user,
      name,
      clientKeys: [],
      serverKeys: [],
      secrets: { [passwordSecret]: await hashPassword(password, random) },
      brands: [],
    },
    section: { user, password },
  };
}

export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const { account, section } = await makeAccount({ kind: userKind, number: 'admin', name: 'Administrator' }, tools);
  return { accounts: [account], section: { ...section } };
}
