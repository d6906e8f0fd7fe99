// What the shopper pages are handed, and words they share. Must not know a protocol: accounts are shown by their storefront.
import type { Account, Accounts } from '../../domain/accounts/index.js';
import type { Audience } from '../../domain/audience/index.js';
import { type Coupon, type Coupons, type Offer, refusalOf, type Validity } from '../../domain/coupons/index.js';
import {
  type Distribution,
  distributionRefusalOf,
  type OfferFace,
  type Storefront,
} from '../../domain/distribution/index.js';
import type { Imaging } from '../../domain/imaging/index.js';
import { type Clock, rfc3339 } from '../../kernel/clock.js';
import { DomainError } from '../../kernel/errors.js';
import type { RandomBytes } from '../../kernel/ids.js';
import type { Log } from '../../kernel/log.js';

export interface ShopParts {
  readonly accounts: Accounts;
  readonly audience: Audience;
  readonly coupons: Coupons;
  readonly distribution: Distribution;
  readonly imaging: Imaging;
  /** By account kind. */
  readonly storefronts: ReadonlyMap<string, Storefront>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
  /** Nothing costs money: what would be paid is only counted. */
  readonly sandbox: boolean;
  /** Text → the modules of a QR code, and the bars of a bar code. @throws RangeError for what a code cannot hold */
  readonly drawSquare: (text: string) => readonly (readonly boolean[])[];
  readonly drawBars: (text: string) => readonly number[];
}

/** One account as the pages see it. */
export interface Shop {
  readonly account: Account;
  readonly storefront: Storefront;
}

/** @throws DomainError NOT_FOUND for accounts that no shopper page serves */
export async function shopOf({ accounts, storefronts }: ShopParts, accountId: string): Promise<Shop> {
  const account = await accounts.load(accountId);
  const storefront = storefronts.get(account.kind);
  if (storefront === undefined)
    throw new DomainError('NOT_FOUND', `accounts of the kind ${account.kind} have no pages`);
  return { account, storefront };
}

/** @throws DomainError NOT_FOUND */
export async function shopByNumber(
  { accounts, storefronts }: Pick<ShopParts, 'accounts' | 'storefronts'>,
  number: string,
): Promise<Shop> {
  for (const [kind, storefront] of storefronts) {
    const account = await accounts.find(kind, number);
    if (account !== null) return { account, storefront };
  }
  throw new DomainError('NOT_FOUND', `no account ${number} has pages`);
}

export interface ShownOffer {
  readonly offer: Offer;
  readonly face: OfferFace;
}

export async function shownOffer({ coupons }: ShopParts, shop: Shop, number: string): Promise<ShownOffer> {
  const offer = await coupons.findOffer(shop.account.id, number);
  return { offer, face: shop.storefront.face(offer) };
}

/** `2026.01.26` in Beijing. */
const day = (time: number): string => rfc3339(time).slice(0, 10).replaceAll('-', '.');

export const spanText = (from: number, until: number): string => `${day(from)} – ${day(until)}`;

export function validityText(validity: Validity): string {
  if (validity.kind === 'range') return spanText(validity.from, validity.until);
  const { days, delayDays, until } = validity;
  const begin = delayDays === 0 ? '领取后' : `领取后第 ${delayDays + 1} 天起`;
  return `${begin} ${days} 天内有效${until === null ? '' : `（最晚至 ${day(until)}）`}`;
}

const dayMs = 86_400_000;

/** How long a copy is good still, said the way a person would. */
export function remainingText({ beginsAt, endsAt }: Coupon, now: number): string {
  if (now < beginsAt) return `${day(beginsAt)} 起可用`;
  const left = Math.floor(endsAt / dayMs + 8 / 24) - Math.floor(now / dayMs + 8 / 24);
  if (left < 0) return '已过期';
  if (left === 0) return '今天到期';
  return left <= 7 ? `还有 ${left} 天到期` : '可使用';
}

export const stateTexts: Readonly<Record<Coupon['state'], string>> = {
  normal: '可使用',
  consumed: '已使用',
  expired: '已过期',
  gifting: '转赠中',
  'gift-returned': '可使用',
  given: '已转赠',
  unavailable: '已失效',
  deleted: '已删除',
};

const refusals: Readonly<Record<string, string>> = {
  'unknown-offer': '没有找到这张券',
  'unknown-code': '没有找到这个券码',
  'unknown-gift': '这份礼物不存在',
  'ambiguous-code': '多张券使用了同一个券码，请扫描二维码核销',
  'not-approved': '这张券还没有开放领取',
  'offer-deleted': '活动已结束',
  'offer-over': '活动已结束',
  'sold-out': '已被领完',
  'limit-reached': '你已达到领取上限',
  'redeem-limit-reached': '已达到使用次数上限',
  'marked-by-another': '这张券正被其他人使用',
  'code-required': '请从商家给你的二维码或链接领取',
  'code-not-wanted': '参数错误，请联系商家',
  'code-taken': '这个券码已被领取',
  'not-holder': '这张券不属于你',
  'not-giftable': '这张券不能转赠',
  'own-gift': '这是你自己送出的礼物',
  'gift-over': '礼物已被领取或已退回',
  'not-yet-valid': '还没有到使用时间',
  consumed: '这张券已经使用过了',
  expired: '这张券已过期',
  gifting: '这张券正在转赠中',
  given: '这张券已转赠给朋友',
  unavailable: '这张券已失效',
  deleted: '这张券已被删除',
  'unknown-ticket': '这个二维码无效',
  'unknown-item': '这个二维码无效',
  'unknown-shelf': '这个页面不存在',
  'unknown-counter': '这个核销台不存在',
  'ticket-over': '二维码已过期，请向商家索取新的',
  'ticket-used': '这个二维码已被领取过',
  'ticket-for-another': '这张券指定了其他领取人',
  'signed-used': '你已经用这个链接领取过了',
  'bad-signature': '链接的签名不正确',
};

/** Why something was refused, for people; null when it was no refusal but a fault. */
export function refusalText(error: unknown): string | null {
  const reason = refusalOf(error) ?? distributionRefusalOf(error);
  return reason === null ? null : (refusals[reason] ?? null);
}
