// The rules of offers and coupons that need no look-up: spans of validity, what a stored state means now, what a code may be.
// Must not ask for the time: it is handed in.
import { DomainError, type DomainErrorCode, type Facts } from '../../kernel/errors.js';
import type { RandomBytes } from '../../kernel/ids.js';
import type { CouponRefusal, CouponState, Validity } from './types.js';

export const dayMs = 86_400_000;

/** The most copies one offer may have. */
export const mostStock = 100_000_000;
/** The most codes one unit of work stores. */
export const mostCodesPerBatch = 5_000;
/** Digits of a generated code. */
export const generatedDigits = 12;
/** How long a friend has to take a gift (ms), unless the giver says otherwise. */
export const giftLifeMs = dayMs;
/** The merchant is told of low stock when there was more than `from` and `left` or less are left, every `everyMs` at most. */
export const lowStock = { from: 200, left: 100, everyMs: 12 * 3_600_000 } as const;

/** Codes of refusals that are not a matter of state. */
const codes: Partial<Record<CouponRefusal, DomainErrorCode>> = {
  'unknown-offer': 'NOT_FOUND',
  'unknown-code': 'NOT_FOUND',
  'unknown-gift': 'NOT_FOUND',
  'code-required': 'INVALID',
  'code-not-wanted': 'INVALID',
  'bad-stock': 'INVALID',
  'bad-validity': 'INVALID',
  'bad-code': 'INVALID',
  'not-holder': 'FORBIDDEN',
};

/** The error of a refusal: its code, and the reason as the fact `reason`. */
export const refusal = (reason: CouponRefusal, text: string, facts: Facts = {}): DomainError =>
  new DomainError(codes[reason] ?? 'CONFLICT', text, { ...facts, reason });

/** Number of the merchant's calendar day a time (ms, UTC) falls on, counted from 1970-01-01; `offset`: ms east of UTC. */
export const dayOf = (time: number, offset: number): number => Math.floor((time + offset) / dayMs);

/** First ms (UTC) of a calendar day. */
export const dayStart = (day: number, offset: number): number => day * dayMs - offset;

/** `YYYY-MM-DD` ↔ day number. */
export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** @throws DomainError INVALID for a text that is no day of the calendar */
export function dayNumber(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || dayText(time / dayMs) !== text) {
    throw new DomainError('INVALID', `"${text}" is no day; expected YYYY-MM-DD`, { field: 'day' });
  }
  return time / dayMs;
}

const isTime = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value < 8.64e15;

/** @throws DomainError INVALID `bad-validity` */
export function checkValidity(validity: Validity): void {
  const bad = (text: string): never => {
    throw refusal('bad-validity', text);
  };
  if (validity.kind === 'range') {
    if (!isTime(validity.from) || !isTime(validity.until)) bad('the range has an end that is no time');
    if (validity.from >= validity.until) bad('the range ends before it begins');
    return;
  }
  const whole = (value: number, from: number): boolean =>
    Number.isSafeInteger(value) && value >= from && value <= 36_500;
  if (!whole(validity.days, 1)) bad('the term is not 1 to 36,500 days');
  if (!whole(validity.delayDays, 0)) bad('the delay is not 0 to 36,500 days');
  if (validity.until !== null && !isTime(validity.until)) bad('the last moment is no time');
}

/** @throws DomainError CONFLICT `not-wider` unless every copy that was good at some time stays good then */
export function checkWider(before: Validity, after: Validity): void {
  checkValidity(after);
  const wider =
    before.kind === 'range'
      ? after.kind === 'range' && after.from <= before.from && after.until >= before.until
      : // Copies of a term keep the span they were claimed with; only the last moment may move, later.
        after.kind === 'term' &&
        after.days === before.days &&
        after.delayDays === before.delayDays &&
        (after.until ?? Number.POSITIVE_INFINITY) >= (before.until ?? Number.POSITIVE_INFINITY);
  if (!wider) throw refusal('not-wider', 'the validity would not become wider');
}

/** The span of a copy claimed at a time: null ends follow the offer's range. `begin` is any time of its first day. */
export function spanOf(
  validity: Validity,
  begin: number,
  offset: number,
): { beginsAt: number; endsAt: number } | { beginsAt: null; endsAt: null } {
  if (validity.kind === 'range') return { beginsAt: null, endsAt: null };
  const beginsAt = dayStart(dayOf(begin, offset) + validity.delayDays, offset);
  const endsAt = beginsAt + validity.days * dayMs - 1;
  return { beginsAt, endsAt: validity.until === null ? endsAt : Math.min(endsAt, validity.until) };
}

/** What a stored state is at `now`: time turns a copy past its end into `expired` and an untaken gift into `gift-returned`. */
export function stateAt(
  copy: { readonly state: CouponState; readonly endsAt: number; readonly giftUntil: number | null },
  now: number,
): CouponState {
  const { state } = copy;
  if (state !== 'normal' && state !== 'gifting' && state !== 'gift-returned') return state;
  if (now > copy.endsAt) return 'expired';
  if (state === 'gifting' && copy.giftUntil !== null && now >= copy.giftUntil) return 'gift-returned';
  return state;
}

const drawn = 10 ** generatedDigits - 10 ** (generatedDigits - 1);
/** The largest multiple of `drawn` that six bytes hold: numbers from there on would favour small codes. */
const fair = Math.floor(2 ** 48 / drawn) * drawn;

/** A random code of twelve digits, the first one never 0, each equally likely. */
export function drawCode(random: RandomBytes): string {
  for (;;) {
    const value = random(6).readUIntBE(0, 6);
    if (value < fair) return String((value % drawn) + 10 ** (generatedDigits - 1));
  }
}

/** 1 to 64 visible characters; nothing that would break a line of a file or a field of an event. */
export const isCode = (code: string): boolean => code.length >= 1 && code.length <= 64 && !/[\s\p{C}]/u.test(code);
