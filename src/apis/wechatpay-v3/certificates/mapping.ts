// A platform certificate as the vendor lists it: sealed with the caller's API key. Must not choose which are listed.
import type { ServerKey } from '../../../domain/accounts/index.js';
import { rfc3339 } from '../../../kernel/clock.js';
import { sealAes256Gcm } from '../../../kernel/crypto.js';

const associatedData = 'certificate';

/** @param nonce 12 characters, never used twice with the same key */
export function fromCertificate(key: ServerKey, pem: string, apiKey: string, nonce: string): object {
  return {
    effective_time: rfc3339(key.notBefore ?? 0),
    encrypt_certificate: {
      algorithm: 'AEAD_AES_256_GCM',
      associated_data: associatedData,
      ciphertext: sealAes256Gcm(pem, apiKey, nonce, associatedData),
      nonce,
    },
    expire_time: rfc3339(key.notAfter ?? 0),
    serial_no: key.id,
  };
}
