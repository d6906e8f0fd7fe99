// Encrypted codes: what a page is handed instead of a code, and only the card's own account can read.
// Must not look codes up. The vendor's algorithm is not public; this is AES-256-GCM, 64 characters of base64 for usual codes.
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Account } from '../../../../domain/accounts/index.js';
import type { RandomBytes } from '../../../../kernel/ids.js';
import { secrets } from '../../auth.js';

const nonceBytes = 12;
const tagBytes = 16;
/** Codes are filled up to multiples of this, so that the length says nothing: 12 + 20 + 16 bytes are 64 characters. */
const block = 20;

const keyOf = (account: Account): Buffer => {
  const secret = account.secrets.get(secrets.app) ?? account.id;
  return Buffer.from(hkdfSync('sha256', secret, account.number, 'card code', 32));
};

export function encryptCode(code: string, account: Account, random: RandomBytes): string {
  const text = Buffer.from(code, 'utf8');
  const plain = Buffer.concat([text, Buffer.alloc((block - (text.length % block)) % block)]);
  const nonce = random(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(account), nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** The code; null when the text is altered, or another account's. Never throws. */
export function decryptCode(encrypted: string, account: Account): string | null {
  // A `+` of base64 that went through a query undecoded has become a blank.
  const bytes = Buffer.from(encrypted.replaceAll(' ', '+'), 'base64');
  if (encrypted.length > 256 || bytes.length < nonceBytes + tagBytes + 1) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(account), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  try {
    const plain = Buffer.concat([
      decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)),
      decipher.final(),
    ]);
    return plain.toString('utf8').replace(/\0+$/, '');
  } catch {
    return null;
  }
}
