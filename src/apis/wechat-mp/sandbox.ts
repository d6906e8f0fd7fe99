// The demo account in sandbox mode: an app with its secrets, and a few followers.
// Must not know where the section is written.
import { alphanumeric } from '../../kernel/ids.js';
import type { AccountTools, SandboxAccounts } from '../room.js';
import { appKind } from './auth.js';
import { makeAccount } from './new-account.js';

const followerNames = ['小图', '阿券', 'Lin', '木子', 'Momo'] as const;

export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const { random } = tools;
  const number = `wx${random(8).toString('hex')}`;
  const { account, section } = await makeAccount({ kind: appKind, number, name: 'Tuquan Sandbox' }, tools);
  // As the vendor's: 28 characters that begin with o.
  const followers = followerNames.map((username) => ({ openid: `o${alphanumeric(27, random)}`, username }));
  return { accounts: [account], section: { ...section, followers } };
}
