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
  const { kind, number: appid, name } = request;
  if (kind !== appKind) throw new Error(`the kind is "${kind}", expected ${appKind}`);
  if (!/^wx[0-9a-f]{16}$/.test(appid)) {
    throw new Error(`the number is "${appid}", expected an appid: wx and 16 digits 0-9a-f`);
  }
  const secret = random(16).toString('hex');
  const token = alphanumeric(24, random);
  const encodingAesKey = alphanumeric(43, random);
  const originalId = `gh_${random(6).toString('hex')}`;
  return {
    account: {
      id: uuid7(clock, random),
      kind,
      number: appid,
      name,
      clientKeys: [],
      serverKeys: [],
      secrets: {
        [secrets.app]: secret,
        [secrets.messageToken]: token,
        [secrets.messageKey]: encodingAesKey,
        [secrets.originalId]: originalId,
      },
      brands: [],
    },
    section: { appid, secret, token, encodingAesKey, originalId },
  };
}
