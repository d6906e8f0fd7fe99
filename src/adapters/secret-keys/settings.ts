// The keys secrets are encrypted with, when the environment holds them. Read once, checked once; never shown.
// Must not be read anywhere else.
import { type SecretKey, secretKey, secretKeyBytes } from '../../kernel/secret-box.js';

/**
 * TUQUAN_SECRET_KEY: 32 bytes as 64 hexadecimal digits; several are separated by commas, the current one first, older ones behind
 * it for what they encrypted. Null when it is not set.
 * @throws Error that says what was expected and shows nothing
 */
export function readSecretKeys(environment: Readonly<Record<string, string | undefined>>): readonly SecretKey[] | null {
  const text = environment.TUQUAN_SECRET_KEY;
  if (text === undefined || text === '') return null;
  return text.split(',').map((part, index) => {
    if (!/^[0-9a-f]{64}$/i.test(part.trim())) {
      throw new Error(
        `TUQUAN_SECRET_KEY: key ${index + 1} is not ${2 * secretKeyBytes} hexadecimal digits; make one with "openssl rand -hex ${secretKeyBytes}". See docs/security.md.`,
      );
    }
    return secretKey(Buffer.from(part.trim(), 'hex'));
  });
}
