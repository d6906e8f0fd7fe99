// Query strings as an object of texts, to be read by a field schema. Must not know any parameter.
import type { JsonObject } from '../../kernel/exact-json.js';

/** The first value of each parameter; blanks may be written as `+`. Never throws: bytes that are no UTF-8 become U+FFFD. */
export function readQuery(query: string): JsonObject {
  const values = Object.create(null) as JsonObject;
  for (const [key, value] of new URLSearchParams(query)) values[key] ??= value;
  return values;
}
