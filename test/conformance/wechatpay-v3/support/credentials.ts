// Credentials of the sandbox's two accounts, read from the files sandbox.json names. Knows nothing else.
import { readFileSync } from 'node:fs';
import type { Credentials } from './client.js';

export interface WechatPaySection {
  readonly mchid: string;
  readonly merchantSerial: string;
  readonly merchantPrivateKeyFile: string;
  readonly merchantCertificateFile: string;
  readonly apiV3Key: string;
  readonly platformSerial: string;
  readonly platformCertificateFile: string;
  readonly publicKeyId: string;
  readonly publicKeyFile: string;
  readonly brandId: string;
  readonly brandSerial: string;
  readonly brandPrivateKeyFile: string;
  readonly brandApiKey: string;
  readonly brandPublicKeyId: string;
  readonly brandPublicKeyFile: string;
}

/** @param read how a file of the section is read; the disk unless a test keeps files in memory */
export function credentialsOf(
  section: WechatPaySection,
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
