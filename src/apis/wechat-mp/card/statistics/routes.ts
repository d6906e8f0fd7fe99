// POST /datacube/getcardbizuininfo and /datacube/getcardcardinfo: counts per day, of an account or of each card.
// Must not count: the coupon domain does, exactly. Successes carry no errcode.
import type { OfferKind } from '../../../../domain/coupons/index.js';
import type { RoomServices } from '../../../room.js';
import type { CallByAccount, Result, Route } from '../../gate.js';
import { jsonBody } from '../../json-body.js';
import { cardRoute } from '../routes.js';
import { fromAccountCounts, fromCardCounts } from './mapping.js';
import { statisticsRequestOf } from './schema.js';

export function statisticsRoutes({ coupons, clock }: RoomServices): Route[] {
  async function ofAccount({ account, body }: CallByAccount): Promise<Result> {
    const { from, to, origin } = statisticsRequestOf(jsonBody(body), clock.now());
    const counts = await coupons.statistics(account.id, { from, to, origin, perOffer: false, perChannel: false });
    return { json: fromAccountCounts(counts) };
  }

  async function ofCards({ account, body }: CallByAccount): Promise<Result> {
    const { from, to, origin, offer } = statisticsRequestOf(jsonBody(body), clock.now());
    const one = offer === null ? {} : { offer: (await coupons.findOffer(account.id, offer)).number };
    const counts = await coupons.statistics(account.id, {
      from,
      to,
      origin,
      ...one,
      perOffer: true,
      perChannel: false,
    });
    const kinds = new Map<string, OfferKind>();
    for (const number of new Set(counts.map((count) => count.offer))) {
      if (number !== null) kinds.set(number, (await coupons.findOffer(account.id, number)).kind);
    }
    return { json: fromCardCounts(counts, kinds) };
  }

  return [cardRoute('/datacube/getcardbizuininfo', ofAccount), cardRoute('/datacube/getcardcardinfo', ofCards)];
}
