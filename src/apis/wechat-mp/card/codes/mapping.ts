// A copy of a card as the vendor answers it. Must not look anything up.
// developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html, 查询Code
import type { Coupon, CouponState } from '../../../../domain/coupons/index.js';

/** `given` copies are answered as unknown codes, never with a status. */
const statuses: Readonly<Record<CouponState, string>> = {
  normal: 'NORMAL',
  consumed: 'CONSUMED',
  expired: 'EXPIRE',
  gifting: 'GIFTING',
  'gift-returned': 'GIFT_TIMEOUT',
  given: 'GIFT_SUCC',
  unavailable: 'UNAVAILABLE',
  deleted: 'DELETE',
};

export const fromCoupon = (coupon: Coupon, canConsume: boolean): object => ({
  card: {
    card_id: coupon.offer,
    begin_time: Math.floor(coupon.beginsAt / 1000),
    end_time: Math.floor(coupon.endsAt / 1000),
    code: coupon.code,
  },
  openid: coupon.holder,
  can_consume: canConsume,
  user_card_status: statuses[coupon.state],
  ...(coupon.channel === '' ? {} : { outer_str: coupon.channel }),
});
