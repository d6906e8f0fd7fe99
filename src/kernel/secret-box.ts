// Secrets at rest: AES-256-GCM under keys that are not kept with what they seal.
// Must not know where the keys come from or what the secrets are. Each text is bound to its place: one that is moved to another
// row does not open.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { DomainError } from './errors.js';
import type { RandomBytes } from './ids.js';

/** What one secret key of 32 bytes is used for, each use with a key of its own (HKDF-SHA-256). */
export interface SecretKey {
  /** Names the key without telling it: 8 hexadecimal digits. */
  readonly id: string;
  readonly sealing: Buffer;
  readonly digest: Buffer;
  /** Hexadecimal; seals the head of the audit log. */
  readonly audit: string;
}

export const secretKeyBytes = 32;

/** @throws Error when there are not 32 bytes */
export function secretKey(bytes: Uint8Array): SecretKey {
  if (bytes.length !== secretKeyBytes) throw new Error(`a secret key has ${secretKeyBytes} bytes, not ${bytes.length}`);
  const use = (name: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `tuquan ${name} 1`, length));
  return {
    id: use('id', 4).toString('hex'),
    sealing: use('sealing', 32),
    digest: use('digest', 32),
    audit: use('audit', 32).toString('hex'),
  };
}

export interface SecretBox {
  /** `enc1.KEY.NONCE.CIPHERTEXT`, under the current key. `place`: where it is kept, e.g. a table and its key. */
  seal(value: string, place: string): string;
  /**
   * The inverse; a text that was never sealed comes back as it is.
   * @throws DomainError UNAVAILABLE when its key is not there, or it was altered or moved
   */
  open(stored: string, place: string): string;
  /** What {@link seal} begins with now. */
  prefix(): string;
  /** Finds a secret again without opening all: a keyed digest under every key there is, the current one first. */
  digests(value: string, place: string): string[];
  /** Keys for the seal of the audit log, the current one first. */
  auditKeys(): string[];
}

const nonceBytes = 12;
const tagBytes = 16;
const sealed = /^enc1\.([0-9a-f]{8})\.([\w-]{16})\.([\w-]+)$/;

/** @param keys those there are now, the current one first; asked each time, so that they can be changed */
export function createSecretBox(keys: () => readonly SecretKey[], random: RandomBytes): SecretBox {
  const current = (): SecretKey => {
    const [first] = keys();
    if (first === undefined) throw new DomainError('UNAVAILABLE', 'there is no secret key');
    return first;
  };
  return {
    seal: (value, place) => {
      const key = current();
      const nonce = random(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key.sealing, nonce);
      cipher.setAAD(Buffer.from(place, 'utf8'));
      const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `enc1.${key.id}.${Buffer.from(nonce).toString('base64url')}.${text.toString('base64url')}`;
    },
    open: (stored, place) => {
      const [, id, nonce = '', text = ''] = sealed.exec(stored) ?? [];
      if (id === undefined) return stored;
      const key = keys().find((each) => each.id === id);
      if (key === undefined) {
        throw new DomainError(
          'UNAVAILABLE',
          `a secret of this database was encrypted with the key ${id}, which is neither in TUQUAN_SECRET_KEY nor in the data folder's secret.key; put it there (see docs/security.md)`,
          { key: id },
        );
      }
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.sealing, Buffer.from(nonce, 'base64url'), {
          authTagLength: tagBytes,
        });
        decipher.setAAD(Buffer.from(place, 'utf8'));
        decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
        const plain = [decipher.update(bytes.subarray(0, bytes.length - tagBytes)), decipher.final()];
        return Buffer.concat(plain).toString('utf8');
      } catch {
        throw new DomainError('UNAVAILABLE', `the secret of ${place} was altered, or moved there from another row`);
      }
    },
    prefix: () => `enc1.${current().id}.`,
    digests: (value, place) =>
      keys().map(({ digest }) => createHmac('sha256', digest).update(`${place}\n${value}`).digest('base64url')),
    auditKeys: () => keys().map(({ audit }) => audit),
  };
}
