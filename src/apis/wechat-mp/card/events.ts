// What happened to cards and their copies, as the vendor pushes it.
// Must not sign or send. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons_Vouchers_and_Cards_Event_Push_Messages.html
import { type CouponEvent, type Coupons, type EventKind, noticePrefix } from '../../../domain/coupons/index.js';
import type { DescribeEvent } from '../push/channel.js';
import type { XmlFields, XmlValue } from '../push/xml.js';

const textOf = ({ facts }: CouponEvent, name: string): string => {
  const value = facts[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const flagOf = ({ facts }: CouponEvent, name: string): number => (facts[name] === true ? 1 : 0);

/** The channel as a number; 0 when it is none. Sixty digits are a number too. */
const outerId = (event: CouponEvent): bigint => {
  const text = textOf(event, 'outerId') || event.channel;
  return /^\d{1,60}$/.test(text) ? BigInt(text) : 0n;
};

/** Where a copy was redeemed: through the interface, in the console, or by staff with their phone. */
const sources: Readonly<Record<string, string>> = {
  api: 'FROM_API',
  console: 'FROM_MP',
  staff: 'FROM_MOBILE_HELPER',
  // Redeemed by the follower's own hand: the vendor names three sources only (POLICY).
  self: 'FROM_MP',
};

type Describe = (event: CouponEvent) => { name: string; fields: XmlFields };

const card = (event: CouponEvent): XmlFields => [['CardId', event.offer]];
const copy = (event: CouponEvent): XmlFields => [...card(event), ['UserCardCode', event.code ?? '']];

const got: Describe = (event) => {
  const unionId = textOf(event, 'unionId');
  const union: [string, XmlValue][] = unionId === '' ? [] : [['UnionId', unionId]];
  return {
    name: 'user_get_card',
    fields: [
      ...card(event),
      ['IsGiveByFriend', event.kind === 'received' ? 1 : 0],
      ['UserCardCode', event.code ?? ''],
      ['FriendUserName', textOf(event, 'giver')],
      ['OuterId', outerId(event)],
      ['OldUserCardCode', textOf(event, 'oldCode')],
      ['OuterStr', event.channel],
      // Only member cards are ever restored.
      ['IsRestoreMemberCard', 0],
      ['IsRecommendByFriend', flagOf(event, 'recommended')],
      ...union,
    ],
  };
};

const gifting: Describe = (event) => ({
  name: 'user_gifting_card',
  fields: [
    ...copy(event),
    ['IsReturnBack', event.kind === 'gift-returned' ? 1 : 0],
    ['FriendUserName', textOf(event, 'friend')],
    ['IsChatRoom', flagOf(event, 'group')],
  ],
});

const consumed: Describe = (event) => ({
  name: 'user_consume_card',
  fields: [
    ...copy(event),
    ['ConsumeSource', sources[textOf(event, 'source')] ?? 'FROM_MP'],
    ['LocationName', textOf(event, 'place')],
    ['StaffOpenId', textOf(event, 'staff')],
    ['VerifyCode', textOf(event, 'verifyCode')],
    ['RemarkAmount', textOf(event, 'remarkAmount')],
    ['OuterStr', event.channel],
  ],
});

/** Sums are whole fen, as text. */
const paid: Describe = (event) => ({
  name: 'user_pay_from_pay_cell',
  fields: [
    ...copy(event),
    ['TransId', textOf(event, 'transaction')],
    ['LocationId', Number(textOf(event, 'placeId')) || 0],
    ['Fee', textOf(event, 'feeFen')],
    ['OriginalFee', textOf(event, 'originalFeeFen')],
  ],
});

/** The kinds that are told; the vendor has no event for the others. */
const describers: Partial<Record<EventKind, Describe>> = {
  claimed: got,
  received: got,
  'gift-started': gifting,
  'gift-returned': gifting,
  redeemed: consumed,
  paid,
  deleted: (event) => ({ name: 'user_del_card', fields: copy(event) }),
  viewed: (event) => ({ name: 'user_view_card', fields: [...copy(event), ['OuterStr', event.channel]] }),
  'session-entered': (event) => ({ name: 'user_enter_session_from_card', fields: copy(event) }),
  'review-decided': (event) => ({
    name: event.facts.approved === true ? 'card_pass_check' : 'card_not_pass_check',
    fields: [...card(event), ['RefuseReason', textOf(event, 'reason')]],
  }),
  'stock-low': (event) => ({
    name: 'card_sku_remind',
    fields: [...card(event), ['Detail', `the card's quantity is equal to ${textOf(event, 'left')}`]],
  }),
};

/** Describes each kind of notice the coupon domain makes. */
export function cardEvents(coupons: Coupons): Record<string, DescribeEvent> {
  return Object.fromEntries(
    Object.entries(describers).map(([kind, describe]): [string, DescribeEvent] => [
      `${noticePrefix}${kind}`,
      async ({ subject }) => {
        const event = await coupons.event(subject);
        return { openid: event.holder, at: event.at, ...describe(event) };
      },
    ]),
  );
}
