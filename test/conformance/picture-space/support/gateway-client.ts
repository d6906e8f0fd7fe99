// A bare client of the gateway: signs and sends parameters, and bodies whose every byte is given.
// Must not know what the answers should be.
import { signatureOf } from '../../../../src/apis/picture-space/gateway/signature.js';
import { wireTime } from '../../../../src/apis/picture-space/operations/mapping.js';
import type { TestServer } from '../../../support/server.js';

export interface GatewayClient {
  readonly url: string;
  /** All parameters of a request, signed. */
  signed(
    method: string,
    business?: Readonly<Record<string, string>>,
    system?: Readonly<Record<string, string>>,
  ): Map<string, string>;
  post(parameters: ReadonlyMap<string, string>): Promise<string>;
}

export function gatewayClient(server: TestServer): GatewayClient {
  const { clientId, clientSecret, accessToken } = server.sandbox.pictureSpace;
  const url = `${server.baseUrl}/router/rest`;
  return {
    url,
    signed: (method, business = {}, system = {}) => {
      const all = new Map(
        Object.entries({
          method,
          app_key: clientId,
          session: accessToken,
          timestamp: wireTime(Date.now()),
          format: 'json',
          v: '2.0',
          sign_method: 'md5',
          ...business,
          ...system,
        }).filter(([, value]) => value !== 'ABSENT'),
      );
      const signMethod = all.get('sign_method') ?? 'md5';
      return all.set(
        'sign',
        system.sign ??
          signatureOf(all, clientSecret, signMethod in { md5: 1, hmac: 1, 'hmac-sha256': 1 } ? signMethod : 'md5'),
      );
    },
    post: async (parameters) => {
      const response = await fetch(url, { method: 'POST', body: new URLSearchParams([...parameters]) });
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      return response.text();
    },
  };
}
