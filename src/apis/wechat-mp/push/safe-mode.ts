// Safe mode: the AES envelope of messages between this server and an account's message server, both ways.
// Must not know XML. developers.weixin.qq.com/doc/offiaccount/Message_Management/Message_encryption_and_decryption_instructions.html
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomBytes } from '../../../kernel/ids.js';

/** PKCS#7 with blocks of 32 bytes, not of the cipher's 16. */
const paddingBlock = 32;
const randomBytes = 16;
const lengthBytes = 4;

export class SealError extends Error {
  override readonly name = 'SealError';
}

/**
 * The AES key in an EncodingAESKey of 43 characters. Decoded leniently: its last character may carry spare bits, which
 * strict decoders refuse.
 * @throws SealError when it is not 43 characters of base64
 */
export function aesKeyOf(encodingAesKey: string): Buffer {
  const key = /^[A-Za-z0-9+/]{43}$/.test(encodingAesKey) ? Buffer.from(`${encodingAesKey}=`, 'base64') : null;
  if (key === null || key.length !== 32) throw new SealError('an EncodingAESKey has 43 characters of base64');
  return key;
}

/** Base64 of the encrypted frame: 16 random bytes, length of the message as four bytes, message, appid. */
export function seal(message: string, key: Buffer, appid: string, random: RandomBytes): string {
  const text = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([random(randomBytes), length, text, Buffer.from(appid, 'utf8')]);
  const missing = paddingBlock - (plain.length % paddingBlock);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(missing, missing)), cipher.final()]).toString(
    'base64',
  );
}

/**
 * The inverse of {@link seal}.
 * @throws SealError when the text was not sealed with this key, or for another app
 */
export function open(sealed: string, key: Buffer, appid: string): string {
  const broken = (why: string): SealError => new SealError(`the encrypted text ${why}`);
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(sealed) ? Buffer.from(sealed, 'base64') : Buffer.alloc(0);
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw broken('is not whole blocks in base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > paddingBlock || padding > padded.length) throw broken('has no padding');
  const plain = padded.subarray(0, padded.length - padding);
  if (plain.length < randomBytes + lengthBytes) throw broken('is too short');
  const end = randomBytes + lengthBytes + plain.readUInt32BE(randomBytes);
  if (end > plain.length) throw broken('states a length beyond its end');
  // Whoever does not look at the appid accepts what was sealed for another app.
  if (plain.toString('utf8', end) !== appid) throw broken('belongs to another appid');
  return plain.toString('utf8', randomBytes + lengthBytes, end);
}
