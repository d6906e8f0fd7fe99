// What the shopper pages ask about an account, whatever protocol it speaks: how its offers look, how people sign in,
// and what its own pages have signed. Each kind of account has one storefront; its room provides it.
// Must not know a page or a protocol.
import type { Account } from '../accounts/index.js';
import type { Coupon, EventFacts, Offer, OfferKind, Validity } from '../coupons/index.js';

export type CodeShow = 'text' | 'bars' | 'square' | 'bars-only' | 'square-only' | 'none';

export interface OfferLink {
  readonly title: string;
  readonly hint: string;
  readonly url: string;
}

/** An offer as people see it. Texts may be ''. */
export interface OfferFace {
  readonly brand: string;
  readonly title: string;
  readonly subtitle: string;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Address of the logo. */
  readonly logo: string;
  /** The benefit in a few signs, e.g. `¥20` or `7.5折`, and what goes with it, e.g. 满 100 元可用. */
  readonly benefit: { readonly figure: string; readonly unit: string; readonly condition: string };
  readonly kindName: string;
  /** What to do with it, e.g. 使用时向服务员出示此券. */
  readonly notice: string;
  readonly description: string;
  /** The detail a kind has beside its description: what is in a set, what the gift is. */
  readonly detail: string;
  readonly phone: string;
  readonly cover: { readonly text: string; readonly picture: string } | null;
  readonly pictures: readonly { readonly url: string; readonly text: string }[];
  /** 可用时段, 免费 WiFi and the like, one line each. */
  readonly remarks: readonly string[];
  readonly codeShow: CodeShow;
  /** Shown while the copy can be redeemed. */
  readonly centre: OfferLink | null;
  readonly links: readonly OfferLink[];
  /** Only somebody a ticket names may claim it. */
  readonly bound: boolean;
  /** The account wants to be told when a copy is looked at. */
  readonly tellOfViews: boolean;
  /** The holder may redeem by their own hand, and what they are asked then; null = not. */
  readonly selfRedeem: { readonly askCode: boolean; readonly askAmount: boolean } | null;
  /** The holder may pay with it. */
  readonly payable: boolean;
}

/** What a merchant's own page signed for a claim, verified. */
export interface SignedClaim {
  /** The same text gives the same one. */
  readonly fingerprint: string;
  readonly code: string | null;
  readonly holder: string | null;
  readonly channel: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly beginsAt: number | null;
}

/** What it takes to make an offer by hand. Addresses are this server's own. */
export interface OfferDraft {
  readonly kind: OfferKind;
  readonly title: string;
  readonly brand: string;
  readonly logo: string;
  /** `#rrggbb`; a protocol with fewer colours takes the nearest. */
  readonly colour: string;
  readonly notice: string;
  readonly description: string;
  readonly detail?: string;
  readonly thresholdFen?: number;
  readonly amountFen?: number;
  readonly percentOff?: number;
  readonly picture?: string;
  readonly stock: number;
  readonly claimsPerHolder?: number;
  readonly canGift?: boolean;
  /** True: its codes come from lists the merchant imports; the stock must then be 0 until they are there. */
  readonly ownCodes?: boolean;
  readonly validity: Extract<Validity, { readonly kind: 'range' }> | { readonly kind: 'term'; readonly days: number };
}

/** One way to claim on a page, as an app's own script is told of it. */
export interface ScriptItem {
  /** Names the item in the page's form. */
  readonly item: string;
  readonly offer: string;
  /** What a merchant's page has signed for it already. */
  readonly signed: string | null;
  readonly code: string | null;
  readonly holder: string | null;
  readonly channel: string;
}

export interface ScriptRequest {
  /** The page's whole public address, as the browser has it. */
  readonly address: string;
  /** What the browser says it is. */
  readonly agent: string;
  readonly items: readonly ScriptItem[];
}

/** An app's own script and what is said to it. The page must work without. */
export interface PageScript {
  readonly source: string;
  readonly text: string;
}

export interface Storefront {
  /** Makes an offer in the protocol's own document. @throws DomainError INVALID, CONFLICT */
  issue(account: Account, draft: OfferDraft): Promise<Offer>;
  face(offer: Offer): OfferFace;
  /** Where a link of the merchant's leads from somebody's copy: its address, and what tells that page which copy it was. */
  linkFrom(account: Account, copy: Coupon, address: string): string;
  /** Address that brings somebody back to `returnTo` with `code` and `state` in the query. `choose`: asks who they are anew. */
  signInAddress(account: Account, returnTo: string, state: string, choose: boolean): string;
  /** @throws DomainError INVALID for a text that is not signed as it must be */
  openSigned(account: Account, offer: string, text: string): Promise<SignedClaim>;
  /** The script of the app the page runs in; null where there is none, or it cannot be used. */
  script(account: Account, request: ScriptRequest): Promise<PageScript | null>;
  /** The code an app's script has handed over in sealed form; null for what is not ours. */
  openSealed(account: Account, sealed: string): string | null;
  /** Facts for the event of a redemption by staff. */
  staffFacts(counter: string): EventFacts;
  /** Facts for the event of a redemption by the holder's own hand, with what the holder was asked. */
  selfFacts(offer: Offer, asked: { readonly code: string; readonly amount: string }): Promise<EventFacts>;
  /** What is to be paid (fen) where something costs `originalFen`; null = the offer does not apply to such a sum. */
  price(offer: Offer, originalFen: number): number | null;
  /** Facts for the event of a payment. */
  payFacts(
    offer: Offer,
    payment: { readonly transaction: string; readonly feeFen: number; readonly originalFeeFen: number },
  ): Promise<EventFacts>;
}
