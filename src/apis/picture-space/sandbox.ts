// The demo accounts in sandbox mode: an application, a shop that has authorised it, and a shop that has not yet.
// Must not know where the section is written.
import { digits } from '../../kernel/ids.js';
import type { AccountTools, SandboxAccounts } from '../room.js';
import { applicationKind, shopKind } from './auth.js';
import { makeAccount } from './new-account.js';

/** The category id of the documentation's example, beyond 2^53; sandbox libraries have it from the start. */
export const sampleCategory = { number: '1657717355974335419', parent: '0', name: '示例分类', kind: 'own' } as const;

export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const { random } = tools;
  const shop = (name: string) => makeAccount({ kind: shopKind, number: digits(9, random), name, brands: [] }, tools);
  const [own, other] = [await shop('图券示例店'), await shop('图券未授权店')];
  const application = await makeAccount(
    { kind: applicationKind, number: digits(8, random), name: 'Tuquan Sandbox', brands: [own.account.number] },
    tools,
  );
  return {
    accounts: [own.account, other.account, application.account],
    section: {
      ...application.section,
      ...own.section,
      categoryId: sampleCategory.number,
      unauthorized: other.section,
    },
  };
}
