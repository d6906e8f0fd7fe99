// An offer's review → the wire. Must not look anything up.
import type { Offer } from '../../../domain/coupons/index.js';

export const fromReview = ({ number, review }: Offer): object => ({ card_id: number, review });
