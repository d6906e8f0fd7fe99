// Credentials of the sandbox's two accounts, read from the files sandbox.json names. Knows nothing else.
import { readFileSync } from 'node:fs';
import type { WechatPaySandbox } from '../../../support/server.js';
import type { Credentials } from './client.js';

/** @param read how a file of the section is read; the disk unless a test keeps files in memory */
export function credentialsOf(
  section: WechatPaySandbox,
  read: (file: string) => string = (file) => readFileSync(file, 'utf8'),
): { partner: Credentials; brand: Credentials } {
  return {
    partner: {
      mode: 'partner',
      caller: section.mchid,
      serial: section.merchantSerial,
      privateKeyPem: read(section.merchantPrivateKeyFile),
      serverKeys: {
        [section.platformSerial]: read(section.platformCertificateFile),
        [section.publicKeyId]: read(section.publicKeyFile),
      },
    },
    brand: {
      mode: 'brand',
      caller: section.brandId,
      serial: section.brandSerial,
      privateKeyPem: read(section.brandPrivateKeyFile),
      serverKeys: { [section.brandPublicKeyId]: read(section.brandPublicKeyFile) },
      answerKeyId: section.brandPublicKeyId,
    },
  };
}
