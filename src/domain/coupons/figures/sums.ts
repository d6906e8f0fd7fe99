// Figures of a span of days: the counts of each day summed per day, per channel and per offer. Pure.
import type { EventKind } from '../types.js';
import type { Counted } from './store.js';

/** How often each kind of event happened. */
export type Tally = Partial<Record<EventKind, number>>;

export interface Figures {
  readonly total: Tally;
  /** Days without anything are left out. */
  readonly days: readonly { readonly day: string; readonly counts: Tally }[];
  readonly channels: readonly { readonly channel: string; readonly counts: Tally }[];
  /** Those with most events first. */
  readonly offers: readonly { readonly offer: string; readonly counts: Tally }[];
  /** Offers with events altogether. */
  readonly offersTotal: number;
}

const sumOf = (tally: Tally): number => Object.values(tally).reduce((sum, count) => sum + count, 0);

export function createSums() {
  const total: Tally = {};
  const days: { day: string; counts: Tally }[] = [];
  const channels = new Map<string, Tally>();
  const offers = new Map<string, Tally>();
  const count = (tally: Tally, { kind, n }: Counted): void => {
    tally[kind] = (tally[kind] ?? 0) + Number(n);
  };
  const tallyOf = (tallies: Map<string, Tally>, key: string): Tally => {
    const known = tallies.get(key);
    if (known !== undefined) return known;
    const made: Tally = {};
    tallies.set(key, made);
    return made;
  };
  return {
    add(day: string, counted: readonly Counted[]): void {
      if (counted.length === 0) return;
      const counts: Tally = {};
      for (const each of counted) {
        count(total, each);
        count(counts, each);
        count(tallyOf(channels, each.channel), each);
        count(tallyOf(offers, each.offer), each);
      }
      days.push({ day, counts });
    },
    figures(most: number): Figures {
      // Each is summed once, not at every comparison: there may be a hundred thousand offers.
      const byMost = <T extends { readonly counts: Tally }>(rows: T[]): T[] =>
        rows
          .map((row) => ({ row, sum: sumOf(row.counts) }))
          .sort((a, b) => b.sum - a.sum)
          .map(({ row }) => row);
      return {
        total,
        days,
        channels: byMost([...channels].map(([channel, counts]) => ({ channel, counts }))),
        offers: byMost([...offers].map(([offer, counts]) => ({ offer, counts }))).slice(0, most),
        offersTotal: offers.size,
      };
    },
  };
}
