// The words the compose engine is spoken to in: what a card says, for whom, and what comes back.
// Must not know who asks for the card, where it is stored or how it is announced.

/** What the shopper gets. Amounts are whole fen; a threshold of 0 means "no minimum spend". */
export type Offer =
  | { readonly kind: 'amount-off'; readonly thresholdFen: number; readonly amountFen: number }
  /** `percentOff` 20 is 20 % off, which a shopper reads as 8折. */
  | { readonly kind: 'percent-off'; readonly thresholdFen: number; readonly percentOff: number }
  | { readonly kind: 'exchange'; readonly thresholdFen: number; readonly priceFen: number };

export type OfferKind = Offer['kind'];

/** Where the coupon counts: the whole shop, one product, one kind of product. */
export type OfferScope = 'all' | 'single' | 'category';

export const layoutNames = [
  'ticket',
  'poster',
  'burst',
  'stage',
  'editorial',
  'heritage',
  'envelope',
  'aurora',
  'swing-tag',
] as const;

/** One of the art directions a card can be drawn in. */
export type LayoutName = (typeof layoutNames)[number];

export interface ComposeSpec {
  readonly offer: Offer;
  readonly scope: OfferScope;
  /** `bundle`: the coupon is one of several the shopper uses one after the other. */
  readonly usage: 'single' | 'bundle';
  /** Any text. Control and invisible characters are removed; nothing is drawn if nothing is left. */
  readonly brandName: string;
  /** An encoded PNG, JPEG or WebP of at most 50 megapixels. */
  readonly brandLogo?: Uint8Array;
  /** `#rrggbb`; the house red when absent. */
  readonly backgroundColor?: string;
  /** Overrides the layout the seed would pick. */
  readonly layout?: LayoutName;
  /** Picks layout and decoration. The same spec with the same seed gives the same bytes. */
  readonly seed: string;
  /** Edge of the square picture in pixels, 64–2160. Default 1080. */
  readonly size?: number;
}

/** The card's text, whole and in the pieces a layout sets separately. Empty string: this card has no such piece. */
export interface Wording {
  /** The offer in one breath: 满100减20. */
  readonly headline: string;
  /** What stands before or above the hero: 满100, 满100元, 换购价. */
  readonly lead: string;
  /** Small characters on the hero's left: 减, 立减, ¥. */
  readonly prefix: string;
  /** The hero: 20, 8.5, 9.90. */
  readonly number: string;
  /** Small character on the hero's right: 元, 折. */
  readonly suffix: string;
  /** 满99元可换购. */
  readonly condition: string;
  /** 全场通用, 指定商品可用, 指定品类可用. */
  readonly scope: string;
  /** 多次优惠. */
  readonly badge: string;
}

/** What became of the logo: none was given, it was drawn, or it could not be read and the monogram stands in. */
export type LogoFact = 'none' | 'drawn' | 'unreadable';

export interface Composed {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly layout: LayoutName;
  readonly wording: Wording;
  /** The lowest WCAG contrast ratio of any text on this card against anything that can lie behind it. */
  readonly contrast: number;
  readonly logo: LogoFact;
  /** The brand name as drawn, after cleaning. */
  readonly brandName: string;
  /** Visible characters of the name no font has; each is drawn as a small rosette. */
  readonly substituted: readonly string[];
}
