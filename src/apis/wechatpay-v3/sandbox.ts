// The demo account of sandbox mode: a service provider and its brand, with every key, certificate and secret a client needs.
// Must not be used outside sandbox mode: it invents an authority that nobody else knows.
import { readFile } from 'node:fs/promises';
import type { NewAccount } from '../../domain/accounts/index.js';
import { issueCertificate, newRsaKeyPair } from '../../kernel/certificates.js';
import { rfc3339 } from '../../kernel/clock.js';
import { alphanumeric, digits, uuid7 } from '../../kernel/ids.js';
import type { SandboxAccounts, SandboxTools } from '../room.js';
import { brandMode, envelopeKeyPurpose, partnerMode } from './modes.js';

/** The vendor's documentation uses this number as its example. */
const brandId = '120344';
const brandName = '图券咖啡';
/** Drawn by scripts/make-sandbox-logo.mjs. The path is the same from src/ and from dist/. */
const logoFile = new URL('../../../assets/sandbox-logo.png', import.meta.url);
const day = 24 * 3_600_000;

/** Invents both accounts and writes their files. Resolves to them and to the section `wechatPay` of sandbox.json. */
export async function createSandbox(tools: SandboxTools): Promise<SandboxAccounts> {
  const { clock, random, writeFile } = tools;
  const now = clock.now();
  const span = { notBefore: now - day, notAfter: now + 5 * 365 * day };
  const mchid = `19${digits(8, random)}`;
  const issuer = await issueCertificate({
    subject: 'CN=Tuquan Sandbox Merchant CA, O=Tuquan, C=CN',
    serialBytes: random(20),
    notBefore: span.notBefore,
    notAfter: now + 20 * 365 * day,
  });
  const issue = (commonName: string) =>
    issueCertificate({ subject: `CN=${commonName}, O=Tuquan Sandbox, C=CN`, serialBytes: random(20), issuer, ...span });
  const [merchant, platform, publicKey, brand, brandPublicKey, logo] = await Promise.all([
    issue(mchid),
    issue('Tuquan Sandbox Platform'),
    newRsaKeyPair(),
    issue(`brand ${brandId}`),
    newRsaKeyPair(),
    readFile(logoFile).then((bytes) => tools.storeBlob(bytes)),
  ]);
  // As the vendor numbers them: 33 digits made of the caller's number and the day of the application.
  const date = rfc3339(now).slice(0, 10).replaceAll('-', '');
  const keyId = (number: string): string =>
    `PUB_KEY_ID_${`01${number.padStart(10, '0')}${date}00`.padEnd(33, digits(11, random))}`;
  const publicKeyId = keyId(mchid);
  const brandPublicKeyId = keyId(brandId);
  const apiV3Key = alphanumeric(32, random);
  const brandApiKey = alphanumeric(32, random);
  const bare = { certificatePem: null, notBefore: null, notAfter: null };

  const partnerAccount: NewAccount = {
    id: uuid7(clock, random),
    kind: partnerMode.kind,
    number: mchid,
    name: 'Tuquan Sandbox',
    clientKeys: [{ serial: merchant.serial, publicKeyPem: merchant.publicKeyPem, notAfter: merchant.notAfter }],
    serverKeys: [
      { ...platform, id: platform.serial, isDefault: true },
      { ...bare, id: publicKeyId, privateKeyPem: publicKey.privateKeyPem, isDefault: false },
    ],
    secrets: { [envelopeKeyPurpose]: apiV3Key },
    brands: [brandId],
  };
  const brandAccount: NewAccount = {
    id: uuid7(clock, random),
    kind: brandMode.kind,
    number: brandId,
    name: brandName,
    logo,
    clientKeys: [{ serial: brand.serial, publicKeyPem: brand.publicKeyPem, notAfter: brand.notAfter }],
    serverKeys: [{ ...bare, id: brandPublicKeyId, privateKeyPem: brandPublicKey.privateKeyPem, isDefault: true }],
    secrets: { [envelopeKeyPurpose]: brandApiKey },
    brands: [],
  };

  const write = (name: string, content: string): Promise<string> => writeFile(`wechatpay-${name}.pem`, content);
  return {
    accounts: [partnerAccount, brandAccount],
    section: {
      mchid,
      merchantSerial: merchant.serial,
      merchantPrivateKeyFile: await write('merchant-key', merchant.privateKeyPem),
      merchantCertificateFile: await write('merchant-certificate', merchant.certificatePem),
      apiV3Key,
      platformSerial: platform.serial,
      platformCertificateFile: await write('platform-certificate', platform.certificatePem),
      publicKeyId,
      publicKeyFile: await write('public-key', publicKey.publicKeyPem),
      brandId,
      brandSerial: brand.serial,
      brandPrivateKeyFile: await write('brand-key', brand.privateKeyPem),
      brandCertificateFile: await write('brand-certificate', brand.certificatePem),
      brandApiKey,
      brandPublicKeyId,
      brandPublicKeyFile: await write('brand-public-key', brandPublicKey.publicKeyPem),
    },
  };
}
