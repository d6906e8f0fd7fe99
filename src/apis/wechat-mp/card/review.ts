// When a card that goes to the reviewers is approved by itself. Must not judge a card.
import type { Offer } from '../../../domain/coupons/index.js';
import type { RoomServices } from '../../room.js';
import type { WechatMpSettings } from '../settings.js';

export interface Review {
  /** For a card just sent to review (ms, UTC); null = somebody decides. */
  approveAt(): number | null;
  /** Without a delay the review is over before the answer. Should this server die in between, the job does it. */
  atOnce(offer: Offer): Promise<void>;
}

export function createReview(
  { coupons, clock }: Pick<RoomServices, 'coupons' | 'clock'>,
  { reviewSeconds }: Pick<WechatMpSettings, 'reviewSeconds'>,
): Review {
  return {
    approveAt: () => (reviewSeconds === null ? null : clock.now() + reviewSeconds * 1000),
    atOnce: async (offer) => {
      if (reviewSeconds !== 0) return;
      await coupons.decideReview(offer.accountId, offer.number, { approved: true, reason: '' });
    },
  };
}
