// Claims through our own API: for scripts and load tests.
// Must not hold rules; those are the domain's.
import type { RoomServices } from '../../room.js';
import { type Route, route } from '../gate.js';
import { mayRedeem } from '../roles.js';
import { toClaim } from './mapping.js';
import { type ClaimBody, claimAnswer, claimBody } from './schema.js';

export function claimRoutes({ coupons }: RoomServices): Route[] {
  return [
    route<ClaimBody>(
      {
        method: 'POST',
        path: '/claims',
        summary: 'Claim a card for a user. Answers once the claim is on disk',
        roles: mayRedeem,
        body: claimBody,
        answer: claimAnswer,
        failures: {
          404: 'There is no such card',
          409: 'Nothing is left, the user has had as many as one may, or the card cannot be claimed now',
        },
      },
      async ({ body }) => ({ code: (await coupons.claim(toClaim(body))).code }),
    ),
  ];
}
