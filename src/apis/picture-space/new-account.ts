// Makes accounts of this room with their credentials: for the sandbox, and for `tuquan account add`.
// Must not store anything; whoever asked does that.
import { alphanumeric, readable, uuid7 } from '../../kernel/ids.js';
import type { AccountRequest, AccountTools, MadeAccount } from '../room.js';
import { applicationKind, lastingToken, secrets, shopKind } from './auth.js';

/** @throws Error when the kind or a number is not one of this room's */
export async function makeAccount(
  request: Pick<AccountRequest, 'kind' | 'number' | 'name' | 'brands'>,
  { clock, random }: AccountTools,
): Promise<MadeAccount> {
  const { kind, number, name, brands } = request;
  const common = { id: uuid7(clock, random), kind, number, name, clientKeys: [], serverKeys: [] };
  if (kind === applicationKind) {
    if (!/^[0-9a-zA-Z]{1,32}$/.test(number)) {
      throw new Error(`the number is "${number}", expected a client id: 1 to 32 letters and digits`);
    }
    const clientSecret = random(16).toString('hex');
    const accessToken = lastingToken(number, alphanumeric(48, random));
    return {
      account: { ...common, secrets: { [secrets.client]: clientSecret, [secrets.accessToken]: accessToken }, brands },
      section: { clientId: number, clientSecret, accessToken, shopId: brands[0] },
    };
  }
  if (kind === shopKind) {
    if (!/^[0-9A-Za-z]{1,32}$/.test(number)) {
      throw new Error(`the number is "${number}", expected a shop id: 1 to 32 letters and digits`);
    }
    const passphrase = readable(12, random);
    return {
      account: { ...common, secrets: { [secrets.owner]: passphrase }, brands: [] },
      section: { shopId: number, owner: name, passphrase },
    };
  }
  throw new Error(`the kind is "${kind}", expected ${applicationKind} or ${shopKind}`);
}
