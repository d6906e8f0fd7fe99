// Identifiers and random text, drawn from a source of randomness that is handed in.
// Must not know what the identifiers are for.
import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.js';

/** Fills a new buffer of `length` bytes. Cryptographic unless a test hands in something else. */
export type RandomBytes = (length: number) => Buffer;

const pool = Buffer.allocUnsafeSlow(8192);
let used = pool.length;

/** Random bytes from a pool that is refilled in one call: one system call per hundreds of identifiers. */
export const systemRandom: RandomBytes = (length) => {
  if (length > pool.length) return randomFillSync(Buffer.allocUnsafe(length));
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) {
    bytes[at] = pool[used + at] ?? 0;
    pool[used + at] = 0; // never hand the same bytes out twice
  }
  used += length;
  return bytes;
};

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789';
const alphanumerics = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function draw(alphabet: string, size: number, length: number, random: RandomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length - text.length + 8)) {
      const index = byte & 63;
      if (index < size && text.length < length) text += alphabet[index];
    }
  }
  return text;
}

/** `length` characters of [0-9A-Za-z], each equally likely. */
export const alphanumeric = (length: number, random: RandomBytes): string =>
  draw(alphanumerics, alphanumerics.length, length, random);

/** `length` characters without look-alikes (no 0 O 1 l I o i), for secrets a person may have to type. */
export const readable = (length: number, random: RandomBytes): string => draw(letters, letters.length, length, random);

/** `length` decimal digits, the first one never 0. */
export function digits(length: number, random: RandomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length + 8)) {
      if (byte >= 250 || text.length === length) continue;
      const digit = byte % 10;
      if (digit !== 0 || text.length > 0) text += String(digit);
    }
  }
  return text;
}

/** UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that rows sort by creation. */
export function uuid7(clock: Clock, random: RandomBytes): string {
  const bytes = random(16);
  bytes.writeUIntBE(clock.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
