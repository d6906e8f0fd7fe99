// Wire claim → the domain's claim.
// Must not look anything up.
import type { Claim } from '../../../domain/coupons/index.js';
import type { ClaimBody } from './schema.js';

export const toClaim = (body: ClaimBody): Claim => ({
  offer: body.card_id,
  holder: body.openid,
  ...(body.code ? { code: body.code } : {}),
  ...(body.outer_str ? { channel: body.outer_str } : {}),
});
