// Turns an offer into the words a Chinese shopper expects on a coupon. Must not know how they will be set.
import { fenToYuan, fenToYuanExact } from '../../kernel/money.js';
import type { ComposeSpec, Offer, OfferScope, Wording } from './spec.js';

const scopeWords: Readonly<Record<OfferScope, string>> = {
  all: '全场通用',
  single: '指定商品可用',
  category: '指定品类可用',
};

/** 20 % off → "8", 15 → "8.5", 99 → "0.1". In integers: 100 - 15 = 85 tenths of a 折. */
function discountTenths(percentOff: number): string {
  const left = 100 - percentOff;
  return left % 10 === 0 ? String(left / 10) : `${Math.floor(left / 10)}.${left % 10}`;
}

type OfferWords = Pick<Wording, 'headline' | 'lead' | 'prefix' | 'number' | 'suffix' | 'condition'>;

function offerWords(offer: Offer): OfferWords {
  const none = { lead: '', prefix: '', suffix: '', condition: '' };
  const threshold = offer.thresholdFen === 0 ? '' : fenToYuan(offer.thresholdFen);
  switch (offer.kind) {
    case 'amount-off': {
      const number = fenToYuan(offer.amountFen);
      return threshold
        ? { ...none, headline: `满${threshold}减${number}`, lead: `满${threshold}`, prefix: '减', number }
        : { ...none, headline: `立减${number}元`, prefix: '立减', number, suffix: '元' };
    }
    case 'percent-off': {
      const number = discountTenths(offer.percentOff);
      const lead = threshold && `满${threshold}元`;
      return { ...none, headline: `${lead}${number}折`, lead, number, suffix: '折' };
    }
    case 'exchange': {
      const number = fenToYuanExact(offer.priceFen);
      const condition = threshold && `满${threshold}元可换购`;
      return { ...none, headline: `换购价 ¥${number}`, lead: '换购价', prefix: '¥', number, condition };
    }
  }
}

/**
 * All text of a card.
 * @throws RangeError when an amount is no whole number of fen, or `percentOff` is not a whole number from 1 to 99
 */
export function wordingOf(spec: Pick<ComposeSpec, 'offer' | 'scope' | 'usage'>): Wording {
  const { offer } = spec;
  if (
    offer.kind === 'percent-off' &&
    !(Number.isInteger(offer.percentOff) && offer.percentOff >= 1 && offer.percentOff <= 99)
  ) {
    throw new RangeError(`percentOff must be a whole number from 1 to 99, got ${offer.percentOff}`);
  }
  return { ...offerWords(offer), scope: scopeWords[spec.scope], badge: spec.usage === 'bundle' ? '多次优惠' : '' };
}
