// Counts per day as rows of the vendor's statistics. Must not count.
import type { DayCount, EventKind, OfferKind } from '../../../../domain/coupons/index.js';
import { kindOf } from '../types.js';

/** Metric → what is counted. What friends took over is told apart from what was claimed. */
const metrics: Readonly<Record<string, EventKind>> = {
  view: 'viewed',
  receive: 'claimed',
  verify: 'redeemed',
  given: 'given',
  expire: 'expired',
  receive_friends: 'received',
};
const names = ['view', 'view_friends', 'receive', 'receive_friends', 'verify', 'verify_friends', 'given', 'expire'];

type Row = Record<string, string | number>;

/** Seen at the end of a card's row; they are about cards shared among friends, which are not issued here. */
const ofFriendsCards: Row = { verify_noself_cnt: 0, verify_noself_user: 0, isfriendscard: 0 };

/** Groups counts by day and offer, in the order of the days. Days on which none of the metrics moved have no row. */
function rowsOf(counts: readonly DayCount[], head: (count: DayCount) => Row, tail: Row = {}): Row[] {
  const groups = new Map<string, DayCount[]>();
  for (const count of counts) {
    const key = `${count.day} ${count.offer ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [count]);
    else group.push(count);
  }
  const rows: Row[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const row: Row = { ref_date: first.day, ...head(first) };
    let moved = false;
    for (const name of names) {
      const found = group.find(({ kind }) => kind === metrics[name]);
      row[`${name}_cnt`] = found?.count ?? 0;
      row[`${name}_user`] = found?.holders ?? 0;
      moved ||= found !== undefined;
    }
    if (moved) rows.push({ ...row, ...tail });
  }
  return rows;
}

export const fromAccountCounts = (counts: readonly DayCount[]): { list: Row[] } => ({
  list: rowsOf(counts, () => ({})),
});

export const fromCardCounts = (
  counts: readonly DayCount[],
  kindByNumber: ReadonlyMap<string, OfferKind>,
): { list: Row[] } => ({
  list: rowsOf(
    counts,
    ({ offer }) => ({
      card_id: offer ?? '',
      card_type: kindOf(kindByNumber.get(offer ?? '') ?? 'general').number,
      is_pay: 0,
    }),
    ofFriendsCards,
  ),
});
