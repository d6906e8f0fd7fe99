// Cryptographic primitives: RSA signatures, authenticated encryption, digests.
// Must not know whose message is signed or which header carries the result.
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  hash,
  type KeyObject,
  sign as nodeSign,
  verify as nodeVerify,
} from 'node:crypto';

/** RSASSA-PKCS1-v1_5 with SHA-256 on the thread pool; base64 text. Key objects must be made once and kept: parsing a PEM costs more than verifying. */
export function signRsaSha256(message: Buffer | string, key: KeyObject): Promise<string> {
  const data = typeof message === 'string' ? Buffer.from(message, 'utf8') : message;
  return new Promise((resolve, reject) => {
    nodeSign('sha256', data, { key, padding: constants.RSA_PKCS1_PADDING }, (error, signature) => {
      if (error) reject(error);
      else resolve(signature.toString('base64'));
    });
  });
}

const canonicalBase64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Checks a base64 RSASSA-PKCS1-v1_5 SHA-256 signature. False, never an error, for text that is not canonical base64
 * of exactly the key's length: Node's decoder skips foreign characters, which would let altered signatures pass.
 */
export function verifyRsaSha256(message: Buffer, signature: string, key: KeyObject): boolean {
  if (signature.length > 1024 || !canonicalBase64.test(signature)) return false;
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.length * 8 !== key.asymmetricKeyDetails?.modulusLength || bytes.toString('base64') !== signature)
    return false;
  try {
    return nodeVerify('sha256', message, { key, padding: constants.RSA_PKCS1_PADDING }, bytes);
  } catch {
    return false;
  }
}

/** AES-256-GCM; the result is base64 of ciphertext followed by the 16-byte tag. `key` 32 bytes, `nonce` 12 characters. */
export function sealAes256Gcm(plain: string, key: string, nonce: string, associated: string): string {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'utf8'), Buffer.from(nonce, 'utf8'));
  cipher.setAAD(Buffer.from(associated, 'utf8'));
  return Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

const tagBytes = 16;

/** The inverse of {@link sealAes256Gcm}. Throws when key, nonce, associated data or ciphertext do not belong together. */
export function openAes256Gcm(sealed: string, key: string, nonce: string, associated: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  // Shorter input would make the slices below hand over a shortened tag, which can be guessed.
  if (bytes.length < tagBytes) throw new Error('sealed text is shorter than its tag');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'utf8'), Buffer.from(nonce, 'utf8'), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(associated, 'utf8'));
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - tagBytes)), decipher.final()]).toString(
    'utf8',
  );
}

/**
 * HMAC-SHA-256 (RFC 2104) with one key, in lower-case hexadecimal. Its pads are made once; Node's own makes them, and an object
 * that the garbage collector must end, for each message.
 */
export function hmacSha256(key: string): (message: string) => string {
  const block = Buffer.alloc(64);
  const bytes = Buffer.from(key, 'utf8');
  (bytes.length > block.length ? createHash('sha256').update(bytes).digest() : bytes).copy(block);
  const [inner, outer] = [0x36, 0x5c].map((pad) => Buffer.from(block.map((byte) => byte ^ pad))) as [Buffer, Buffer];
  const before = outer.toString('latin1');
  return (message) => {
    const digest = hash('sha256', Buffer.concat([inner, Buffer.from(message, 'utf8')]), 'binary');
    return hash('sha256', Buffer.from(before + digest, 'latin1'), 'hex');
  };
}

/** Lower-case hexadecimal SHA-256. */
export const sha256Hex = (bytes: Uint8Array | string): string => hash('sha256', bytes, 'hex');
