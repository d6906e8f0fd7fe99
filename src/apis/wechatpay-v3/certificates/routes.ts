// Download of platform certificates: wiki/doc/apiv3/wechatpay/wechatpay5_1. Partners only; brands have public keys.
import { alphanumeric } from '../../../kernel/ids.js';
import type { RoomServices } from '../../room.js';
import { signTexts } from '../auth.js';
import { Refused, signError } from '../envelope.js';
import { readBy } from '../field-rules.js';
import { type Call, type Route, route, wholeBody } from '../gate.js';
import { envelopeKeyPurpose } from '../modes.js';
import { readQuery } from '../query.js';
import { resultCodes } from '../result-codes.js';
import { fromCertificate } from './mapping.js';
import { certificatesQuery } from './schema.js';

/** Captured from a merchant that has only a public key. */
const onlyPublicKey = new Refused({
  status: 404,
  code: 'RESOURCE_NOT_EXISTS',
  message:
    '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。可查看指引https://pay.weixin.qq.com/docs/merchant/products/platform-certificate/wxp-pub-key-guide.html',
  resultCode: resultCodes.objectMissing,
});

export function certificateRoutes({ clock, random }: RoomServices): Route[] {
  async function list(call: Call<Buffer>): Promise<object> {
    const { algorithm_type } = readBy(certificatesQuery, readQuery(call.query), 'query');
    const apiKey = call.account.secrets.get(envelopeKeyPurpose);
    if (apiKey === undefined) throw signError(signTexts.noApiKey);
    const data: object[] = [];
    for (const key of call.account.serverKeys.values()) {
      if (key.certificate === null || (key.notAfter !== null && key.notAfter <= clock.now())) continue;
      data.push(fromCertificate(key, key.certificate, apiKey, alphanumeric(12, random)));
    }
    if (data.length === 0) throw onlyPublicKey;
    return { data: algorithm_type === 'SM2' ? [] : data };
  }

  return [route({ method: 'GET', path: '/v3/certificates', limit: 'certificates' }, wholeBody, list)];
}
