// The samples of a room's documentation: files beside the room, each a few requests with the answers that are to come.
// Must not know a room; each says itself how a request is sent.
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

export interface Sample<Exchange> {
  readonly title: string;
  readonly sources: readonly string[];
  readonly exchanges: readonly Exchange[];
}

/** Names and contents of the files in a folder. */
export const readSamples = <Exchange>(folder: URL): (readonly [string, Sample<Exchange>])[] =>
  readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8'))] as const);

const anyWhole = expect.toSatisfy((value) => Number.isInteger(value) && value >= 0);

/**
 * An answer as a sample writes it → what it is compared with: `#` is any whole number from 0, a text that begins with `~` a
 * regular expression, digits beyond 2^53 a number.
 */
export function expectedAnswer(value: unknown): unknown {
  if (value === '#') return anyWhole;
  if (typeof value === 'string' && /^\d{17,19}$/.test(value)) return BigInt(value);
  if (typeof value === 'string' && value.startsWith('~')) return expect.stringMatching(new RegExp(value.slice(1)));
  if (Array.isArray(value)) return value.map(expectedAnswer);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expectedAnswer(member)]));
  }
  return value;
}
