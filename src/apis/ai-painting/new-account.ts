// Makes an account of this room with its credentials: for the sandbox, and for `tuquan account add`.
// Must not store anything; whoever asked does that.
import { alphanumeric, uuid7 } from '../../kernel/ids.js';
import type { AccountRequest, AccountTools, MadeAccount } from '../room.js';
import { appKind, secrets } from './auth.js';

/** @throws Error when the kind or the number is not one of this room's */
export async function makeAccount(
  request: Pick<AccountRequest, 'kind' | 'number' | 'name'>,
  { clock, random }: AccountTools,
): Promise<MadeAccount> {
  const { kind, number: appKey, name } = request;
  if (kind !== appKind) throw new Error(`the kind is "${kind}", expected ${appKind}`);
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(appKey)) {
    throw new Error(`the number is "${appKey}", expected an AppKey: 8 to 64 letters, digits, - and _`);
  }
  const appSecret = alphanumeric(40, random);
  // 64 hexadecimal digits, as the examples of the gateway's AppCodes are.
  const appCode = random(32).toString('hex');
  return {
    account: {
      id: uuid7(clock, random),
      kind,
      number: appKey,
      name,
      clientKeys: [],
      serverKeys: [],
      secrets: { [secrets.app]: appSecret, [secrets.code]: appCode },
      brands: [],
    },
    section: { appKey, appSecret, appCode },
  };
}
