// New ids that look like old ones, for rows that are put beside those they were saved from.
// Must not know what an id is for.
import { sha256Hex } from '../../../kernel/crypto.js';

const classes = ['0123456789', 'abcdef', 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** So many characters at its end make an id unlike all others; those before say when and whose it was. */
const tailLength = 12;

/**
 * Another id of the same shape: the same each time for the same seed, another for every other id. Digits stay digits, letters
 * letters of their case, hexadecimal digits hexadecimal. Long numbers keep their order among each other.
 */
export function alike(seed: string, id: string): string {
  if (/^[1-9]\d{14,}$/.test(id)) {
    const earlier =
      BigInt(id) - 1_000_000_000_000n - (BigInt(`0x${sha256Hex(seed).slice(0, 10)}`) % 9_000_000_000_000n);
    if (earlier > 0n) return String(earlier);
  }
  const bytes = Buffer.from(sha256Hex(`${seed} ${id}`), 'hex');
  const from = id.length - Math.min(tailLength, Math.floor((id.length * 2) / 3));
  return Array.from(id, (letter, at) => {
    const alphabet = at < from ? undefined : classes.find((each) => each.includes(letter));
    return alphabet?.[(bytes[at % bytes.length] ?? 0) % alphabet.length] ?? letter;
  }).join('');
}
