// How the shopper pages show cards of this room, where people sign in, and what redemptions and payments are called.
// Must not draw pages. Documents are read as card/ keeps them.
import type { Account } from '../../../domain/accounts/index.js';
import type { Offer, Place } from '../../../domain/coupons/index.js';
import type { CodeShow, OfferFace, OfferLink, Storefront } from '../../../domain/distribution/index.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/exact-json.js';
import { fenToYuan } from '../../../kernel/money.js';
import type { RoomServices } from '../../room.js';
import { secrets } from '../auth.js';
import { decryptCode, encryptCode } from '../card/codes/encrypted-code.js';
import { colourValue } from '../card/colours.js';
import { keptCard } from '../card/mapping.js';
import { truthIn, wholeIn } from '../json-body.js';
import { withQuery } from '../oauth/schema.js';
import { openCardExt } from './card-ext.js';
import { linkSignature } from './signatures.js';

const codeShows: Readonly<Record<string, CodeShow>> = {
  CODE_TYPE_TEXT: 'text',
  CODE_TYPE_BARCODE: 'bars',
  CODE_TYPE_QRCODE: 'square',
  CODE_TYPE_ONLY_QRCODE: 'square-only',
  CODE_TYPE_ONLY_BARCODE: 'bars-only',
  CODE_TYPE_NONE: 'none',
};
const kindNames = {
  'cash-off': '代金券',
  'percent-off': '折扣券',
  exchange: '团购券',
  gift: '兑换券',
  general: '优惠券',
} as const satisfies Record<Offer['kind'], string>;
const dayNames: Readonly<Record<string, string>> = {
  MONDAY: '周一',
  TUESDAY: '周二',
  WEDNESDAY: '周三',
  THURSDAY: '周四',
  FRIDAY: '周五',
  SATURDAY: '周六',
  SUNDAY: '周日',
  HOLIDAY: '节假日',
};
const serviceNames: Readonly<Record<string, string>> = {
  BIZ_SERVICE_DELIVER: '提供外卖服务',
  BIZ_SERVICE_FREE_PARK: '提供停车位',
  BIZ_SERVICE_WITH_PET: '可带宠物',
  BIZ_SERVICE_FREE_WIFI: '免费 Wi-Fi',
};

const textOf = (source: JsonObject, key: string): string => {
  const value = source[key];
  return typeof value === 'string' ? value : '';
};
const listOf = (source: JsonObject, key: string): JsonValue[] => {
  const value = source[key];
  return Array.isArray(value) ? value : [];
};
const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});

function benefitOf(offer: Offer, special: JsonObject, condition: JsonObject): OfferFace['benefit'] {
  const least = wholeIn(special, 'least_cost') ?? wholeIn(condition, 'least_cost') ?? 0;
  const threshold = least > 0 ? `满 ${fenToYuan(least)} 元可用` : '';
  switch (offer.kind) {
    case 'cash-off':
      return { figure: fenToYuan(wholeIn(special, 'reduce_cost') ?? 0), unit: '元', condition: threshold || '无门槛' };
    case 'percent-off':
      // 30 means that 70 per cent are paid: 7 折.
      return {
        figure: String((100 - (wholeIn(special, 'discount') ?? 0)) / 10),
        unit: '折',
        condition: threshold,
      };
    case 'gift':
      return { figure: '兑换', unit: '', condition: threshold };
    case 'exchange':
      return { figure: '团购', unit: '', condition: '' };
    default:
      return { figure: '优惠', unit: '', condition: '' };
  }
}

const clock = (hour: number, minute: number): string => `${hour}:${String(minute).padStart(2, '0')}`;

function remarksOf(advanced: JsonObject, condition: JsonObject): string[] {
  const accept = textOf(condition, 'accept_category');
  const reject = textOf(condition, 'reject_category');
  const item = textOf(condition, 'object_use_for');
  const hours = new Map<string, string[]>();
  for (const each of listOf(advanced, 'time_limit').map(objectOf)) {
    const from = wholeIn(each, 'begin_hour');
    const to = wholeIn(each, 'end_hour');
    const span =
      from === null || to === null
        ? '全天'
        : `${clock(from, wholeIn(each, 'begin_minute') ?? 0)}–${clock(to, wholeIn(each, 'end_minute') ?? 0)}`;
    const day = dayNames[textOf(each, 'type')] ?? '每天';
    hours.set(span, [...(hours.get(span) ?? []), day]);
  }
  return [
    accept === '' ? '' : `适用范围：${accept}`,
    reject === '' ? '' : `不适用：${reject}`,
    item === '' ? '' : `购买 ${item} 可用`,
    truthIn(condition, 'can_use_with_other_discount') === false ? '不与其他优惠同享' : '',
    ...[...hours].map(([span, days]) => `可用时段：${[...new Set(days)].join('、')} ${span}`),
    ...listOf(advanced, 'business_service').map((name) => serviceNames[String(name)] ?? ''),
  ].filter((line) => line !== '');
}

