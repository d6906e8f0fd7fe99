// Claims through our own API: for scripts and load tests.
// Must not hold rules; those are the domain's.
import type { Coupon } from '../../../domain/coupons/index.js';
import type { RoomServices } from '../../room.js';
import { Refused } from '../envelope.js';
import { type Route, route } from '../gate.js';
import { mayRedeem } from '../roles.js';
import { toClaim } from './mapping.js';
import { type ClaimBody, claimAnswer, claimBody } from './schema.js';

export function claimRoutes({ coupons, distribution }: RoomServices): Route[] {
  /** Where the user came by a ticket, its item for this card is claimed: its channel and code are the ticket's. */
  async function claim(body: ClaimBody): Promise<Coupon> {
    if (!body.ticket) return coupons.claim(toClaim(body));
    const ticket = await distribution.ticketByName(body.ticket);
    const position = ticket.items.findIndex(({ offer }) => offer === body.card_id);
    const code = ticket.items[position]?.code;
    if (body.code && code && code !== body.code) {
      throw new Refused(400, 'code-not-wanted', 'the code is the ticket’s; leave it out');
    }
    return distribution.claimByTicket({ key: ticket.key, position, holder: body.openid });
  }

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
          403: 'The ticket is for somebody else',
          404: 'There is no such card or ticket',
          409: 'Nothing is left, the user has had as many as one may, or the card cannot be claimed now',
        },
      },
      async ({ body }) => ({ code: (await claim(body)).code }),
    ),
  ];
}
