// The two ways of calling this API: as a service provider (partner) and as a brand. All that differs between them as data.
// Must not hold behaviour: whoever needs a difference reads it here.

export interface Mode {
  /** Kind of the accounts that call this way. */
  readonly kind: 'partner' | 'brand';
  /** Authentication type in Authorization, and value of Wechatpay-Signature-Type. */
  readonly scheme: string;
  /** Parameter of Authorization that names the caller. */
  readonly callerParameter: 'mchid' | 'brand_id';
  /** Everything below it belongs to this mode. */
  readonly root: '/v3' | '/brand';
  /** Prefix of the product-coupon operations. There is no /v3 in the brand path. */
  readonly prefix: string;
  /** First part of callback event names. */
  readonly eventFamily: 'PRODUCT_COUPON_SP' | 'PRODUCT_COUPON';
  /** associated_data of the callback's encrypted resource. */
  readonly associatedData: string;
}

/** pay.weixin.qq.com/doc/v3/partner/4017327752 */
export const partnerMode: Mode = {
  kind: 'partner',
  scheme: 'WECHATPAY2-SHA256-RSA2048',
  callerParameter: 'mchid',
  root: '/v3',
  prefix: '/v3/marketing/partner/product-coupon',
  eventFamily: 'PRODUCT_COUPON_SP',
  associatedData: 'product_coupon_sp',
};

/** pay.weixin.qq.com/doc/brand/4017327691. The callback's names are by analogy: no brand callback page was found. */
export const brandMode: Mode = {
  kind: 'brand',
  scheme: 'WECHATPAY-BRAND-SHA256-RSA2048',
  callerParameter: 'brand_id',
  root: '/brand',
  prefix: '/brand/marketing/product-coupon',
  eventFamily: 'PRODUCT_COUPON',
  associatedData: 'product_coupon',
};

export const modes: readonly Mode[] = [partnerMode, brandMode];

/** Purpose under which an account keeps the key that encrypts certificates and callbacks (APIv3 key, brand API key). */
export const envelopeKeyPurpose = 'wechatpay-api-key';
