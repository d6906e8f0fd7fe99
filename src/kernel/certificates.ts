// Makes RSA keys and X.509 certificates: a small authority of our own and what it issues.
// Must not decide who gets one; loads the certificate library only when something is really issued.
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

export interface IssuedCertificate {
  /** PKCS#8 PEM. */
  readonly privateKeyPem: string;
  /** SubjectPublicKeyInfo PEM. */
  readonly publicKeyPem: string;
  readonly certificatePem: string;
  /** 40 upper-case hexadecimal digits. */
  readonly serial: string;
  /** ms, UTC. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface CertificateRequest {
  /** Distinguished name, e.g. `CN=…, O=…, C=CN`. */
  readonly subject: string;
  /** 20 bytes; the first bit is cleared so that the number is positive. */
  readonly serialBytes: Buffer;
  readonly notBefore: number;
  readonly notAfter: number;
  /** DNS names and IP addresses, for servers. */
  readonly hosts?: readonly string[];
  /** Who signs; without it the certificate signs itself and is an authority. */
  readonly issuer?: { readonly certificatePem: string; readonly privateKeyPem: string };
}

export interface BareKeyPair {
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
}

const pems = (pair: { privateKey: KeyObject; publicKey: KeyObject }): BareKeyPair => ({
  privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
});

/** A fresh RSA key pair of 2,048 bits. */
export async function newRsaKeyPair(): Promise<BareKeyPair> {
  return pems(await generate('rsa', { modulusLength: 2048, publicExponent: 0x10001 }));
}

/** Makes a key pair and a certificate for it, signed with SHA-256. */
export async function issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
  await import('reflect-metadata'); // the certificate library refuses to load without it
  const x509 = await import('@peculiar/x509');
  const { webcrypto } = await import('node:crypto');
  const provider = webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0];
  x509.cryptoProvider.set(provider);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
  const pair = await newRsaKeyPair();
  const der = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const importPrivate = (pem: string) => webcrypto.subtle.importKey('pkcs8', der(pem), algorithm, false, ['sign']);
  const publicKey = await webcrypto.subtle.importKey('spki', der(pair.publicKeyPem), algorithm, true, ['verify']);
  const serialBytes = Buffer.from(request.serialBytes);
  // Always 40 digits: the top nibble is 4 to 7.
  serialBytes[0] = ((serialBytes[0] ?? 0) & 0x3f) | 0x40;
  const serial = serialBytes.toString('hex');
  const authority = request.issuer === undefined;
  const issuer = request.issuer ? new x509.X509Certificate(request.issuer.certificatePem) : undefined;
  const extensions = [
    new x509.BasicConstraintsExtension(authority, undefined, true),
    new x509.KeyUsagesExtension(
      authority
        ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature
        : x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
      true,
    ),
    await x509.SubjectKeyIdentifierExtension.create(publicKey as never),
    ...(issuer ? [await x509.AuthorityKeyIdentifierExtension.create(issuer)] : []),
    ...(request.hosts
      ? [
          new x509.SubjectAlternativeNameExtension(
            request.hosts.map((value) => ({
              type: /^[0-9.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const),
              value,
            })),
          ),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        ]
      : []),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: request.subject,
    issuer: issuer?.subject ?? request.subject,
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    publicKey: publicKey as never,
    signingKey: (await importPrivate(request.issuer?.privateKeyPem ?? pair.privateKeyPem)) as never,
    signingAlgorithm: algorithm,
    extensions,
  });
  return {
    ...pair,
    certificatePem: `${certificate.toString('pem')}\n`,
    serial: serial.toUpperCase(),
    notBefore: request.notBefore,
    notAfter: request.notAfter,
  };
}
