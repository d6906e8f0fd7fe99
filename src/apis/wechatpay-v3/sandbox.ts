// The demo accounts of sandbox mode: a service provider and its brand, with every key, certificate and secret a client needs.
// Must not be used outside sandbox mode: it hands out the clients' private keys.
import { readFile } from 'node:fs/promises';
import { digits } from '../../kernel/ids.js';
import type { AccountTools, SandboxAccounts } from '../room.js';
import { brandMode, partnerMode } from './modes.js';
import { makeAccount } from './new-account.js';

/** The vendor's documentation uses this number as its example. */
const brandId = '120344';
const brandName = '图券咖啡';
/** Drawn by scripts/make-sandbox-logo.mjs. The path is the same from src/ and from dist/. */
const logoFile = new URL('../../../assets/sandbox-logo.png', import.meta.url);

/** Invents both accounts and writes their files. Resolves to them and to the section `wechatPay` of sandbox.json. */
export async function createSandbox(tools: AccountTools): Promise<SandboxAccounts> {
  const [partner, brand] = await Promise.all([
    makeAccount(
      { kind: partnerMode.kind, number: `19${digits(8, tools.random)}`, name: 'Tuquan Sandbox', brands: [brandId] },
      tools,
    ),
    makeAccount(
      { kind: brandMode.kind, number: brandId, name: brandName, brands: [], logo: await readFile(logoFile) },
      tools,
    ),
  ]);
  return { accounts: [partner.account, brand.account], section: { ...partner.section, ...brand.section } };
}
