// The demo account in sandbox mode: an app with its key, secret and AppCode.
// Must not know where the section is written.
import type { AccountTools, SandboxAccounts } from '../room.js';
import { appKind } from './auth.js';
import { makeAccount } from './new-account.js';

export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const number = tools.random(16).toString('hex');
  const { account, section } = await makeAccount({ kind: appKind, number, name: 'Tuquan Sandbox' }, tools);
  return { accounts: [account], section: { ...section } };
}
