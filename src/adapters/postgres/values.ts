// Values as PostgreSQL sends and takes them, so that rows equal those of the embedded database.
// Must not know statements.
import type { SqlValue } from '../../ports/database/database.js';

/** PostgreSQL has no NUL in texts, SQLite has. This noncharacter, which no text may hold, stands in for it. */
const nul = '\u0000';
const nulStandIn = '\uFDD0';

/** What is bound: text for everything but bytes and null. */
export function encode(value: SqlValue): string | Buffer | null {
  if (value === null) return null;
  if (typeof value === 'string') return value.includes(nul) ? value.replaceAll(nul, nulStandIn) : value;
  if (typeof value === 'number') return Object.is(value, -0) ? '0' : String(value);
  if (typeof value === 'bigint') return String(value);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

type Decoder = (text: string) => SqlValue;

const text: Decoder = (value) => (value.includes(nulStandIn) ? value.replaceAll(nulStandIn, nul) : value);
const truth: Decoder = (value) => (value === 't' ? 1 : 0);
const bytes: Decoder = (value) => Buffer.from(value.slice(2), 'hex');

/** By the number PostgreSQL gives a type: bool, bytea, int8, int2, int4, float4, float8, numeric. The rest is text. */
const decoders: ReadonlyMap<number, Decoder> = new Map<number, Decoder>([
  [16, truth],
  [17, bytes],
  ...[20, 21, 23, 700, 701, 1700].map((type): [number, Decoder] => [type, Number]),
]);

export const decoderOf = (type: number): Decoder => decoders.get(type) ?? text;
export type { Decoder };
