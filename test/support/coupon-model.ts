// What coupons should do, written down a second time in the plainest way: lists in memory, no database.
// Must not share code with the domain; it is what the domain is held against.
export type ModelMode = 'generated' | 'imported' | 'assigned';

export interface ModelOffer {
  readonly number: string;
  readonly account: string;
  readonly mode: ModelMode;
  readonly limit: number | null;
  readonly canGift: boolean;
  /** Range, or days from the claim. */
  from: number;
  until: number;
  readonly termDays: number | null;
  stock: number;
  review: 'approved' | 'pending' | 'deleted';
  /** Codes in the order they were imported. */
  readonly list: { code: string; out: boolean }[];
}

export interface ModelCopy {
  readonly offer: ModelOffer;
  code: string;
  readonly holder: string;
  readonly claimed: boolean;
  /** What somebody did to it last; time is looked at when asked. */
  done: 'nothing' | 'consumed' | 'given' | 'unavailable' | 'deleted' | 'gifting' | 'returned';
  giftUntil: number;
  readonly beginsAt: number | null;
  readonly endsAt: number | null;
}

export interface ModelGift {
  readonly copy: ModelCopy;
  readonly token: string;
  readonly friend: string | null;
  open: boolean;
}

/** The outcome of an operation: what it said no with, or `ok`. */
export type Outcome = string;

const dayMs = 86_400_000;
const offset = 8 * 3_600_000;

export class CouponModel {
  readonly offers: ModelOffer[] = [];
  readonly copies: ModelCopy[] = [];
  readonly gifts: ModelGift[] = [];
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  ends(copy: ModelCopy): number {
    return copy.endsAt ?? copy.offer.until;
  }

  begins(copy: ModelCopy): number {
    return copy.beginsAt ?? copy.offer.from;
  }

  state(copy: ModelCopy): string {
    if (copy.done !== 'nothing' && copy.done !== 'gifting' && copy.done !== 'returned') return copy.done;
    if (this.now > this.ends(copy)) return 'expired';
    if (copy.done === 'gifting') return this.now >= copy.giftUntil ? 'gift-returned' : 'gifting';
    return copy.done === 'returned' ? 'gift-returned' : 'normal';
  }

  usable(copy: ModelCopy): Outcome {
    const state = this.state(copy);
    return state === 'normal' || state === 'gift-returned' ? 'ok' : state;
  }

  find(account: string, code: string, offer: string | undefined): ModelCopy | string {
    const fits = this.copies.filter(
      (copy) =>
        copy.code === code && copy.offer.account === account && (offer ?? copy.offer.number) === copy.offer.number,
    );
    if (fits.length === 0) return 'unknown-code';
    if (fits.length === 1 && fits[0] !== undefined) return fits[0];
    return fits.find((copy) => copy.offer.mode === 'generated') ?? 'ambiguous-code';
  }

  /** Whether a claim will be let through, and the code it must give where that is known. */
  claim(account: string, number: string, holder: string, code: string | undefined): { says: Outcome; code?: string } {
    const offer = this.offers.find((each) => each.number === number && each.account === account);
    if (offer === undefined) return { says: 'unknown-offer' };
    if (offer.review === 'deleted') return { says: 'offer-deleted' };
    if (offer.review === 'pending') return { says: 'not-approved' };
    if (offer.termDays === null && this.now > offer.until) return { says: 'offer-over' };
    const had = this.copies.filter((copy) => copy.offer === offer && copy.holder === holder && copy.claimed).length;
    if (offer.limit !== null && had >= offer.limit) return { says: 'limit-reached' };
    if (offer.stock === 0) return { says: 'sold-out' };
    if (offer.mode === 'assigned') {
      if (code === undefined) return { says: 'code-required' };
      const listed = offer.list.find((each) => each.code === code);
      if (listed?.out === true) return { says: 'code-taken' };
      if (this.copies.some((copy) => copy.offer === offer && copy.code === code)) return { says: 'code-taken' };
      return { says: 'ok', code };
    }
    if (code !== undefined) return { says: 'code-not-wanted' };
    if (offer.mode === 'generated') return { says: 'ok' };
    const next = offer.list.find((each) => !each.out);
    return next === undefined ? { says: 'sold-out' } : { says: 'ok', code: next.code };
  }

  /** Notes a claim that was let through. */
  claimed(account: string, number: string, holder: string, code: string): ModelCopy {
    const offer = this.offers.find((each) => each.number === number && each.account === account);
    if (offer === undefined) throw new Error('the model does not know this offer');
    offer.stock -= 1;
    const listed = offer.list.find((each) => each.code === code);
    if (listed !== undefined) listed.out = true;
    return this.#add(offer, holder, code, true, this.#span(offer));
  }

  #span(offer: ModelOffer): { beginsAt: number | null; endsAt: number | null } {
    if (offer.termDays === null) return { beginsAt: null, endsAt: null };
    const today = Math.floor((this.now + offset) / dayMs) * dayMs - offset;
    return { beginsAt: today, endsAt: today + offer.termDays * dayMs - 1 };
  }

  #add(
    offer: ModelOffer,
    holder: string,
    code: string,
    claimed: boolean,
    span: { beginsAt: number | null; endsAt: number | null },
  ): ModelCopy {
    const copy: ModelCopy = { offer, code, holder, claimed, done: 'nothing', giftUntil: 0, ...span };
    this.copies.push(copy);
    return copy;
  }

  rename(copy: ModelCopy, code: string): Outcome {
    if (copy.offer.mode === 'generated') return 'wrong-code-mode';
    const usable = this.usable(copy);
    if (usable !== 'ok') return usable;
    const taken =
      this.copies.some((each) => each.offer === copy.offer && each.code === code) ||
      copy.offer.list.some((each) => each.code === code);
    return taken ? 'code-taken' : 'ok';
  }

  accept(gift: ModelGift, receiver: string): Outcome {
    if (!gift.open || this.state(gift.copy) !== 'gifting') return 'gift-over';
    if (receiver === gift.copy.holder) return 'own-gift';
    return gift.friend !== null && gift.friend !== receiver ? 'not-holder' : 'ok';
  }

  accepted(gift: ModelGift, receiver: string, code: string): void {
    gift.open = false;
    gift.copy.done = 'given';
    this.#add(gift.copy.offer, receiver, code, false, { beginsAt: gift.copy.beginsAt, endsAt: gift.copy.endsAt });
  }

  /** How many of some codes are new to an offer's list, each counted once. */
  stored(offer: ModelOffer, codes: readonly string[]): string[] {
    const added: string[] = [];
    for (const code of codes) {
      const known =
        offer.list.some((each) => each.code === code) ||
        this.copies.some((copy) => copy.offer === offer && copy.code === code);
      if (known) continue;
      offer.list.push({ code, out: false });
      added.push(code);
    }
    return added;
  }
}
