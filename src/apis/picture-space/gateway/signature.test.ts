import { describe, expect, it } from 'vitest';
import { isSigned, signatureOf } from './signature.js';

const secret = 'helloworld';
const parameters = (sign_method: string): Map<string, string> =>
  new Map([
    ['sign_method', sign_method],
    ['app_key', '12345678'],
    ['format', 'json'],
    ['method', 'taobao.picture.category.get'],
    ['picture_category_name', '宝贝图片'],
    ['session', 'test-session'],
    ['timestamp', '2024-01-15 16:30:00'],
    ['v', '2.0'],
  ]);

describe('the gateway’s signature', () => {
  it.each([
    ['md5', '635E90A02736CCD7EFF12A2F24D84898'],
    ['hmac', 'D177B7678BE3CB92B021780C501451E8'],
    ['hmac-sha256', '0978C79EF66F8AFCFFA669C082CDA8B950B28467B6B2E621A28E3B64F6DF1130'],
  ])('by %s is the known one', (method, expected) => {
    expect(signatureOf(parameters(method), secret, method)).toBe(expected);
    expect(isSigned(parameters(method).set('sign', expected), secret, method)).toBe(true);
    expect(isSigned(parameters(method).set('sign', expected).set('v', '2.1'), secret, method)).toBe(false);
    expect(isSigned(parameters(method).set('sign', expected), 'other', method)).toBe(false);
  });

  it('may leave out empty values as Java libraries do, keep them as PHP does, and skip values that begin with @', () => {
    const sent = parameters('md5').set('title', '').set('new_name', '@home');
    const kinds = [
      () => true,
      (value: string) => value !== '',
      (value: string) => !value.startsWith('@'),
      (value: string) => value !== '' && !value.startsWith('@'),
    ];
    const signatures = kinds.map((keep) => signatureOf(sent, secret, 'md5', keep));
    expect(new Set(signatures).size).toBe(4);
    for (const sign of signatures) expect(isSigned(new Map(sent).set('sign', sign), secret, 'md5')).toBe(true);
    expect(isSigned(new Map(sent).set('sign', 'x'), secret, 'md5')).toBe(false);
  });
});
