// The approval desk: decides whether a card may be handed out; its merchant is told.
// Must not hold rules; those are the domain's.
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import { mayChange } from '../roles.js';
import { fromReview } from './mapping.js';
import { type ReviewBody, type ReviewPath, reviewAnswer, reviewBody, reviewPath } from './schema.js';

export const reviewRoutes = ({ coupons }: RoomServices): Route[] => [
  route<ReviewBody, unknown, ReviewPath>(
    {
      method: 'PUT',
      path: '/cards/:card_id/review',
      roles: mayChange,
      summary: 'Approve a card or refuse it',
      params: reviewPath,
      body: reviewBody,
      answer: reviewAnswer,
      failures: { 404: 'There is no such card', 409: 'The card has been deleted' },
    },
    async ({ body, path }) => {
      const { accountId, number } = await coupons.offerByNumber(path.card_id);
      await coupons.decideReview(accountId, number, { approved: body.approved, reason: body.reason ?? '' });
      return fromReview(await coupons.findOffer(accountId, number));
    },
  ),
];
