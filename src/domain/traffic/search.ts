// Finds out which text a signature really belongs to: the right text is changed in one place after the other, the way
// clients get it wrong, until the signature fits. Must not know a protocol: rooms say which changes there are.
import type { Cause, Diagnosis } from './types.js';

/** A value a part of the signed text may have had, and the name of the mistake that puts it there. */
export interface Variant<T> {
  readonly cause: Cause;
  readonly value: T;
  readonly detail?: string;
}

/** For each part the right value first, then the wrong ones, the likeliest first. */
export type Choices<P> = { readonly [K in keyof P]: readonly [Variant<P[K]>, ...Variant<P[K]>[]] };

export interface Found<P> {
  readonly parts: P;
  readonly cause: Cause;
  readonly also: Cause | null;
  readonly detail: string | null;
}

/** The right value and, without repeating any, the wrong ones. `keyOf` tells values apart. */
export function choices<T>(
  right: T,
  wrong: Iterable<Variant<T>>,
  keyOf: (value: T) => string = String,
): [Variant<T>, ...Variant<T>[]] {
  const seen = new Set([keyOf(right)]);
  const list: [Variant<T>, ...Variant<T>[]] = [{ cause: 'valid', value: right }];
  for (const variant of wrong) {
    const key = keyOf(variant.value);
    if (seen.has(key)) continue;
    seen.add(key);
    list.push(variant);
  }
  return list;
}

/**
 * The first combination that `fits`: none changed, then one part, then two.
 * @param mostPairs combinations of two changes that are tried; they are many
 */
export function findDeviation<P extends object>(
  all: Choices<P>,
  fits: (parts: P) => boolean,
  mostPairs = 4_000,
): Found<P> | null {
  const names = Object.keys(all) as (keyof P)[];
  const right = Object.fromEntries(names.map((name) => [name, all[name][0].value])) as P;
  if (fits(right)) return { parts: right, cause: 'valid', also: null, detail: null };
  for (const name of names) {
    for (const { value, cause, detail } of all[name].slice(1)) {
      const parts = { ...right, [name]: value };
      if (fits(parts)) return { parts, cause, also: null, detail: detail ?? null };
    }
  }
  let left = mostPairs;
  for (const [at, name] of names.entries()) {
    for (const other of names.slice(at + 1)) {
      for (const one of all[name].slice(1)) {
        for (const two of all[other].slice(1)) {
          if (left-- <= 0) return null;
          const parts = { ...right, [name]: one.value, [other]: two.value };
          if (!fits(parts)) continue;
          return { parts, cause: one.cause, also: two.cause, detail: one.detail ?? two.detail ?? null };
        }
      }
    }
  }
  return null;
}

/** Offset of the first byte (UTF-8) in which two texts differ; null when they are equal. */
export function firstDifference(one: string, other: string): number | null {
  if (one === other) return null;
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) if (a[at] !== b[at]) return at;
  return shorter;
}

/** A diagnosis; the difference follows from the two texts. */
export function diagnosis(
  facts: Pick<Diagnosis, 'scheme' | 'cause'> & Partial<Omit<Diagnosis, 'difference'>>,
): Diagnosis {
  const { scheme, cause, also = null, detail = null, expected = null, received = null } = facts;
  const difference = expected === null || received === null ? null : firstDifference(expected, received);
  return { scheme, cause, also, detail, expected, received, difference };
}
