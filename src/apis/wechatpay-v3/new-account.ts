// Makes an account of this room: what the caller brings (certificate, name, brands) and what this server adds (its keys, the API key).
// Must not store anything; it returns the account and the files and numbers its client needs.
import { X509Certificate } from 'node:crypto';
import type { NewAccount } from '../../domain/accounts/index.js';
import { type IssuedCertificate, issueCertificate, newRsaKeyPair } from '../../kernel/certificates.js';
import { rfc3339 } from '../../kernel/clock.js';
import { alphanumeric, digits, uuid7 } from '../../kernel/ids.js';
import type { AccountRequest, AccountTools, MadeAccount } from '../room.js';
import { brandMode, envelopeKeyPurpose, type Mode, modes, partnerMode } from './modes.js';

const day = 24 * 3_600_000;
const year = 365 * day;

interface ClientCertificate {
  readonly serial: string;
  readonly publicKeyPem: string;
  readonly notAfter: number;
  readonly certificatePem: string;
  /** Null when the caller brought the certificate: then only the caller has the key. */
  readonly privateKeyPem: string | null;
}

/** @throws Error when the text is no certificate of an RSA key of 2,048 bits */
export function readClientCertificate(pem: string): ClientCertificate {
  const certificate = new X509Certificate(pem);
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa' || asymmetricKeyDetails?.modulusLength !== 2048) {
    throw new Error('the certificate must hold an RSA key of 2,048 bits');
  }
  return {
    serial: certificate.serialNumber.toUpperCase(),
    publicKeyPem: certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    notAfter: Date.parse(certificate.validTo),
    certificatePem: certificate.toString(),
    privateKeyPem: null,
  };
}

function modeOf(kind: string): Mode {
  const mode = modes.find((one) => one.kind === kind);
  if (mode === undefined) throw new Error(`kind is "${kind}", expected ${modes.map((one) => one.kind).join(' or ')}`);
  return mode;
}

/**
 * Makes an account. Without a certificate of its own the caller gets one issued here, with its private key.
 * @throws Error naming what is wrong with the request
 */
export async function makeAccount(request: AccountRequest, tools: AccountTools): Promise<MadeAccount> {
  const { clock, random } = tools;
  const mode = modeOf(request.kind);
  if (!/^[0-9]{1,32}$/.test(request.number)) throw new Error(`number is "${request.number}", expected digits`);
  const now = clock.now();
  const span = { notBefore: now - day, notAfter: now + 5 * year };
  // An authority that signs this account's certificates and is then forgotten.
  const issuer = await issueCertificate({ subject: 'CN=Tuquan CA, O=Tuquan, C=CN', serialBytes: random(20), ...span });
  const issue = (commonName: string): Promise<IssuedCertificate> =>
    issueCertificate({ subject: `CN=${commonName}, O=Tuquan, C=CN`, serialBytes: random(20), issuer, ...span });

  const [client, platform, publicKey] = await Promise.all([
    request.certificatePem === undefined ? issue(request.number) : readClientCertificate(request.certificatePem),
    // Brands have public keys only: pay.weixin.qq.com/doc/brand/4015407582.
    mode.kind === 'partner' ? issue('Tuquan Platform') : null,
    newRsaKeyPair(),
  ]);
  // As the vendor numbers them: 33 digits made of the caller's number and the day of the application.
  const date = rfc3339(now).slice(0, 10).replaceAll('-', '');
  const publicKeyId = `PUB_KEY_ID_${`01${request.number.padStart(10, '0')}${date}00`.padEnd(33, digits(11, random)).slice(0, 33)}`;
  const apiKey = alphanumeric(32, random);
  const account: NewAccount = {
    id: uuid7(clock, random),
    kind: mode.kind,
    number: request.number,
    name: request.name,
    ...(request.logo === undefined ? {} : { logo: await tools.storeBlob(request.logo) }),
    clientKeys: [{ serial: client.serial, publicKeyPem: client.publicKeyPem, notAfter: client.notAfter }],
    serverKeys: [
      ...(platform === null ? [] : [{ ...platform, id: platform.serial, isDefault: true }]),
      {
        id: publicKeyId,
        privateKeyPem: publicKey.privateKeyPem,
        certificatePem: null,
        notBefore: null,
        notAfter: null,
        isDefault: platform === null,
      },
    ],
    secrets: { [envelopeKeyPurpose]: apiKey },
    brands: mode.kind === partnerMode.kind ? request.brands : [],
  };

  const brand = mode.kind === brandMode.kind;
  const stem = `wechatpay-${brand ? 'brand' : 'merchant'}`;
  const write = (name: string, content: string): Promise<string> => tools.writeFile(name, content);
  const clientFiles = {
    certificate: await write(`${stem}-certificate.pem`, client.certificatePem),
    key: client.privateKeyPem === null ? undefined : await write(`${stem}-key.pem`, client.privateKeyPem),
  };
  const section = brand
    ? {
        brandId: request.number,
        brandSerial: client.serial,
        brandPrivateKeyFile: clientFiles.key,
        brandCertificateFile: clientFiles.certificate,
        brandApiKey: apiKey,
        brandPublicKeyId: publicKeyId,
        brandPublicKeyFile: await write('wechatpay-brand-public-key.pem', publicKey.publicKeyPem),
      }
    : {
        mchid: request.number,
        merchantSerial: client.serial,
        merchantPrivateKeyFile: clientFiles.key,
        merchantCertificateFile: clientFiles.certificate,
        apiV3Key: apiKey,
        platformSerial: platform?.serial,
        platformCertificateFile: await write('wechatpay-platform-certificate.pem', platform?.certificatePem ?? ''),
        publicKeyId,
        publicKeyFile: await write('wechatpay-public-key.pem', publicKey.publicKeyPem),
      };
  return { account, section };
}
