// Changes a card: by /card/update, or from the few facts the console lets people change, which are written as that operation's
// body so that they are read and checked alike. Must not know the console.
import type { Account } from '../../../domain/accounts/index.js';
import type { OfferKind } from '../../../domain/coupons/index.js';
import type { OfferRevision, Storefront } from '../../../domain/distribution/index.js';
import { DomainError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import type { WechatMpSettings } from '../settings.js';
import { wordsOf } from './content.js';
import { cardFailures as f } from './failures.js';
import { refuse } from './fields.js';
import { nearestColour, readAs } from './issue.js';
import { keptCard, toPresentation } from './mapping.js';
import { createReview } from './review.js';
import { type CardChange, cardChangeOf, changedValidity, mergedDocument } from './schema.js';
import { kindOf } from './types.js';

/**
 * Puts a change whose pictures and words were checked into its card; resolves to whether the reviewers look again.
 * @throws Refused when the card cannot be changed so; DomainError as the coupon domain does
 */
export function createCardChange(
  { coupons, clock }: Pick<RoomServices, 'coupons' | 'clock'>,
  settings: Pick<WechatMpSettings, 'reviewSeconds'>,
): (account: Account, change: CardChange) => Promise<boolean> {
  const review = createReview({ coupons, clock }, settings);
  return async (account, change) => {
    const before = await coupons.findOffer(account.id, change.number);
    if (before.kind !== change.kind.kind) refuse(f.invalidCardType);
    const kept = keptCard(before);
    const { document, reviewed } = mergedDocument(kept, change);
    if (document.base.center_title !== undefined) {
      if (kept.cells.pay === true) refuse(f.payCellAndCenter);
      if (kept.cells.selfConsume?.open === true) refuse(f.cellsConflict);
    }
    if (change.importCodes && before.codeMode === 'generated') refuse(f.customCodeNotAllowed);
    const validity = changedValidity(change.date, before.validity, clock.now());
    const offer = await coupons.updateOffer(account.id, change.number, {
      title: String(document.base.title),
      limits: change.limits,
      presentation: toPresentation({ ...document, cells: kept.cells }),
      ...(validity === undefined ? {} : { validity }),
      ...(change.importCodes ? { codeMode: 'imported' as const } : {}),
      ...(reviewed ? { reviewAgain: { approveAt: review.approveAt() } } : {}),
    });
    if (reviewed) await review.atOnce(offer);
    return reviewed;
  };
}

/** The body of /card/update that says what the revision says. */
function bodyOf(number: string, offerKind: OfferKind, revision: OfferRevision): JsonObject {
  const { title, colour, notice, description, detail, claimsPerHolder, canGift } = revision;
  const { key, detail: detailKey } = kindOf(offerKind);
  return {
    card_id: number,
    [key]: {
      base_info: {
        ...(title === undefined ? {} : { title }),
        ...(colour === undefined ? {} : { color: nearestColour(colour) }),
        ...(notice === undefined ? {} : { notice }),
        ...(description === undefined ? {} : { description }),
        ...(claimsPerHolder === undefined ? {} : { get_limit: claimsPerHolder }),
        ...(canGift === undefined ? {} : { can_give_friend: canGift }),
      },
      ...(detail === undefined || detailKey === null ? {} : { [detailKey]: detail }),
    },
  };
}

export function createRevise(
  services: Pick<RoomServices, 'coupons' | 'clock' | 'mayPublish'>,
  settings: Pick<WechatMpSettings, 'reviewSeconds'>,
): Storefront['revise'] {
  const { coupons, mayPublish } = services;
  const changeCard = createCardChange(services, settings);
  return async (account, number, revision) => {
    const { kind } = await coupons.findOffer(account.id, number);
    const change = readAs('the card cannot be changed', () => cardChangeOf(bodyOf(number, kind, revision)));
    if (!(await mayPublish(wordsOf(change.document)))) {
      throw new DomainError('TEXT_REFUSED', 'the card cannot be changed: its texts hold what may not be published');
    }
    await changeCard(account, change);
    return coupons.findOffer(account.id, number);
  };
}