function linkOf(base: JsonObject, title: string, hint: string, url: string): OfferLink[] {
  const address = textOf(base, url);
  const named = textOf(base, title);
  if (named === '' || !/^https?:\/\//i.test(address)) return [];
  return [{ title: named, hint: textOf(base, hint), url: address }];
}

export function faceOf(offer: Offer): OfferFace {
  const { base, advanced: kept, special, cells } = keptCard(offer);
  const advanced = kept ?? {};
  const condition = objectOf(advanced.use_condition);
  const cover = objectOf(advanced.abstract);
  const coverPicture = listOf(cover, 'icon_url_list').find((url) => typeof url === 'string');
  const coverText = textOf(cover, 'abstract');
  const colour = textOf(base, 'color');
  return {
    brand: textOf(base, 'brand_name'),
    title: textOf(base, 'title'),
    subtitle: textOf(base, 'sub_title'),
    colour: colourValue(colour) ?? (/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#63b359'),
    logo: textOf(base, 'logo_url'),
    benefit: benefitOf(offer, special, condition),
    kindName: kindNames[offer.kind],
    notice: textOf(base, 'notice'),
    description: textOf(base, 'description'),
    detail: textOf(special, 'deal_detail') || textOf(special, 'gift') || textOf(special, 'default_detail'),
    phone: textOf(base, 'service_phone'),
    cover:
      coverText === '' && coverPicture === undefined
        ? null
        : { text: coverText, picture: typeof coverPicture === 'string' ? coverPicture : '' },
    pictures: listOf(advanced, 'text_image_list')
      .map(objectOf)
      .map((each) => ({ url: textOf(each, 'image_url'), text: textOf(each, 'text') })),
    remarks: remarksOf(advanced, condition),
    codeShow: codeShows[textOf(base, 'code_type')] ?? 'text',
    centre: linkOf(base, 'center_title', 'center_sub_title', 'center_url')[0] ?? null,
    links: [
      ...linkOf(base, 'custom_url_name', 'custom_url_sub_title', 'custom_url'),
      ...linkOf(base, 'promotion_url_name', 'promotion_url_sub_title', 'promotion_url'),
    ],
    bound: truthIn(base, 'bind_openid') === true,
    tellOfViews: truthIn(base, 'need_push_on_view') === true,
    selfRedeem:
      cells.selfConsume?.open === true
        ? { askCode: cells.selfConsume.verifyCode, askAmount: cells.selfConsume.remarkAmount }
        : null,
    payable: cells.pay === true && (offer.kind === 'cash-off' || offer.kind === 'percent-off'),
  };
}

/** The address of web sign-in, with its parameters in the order the vendor checks. */
export const authorizeAddress = (publicBase: string, appid: string, redirect: string, state: string): string =>
  `${publicBase}/connect/oauth2/authorize?appid=${appid}&redirect_uri=${encodeURIComponent(redirect)}` +
  `&response_type=code&scope=snsapi_base${state === '' ? '' : `&state=${encodeURIComponent(state)}`}`;

/** What is to be paid with a card where something costs `originalFen`; both whole fen, a part of one is dropped. */
function priceOf(offer: Offer, originalFen: number): number | null {
  const { special, advanced } = keptCard(offer);
  const condition = objectOf(advanced?.use_condition);
  const least = wholeIn(special, 'least_cost') ?? wholeIn(condition, 'least_cost') ?? 0;
  if (originalFen < least) return null;
  if (offer.kind === 'cash-off') return Math.max(0, originalFen - (wholeIn(special, 'reduce_cost') ?? 0));
  if (offer.kind !== 'percent-off') return null;
  return Math.floor((originalFen * (100 - (wholeIn(special, 'discount') ?? 0))) / 100);
}

export function createStorefront(
  { coupons, distribution, random }: Pick<RoomServices, 'coupons' | 'distribution' | 'random'>,
  parts: Pick<Storefront, 'issue' | 'script'>,
): Storefront {
  /** The first store of a card that is known here. */
  async function placeOf(offer: Offer): Promise<Place | null> {
    for (const id of listOf(keptCard(offer).base, 'location_id_list').slice(0, 10)) {
      const place = await coupons.place(offer.accountId, Number(id));
      if (place !== null) return place;
    }
    return null;
  }
  return {
    ...parts,
    openSealed: (account, sealed) => decryptCode(sealed, account),
    face: faceOf,
    linkFrom: (account, { offer, code }, address) => {
      const query = new URLSearchParams({ card_id: offer, encrypt_code: encryptCode(code, account, random) });
      const secret = account.secrets.get(secrets.app);
      if (secret !== undefined) query.set('signature', linkSignature(secret, code, offer));
      return withQuery(address, String(query));
    },
    signInAddress: (account: Account, returnTo, state, choose) =>
      `${authorizeAddress(new URL(returnTo).origin, account.number, returnTo, state)}${choose ? '&choose=1' : ''}#wechat_redirect`,
    openSigned: (account, offer, text) => openCardExt(distribution, account, offer, text),
    staffFacts: (counter) => ({ source: 'staff', place: counter }),
    selfFacts: async (offer, { code, amount }) => ({
      source: 'self',
      place: (await placeOf(offer))?.name ?? '',
      verifyCode: code,
      remarkAmount: amount,
    }),
    price: priceOf,
    payFacts: async (offer, payment) => ({ ...payment, placeId: (await placeOf(offer))?.id ?? 0 }),
  };
}
