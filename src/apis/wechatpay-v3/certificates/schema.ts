// What the certificate download may be asked: wiki/doc/apiv3/wechatpay/wechatpay5_1. Must not know keys.
import { group, optional, word } from '../field-rules.js';

/** The Java client asks for RSA; SM2 exists at the vendor and not here. */
export const certificatesQuery = group('查询参数', {
  algorithm_type: optional(word('算法类型', ['RSA', 'SM2', 'ALL'])),
});
