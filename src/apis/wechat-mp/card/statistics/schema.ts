// What the statistics of cards take: a span of days and where the cards were made.
// Must not count. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons_Vouchers_and_Cards_Analytics.html
import type { JsonObject } from '../../../../kernel/exact-json.js';
import { textIn, wholeIn } from '../../json-body.js';
import { cardFailures as f } from '../failures.js';
import { refuse } from '../fields.js';

export interface StatisticsRequest {
  /** `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
  readonly origin: 'api' | 'console';
  readonly offer: string | null;
}

const dayMs = 86_400_000;
const mostDays = 62;
/** Days are counted in Beijing. */
const offsetMs = 8 * 3_600_000;

function dayIn(body: JsonObject, key: string): number {
  const text = textIn(body, key) ?? '';
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 31 February for the third of March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return refuse(f.dateFormat, key);
  return time / dayMs;
}

const textOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** @throws Refused 61500 for what is no day, 61501 for a span that is too long, reversed, or not over yet; 40035 */
export function statisticsRequestOf(body: JsonObject, now: number): StatisticsRequest {
  const from = dayIn(body, 'begin_date');
  const to = dayIn(body, 'end_date');
  const today = Math.floor((now + offsetMs) / dayMs);
  if (to < from || to - from >= mostDays || to >= today) refuse(f.dateRange);
  const source = wholeIn(body, 'cond_source');
  if (source !== 0 && source !== 1) return refuse(f.invalidParameters, 'cond_source');
  return {
    from: textOf(from),
    to: textOf(to),
    origin: source === 0 ? 'console' : 'api',
    offer: textIn(body, 'card_id'),
  };
}
