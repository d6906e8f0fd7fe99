// POST /api/proxy/oauth/token: client id and secret in, bearer token out; and our own /revoke, which ends one.
// Must not know operations. Clients send multipart; urlencoded and JSON are taken too.
import type { Account } from '../../../domain/accounts/index.js';
import type { HttpApp } from '../../../http/server.js';
import type { RoomServices } from '../../room.js';
import { applicationKind, applicationOf, same, secrets } from '../auth.js';
import type { Form } from '../body.js';
import { Refused } from '../envelope.js';
import { required, type Values } from '../operations/fields.js';
import type { ToolGate } from '../tbpicture/gate.js';

export function oauthRoutes(scope: HttpApp, gate: ToolGate, services: RoomServices): void {
  const { accounts, tokens } = services;

  async function clientOf(values: Values): Promise<Account> {
    const clientId = required(values, 'client_id');
    const secret = required(values, 'client_secret');
    const account = clientId.length > 64 ? null : await accounts.find(applicationKind, clientId);
    const right = account?.secrets.get(secrets.client);
    if (account === null || right === undefined || !same(right, secret)) throw new Refused({ kind: 'token' });
    return account;
  }

  async function issue(form: Form): Promise<object> {
    if (required(form.values, 'grant_type') !== 'client_credentials') {
      throw new Refused({ kind: 'invalid', field: 'grant_type' });
    }
    const { token, secondsLeft } = await tokens.issue((await clientOf(form.values)).id);
    // Clients write token_type and a blank before the token, as it stands here.
    return { access_token: token, token_type: 'Bearer', expires_in: secondsLeft, scope: 'picture' };
  }

  async function revoke(form: Form): Promise<object> {
    const client = await clientOf(form.values);
    const token = required(form.values, 'token');
    const owner = await applicationOf(token, services).catch(() => null);
    // As RFC 7009 has it: a token that is unknown already, or somebody else's, is no error and stays as it is.
    if (owner?.id === client.id) {
      if (client.secrets.get(secrets.accessToken) === token) await accounts.dropSecret(client.id, secrets.accessToken);
      else await tokens.revoke(token);
    }
    return { revoked: true };
  }

  for (const [url, work] of [
    ['/oauth/token', issue],
    ['/oauth/revoke', revoke],
  ] as const) {
    scope.route({ method: 'POST', url, handler: (request, reply) => gate.serve(request, reply, work) });
  }
}
