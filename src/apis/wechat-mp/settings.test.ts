import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('leave the limits to the profile unless told otherwise', () => {
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
      customUrls: true,
      pushMode: { seal: 'plain', format: 'xml' },
      oauthHosts: [],
    };
    expect(readSettings({}, false)).toEqual({ ...free, ...cards });
  });

  it('win over the profile', () => {
    const environment = { TUQUAN_WECHAT_MP_IMAGES_PER_DAY: '5', TUQUAN_WECHAT_MP_SUPERRESOLUTION: '1' };
    expect(readSettings(environment, false)).toMatchObject({ imagesPerDay: 5, superresolution: true });
  });

  it('let a sandbox approve cards at once, and everybody else decide, unless told otherwise', () => {
    expect(readSettings({}, true).reviewSeconds).toBe(0);
    for (const [text, seconds] of [
      ['manual', null],
      ['90', 90],
    ] as const) {
      expect(readSettings({ TUQUAN_WECHAT_MP_REVIEW: text }, true).reviewSeconds).toBe(seconds);
    }
    expect(readSettings({ TUQUAN_WECHAT_MP_PUSH_MODE: 'safe+json' }, false).pushMode).toEqual({
      seal: 'safe',
      format: 'json',
    });
    expect(() => readSettings({ TUQUAN_WECHAT_MP_REVIEW: 'soon' }, false)).toThrow(/REVIEW.*manual.*"soon"/);
    expect(() => readSettings({ TUQUAN_WECHAT_MP_PUSH_MODE: 'aes' }, false)).toThrow(/compatible.*"aes"/);
  });

  it('that are wrong name key, value and what was expected', () => {
    expect(() => readSettings({ TUQUAN_WECHAT_MP_IMAGES_PER_DAY: 'many' }, false)).toThrow(
      /TUQUAN_WECHAT_MP_IMAGES_PER_DAY.*whole number.*"many"/,
    );
    expect(() => readSettings({ TUQUAN_WECHAT_MP_SUPERRESOLUTION: 'yes' }, false)).toThrow(
      /expected 1 or 0, got "yes"/,
    );
  });
});
