// The vendor's internal result codes: the number after the last dash of Request-ID. 0 is success.
// Must not know which failure carries which; only the numbers and their meaning. From the vendor's own
// troubleshooting list of this family (wechatpay-skills, product-coupon).

export const resultCodes = {
  ok: 0,
  illegalParameter: 268435461,
  tooLong: 268435462,
  tooShort: 268435463,
  outOfRange: 268435464,
  malformedOrMissing: 268578101,
  fieldRuleBroken: 268578224,
  objectMissing: 268578608,
  otherDataSameNumber: 268578927,
  noPermission: 268579803,
  tooFrequent: 270924289,
  imageTooLarge: 270087680,
  imageMissing: 268578404,
  /** No number is published for a failure of the server itself: POLICY. */
  systemError: 268435456,
} as const;
