import { describe, expect, it } from 'vitest';
import { profileOf, readSettings, SettingError } from './settings.js';

describe('settings', () => {
  it('have sensible values when nothing is set', () => {
    const settings = readSettings({}, {});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8620,
      tlsPort: 8643,
      sandbox: false,
      role: 'all',
      limits: 'seed',
    });
    expect(settings.engineThreads).toBeGreaterThanOrEqual(1);
    expect(settings.data.endsWith('/data')).toBe(true);
  });

  it('flags win over the environment, and an absent flag does not', () => {
    const environment = { TUQUAN_PORT: '1', TUQUAN_HOST: '0.0.0.0' };
    expect(readSettings({ TUQUAN_PORT: '2', TUQUAN_HOST: undefined }, environment)).toMatchObject({
      port: 2,
      host: '0.0.0.0',
    });
  });

  it.each([
    ['TUQUAN_PORT', '70000', 'a whole number from 0 to 65535'],
    ['TUQUAN_PORT', '12a', 'a whole number'],
    ['TUQUAN_ROLE', 'boss', 'one of all, api, worker'],
    ['TUQUAN_LIMITS', 'none', 'one of off, seed, official'],
    ['TUQUAN_SANDBOX', 'yes', '1 or 0'],
    ['TUQUAN_PUBLIC_URL', 'ftp://x', 'an address such as'],
    ['TUQUAN_PUBLIC_URL', `https://${'x'.repeat(134)}`, 'at most 141 characters'],
    ['TUQUAN_LOG', 'loud', 'one of debug'],
  ])('%s="%s" is refused with the key, the value and what was expected', (key, value, expected) => {
    expect(() => readSettings({}, { [key]: value })).toThrow(SettingError);
    expect(() => readSettings({}, { [key]: value })).toThrow(`${key} is "${value}", expected`);
    expect(() => readSettings({}, { [key]: value })).toThrow(expected);
  });

  it('an address of PostgreSQL selects it; one that is none is refused without being shown', () => {
    const url = 'postgres://user:secret@host/db';
    expect(readSettings({}, { TUQUAN_DATABASE_URL: url }).databaseUrl).toBe(url);
    expect(readSettings({}, {}).databaseUrl).toBeNull();
    expect(() => readSettings({}, { TUQUAN_DATABASE_URL: 'mysql://user:secret@host/db' })).toThrow(
      'TUQUAN_DATABASE_URL',
    );
    expect(() => readSettings({}, { TUQUAN_DATABASE_URL: 'mysql://user:secret@host/db' })).not.toThrow('secret');
    expect(JSON.stringify(profileOf(readSettings({}, { TUQUAN_DATABASE_URL: url })))).not.toContain('secret');
  });

  it('a public address loses the slash at its end', () => {
    expect(readSettings({}, { TUQUAN_PUBLIC_URL: 'https://p.example.com/' }).publicUrl).toBe('https://p.example.com');
  });

  it('the line printed at start holds the profile', () => {
    expect(profileOf(readSettings({}, {}))).toMatchObject({ database: 'sqlite', blobs: 'disk', role: 'all' });
  });
});
