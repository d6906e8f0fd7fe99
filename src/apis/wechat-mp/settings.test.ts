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
    };
    expect(readSettings({}, 'off')).toEqual(free);
    expect(readSettings({}, 'seed')).toEqual(free);
    expect(readSettings({}, 'official')).toEqual({ ...free, imagesPerDay: 100, imagesPerSecond: 10 });
  });

  it('win over the profile', () => {
    const environment = { TUQUAN_WECHAT_MP_IMAGES_PER_DAY: '5', TUQUAN_WECHAT_MP_SUPERRESOLUTION: '1' };
    expect(readSettings(environment, 'official')).toMatchObject({ imagesPerDay: 5, superresolution: true });
  });

  it('that are wrong name key, value and what was expected', () => {
    expect(() => readSettings({ TUQUAN_WECHAT_MP_IMAGES_PER_DAY: 'many' }, 'off')).toThrow(
      /TUQUAN_WECHAT_MP_IMAGES_PER_DAY.*whole number.*"many"/,
    );
    expect(() => readSettings({ TUQUAN_WECHAT_MP_SUPERRESOLUTION: 'yes' }, 'off')).toThrow(
      /expected 1 or 0, got "yes"/,
    );
  });
});
