import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from './certificates.js';

describe('certificates', () => {
  it('an authority issues a server certificate that Node verifies, with a serial of 40 digits', async () => {
    const span = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2036, 0, 1) };
    const ca = await issueCertificate({ subject: 'CN=Test CA', serialBytes: randomBytes(20), ...span });
    const leaf = await issueCertificate({
      subject: 'CN=localhost, O=Test',
      serialBytes: Buffer.alloc(20, 0xff),
      hosts: ['localhost', '127.0.0.1', '::1'],
      issuer: ca,
      ...span,
    });
    const parsed = new X509Certificate(leaf.certificatePem);
    expect(parsed.serialNumber).toBe(leaf.serial);
    expect(leaf.serial).toMatch(/^[0-9A-F]{40}$/);
    expect(parsed.verify(new X509Certificate(ca.certificatePem).publicKey)).toBe(true);
    expect(parsed.checkHost('localhost')).toBe('localhost');
    expect(parsed.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(parsed.ca).toBe(false);
    expect(parsed.checkPrivateKey(createPrivateKey(leaf.privateKeyPem))).toBe(true);
  });
});
