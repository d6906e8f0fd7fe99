import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('take the vendor’s limits from the official profile only', () => {
    const free = {
      superresolution: false,
      imagesPerDay: null,
      imagesPerSecond: null,
      imagePackage: null,
      restrictions: new Map(),
      scriptAccounts: new Map(),
    };
    const cards = {
      reviewSeconds: null,
      customCodes: true,
      payRight: true,
      pushMode: { seal: 'plain', format: 'xml' },
      oauthHosts: [],
    };
    expect(readSettings({}, 'off', false)).toEqual({ ...free, ...cards });
    expect(readSettings({}, 'seed', false)).toMatchObject(free);
    expect(readSettings({}, 'official', false)).toMatchObject({ ...free, imagesPerDay: 100, imagesPerSecond: 10 });
  });

  it('win over the profile', () => {
    const environment = { TUQUAN_WECHAT_MP_IMAGES_PER_DAY: '5', TUQUAN_WECHAT_MP_SUPERRESOLUTION: '1' };
    expect(readSettings(environment, 'official', false)).toMatchObject({ imagesPerDay: 5, superresolution: true });
  });

  it('let a sandbox approve cards at once, and everybody else decide, unless told otherwise', () => {
    expect(readSettings({}, 'off', true).reviewSeconds).toBe(0);
    for (const [text, seconds] of [
      ['manual', null],
      ['90', 90],
    ] as const) {
      expect(readSettings({ TUQUAN_WECHAT_MP_REVIEW: text }, 'off', true).reviewSeconds).toBe(seconds);
    }
    expect(readSettings({ TUQUAN_WECHAT_MP_PUSH_MODE: 'safe+json' }, 'off', false).pushMode).toEqual({
      seal: 'safe',
      format: 'json',
    });
    expect(() => readSettings({ TUQUAN_WECHAT_MP_REVIEW: 'soon' }, 'off', false)).toThrow(/REVIEW.*manual.*"soon"/);
    expect(() => readSettings({ TUQUAN_WECHAT_MP_PUSH_MODE: 'aes' }, 'off', false)).toThrow(/compatible.*"aes"/);
  });

  it('that are wrong name key, value and what was expected', () => {
    expect(() => readSettings({ TUQUAN_WECHAT_MP_IMAGES_PER_DAY: 'many' }, 'off', false)).toThrow(
      /TUQUAN_WECHAT_MP_IMAGES_PER_DAY.*whole number.*"many"/,
    );
    expect(() => readSettings({ TUQUAN_WECHAT_MP_SUPERRESOLUTION: 'yes' }, 'off', false)).toThrow(
      /expected 1 or 0, got "yes"/,
    );
  });
});
