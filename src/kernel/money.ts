// Writes an amount of fen the way a price tag does. Money is an integer number of fen everywhere inside; this is the only
// place that turns it into yuan for a reader. It must not know where the text will be shown.

/**
 * Yuan without stray zeros: 100 → "1", 1990 → "19.9", 1 → "0.01".
 * @param fen integer from 0 to 2^53 - 1
 * @throws RangeError when `fen` is negative, fractional or unsafe
 */
export function fenToYuan(fen: number): string {
  return fenToYuanExact(fen)
    .replace(/\.(\d)0$/, '.$1')
    .replace(/\.0$/, '');
}

/**
 * Yuan always with two decimals, as a shelf price is written: 990 → "9.90".
 * @param fen integer from 0 to 2^53 - 1
 * @throws RangeError when `fen` is negative, fractional or unsafe
 */
export function fenToYuanExact(fen: number): string {
  if (!Number.isSafeInteger(fen) || fen < 0) {
    throw new RangeError(`an amount must be a whole number of fen from 0 to 2^53 - 1, got ${fen}`);
  }
  // String arithmetic: dividing by 100 would lose the last digit of amounts close to 2^53.
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
