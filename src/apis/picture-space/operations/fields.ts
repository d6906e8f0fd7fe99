// Reads the parameters both faces share, each by its rule. Empty counts as absent.
// Must not know operations.
import { Refused } from '../envelope.js';

export type Values = ReadonlyMap<string, string>;

const longest = 2n ** 63n - 1n;

export function optional(values: Values, name: string): string | null {
  const text = values.get(name)?.trim();
  return text === undefined || text === '' ? null : text;
}

/** @throws Refused missing */
export function required(values: Values, name: string): string {
  const text = optional(values, name);
  if (text === null) throw new Refused({ kind: 'missing', field: name });
  return text;
}

/** Digits of a 64-bit number, exact and without leading zeros. @throws Refused invalid */
export function idOf(text: string, name: string): string {
  if (!/^[0-9]{1,19}$/.test(text) || BigInt(text) > longest) throw new Refused({ kind: 'invalid', field: name });
  return String(BigInt(text));
}

export const requiredId = (values: Values, name: string): string => idOf(required(values, name), name);

export function optionalId(values: Values, name: string): string | null {
  const text = optional(values, name);
  return text === null ? null : idOf(text, name);
}

/** Ids separated by commas, each once. @throws Refused missing, invalid (none, or more than `most`) */
export function idList(values: Values, name: string, most: number): string[] {
  const ids = [
    ...new Set(
      required(values, name)
        .split(',')
        .map((part) => idOf(part.trim(), name)),
    ),
  ];
  if (ids.length > most) throw new Refused({ kind: 'invalid', field: name, why: `最多 ${most} 个` });
  return ids;
}

/** `true`, `false`, `1`, `0` in any case; absent = false. @throws Refused invalid */
export function truth(values: Values, name: string): boolean {
  const text = optional(values, name)?.toLowerCase() ?? 'false';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Refused({ kind: 'invalid', field: name });
}

/** A whole number in a range; `fallback` when absent. @throws Refused invalid */
export function wholeIn(values: Values, name: string, fallback: number, from: number, to: number): number {
  const text = optional(values, name);
  if (text === null) return fallback;
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= from && value <= to)) throw new Refused({ kind: 'invalid', field: name });
  return value;
}

/** UTC+8, ms. */
const zoneMs = 8 * 3_600_000;

/** `yyyy-MM-dd HH:mm:ss` at UTC+8 → ms UTC; null when absent. @throws Refused invalid */
export function timeOf(values: Values, name: string): number | null {
  const text = optional(values, name);
  if (text === null) return null;
  const time = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/.test(text)
    ? Date.parse(`${text.slice(0, 10)}T${text.slice(11) || '00:00:00'}+08:00`)
    : Number.NaN;
  // A day that no month has is read as one of the next month otherwise.
  const day = Number.isNaN(time) ? '' : new Date(time + zoneMs).toISOString().slice(0, 10);
  if (day !== text.slice(0, 10)) throw new Refused({ kind: 'invalid', field: name });
  return time;
}
