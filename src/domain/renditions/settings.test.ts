import { describe, expect, it } from 'vitest';
import { readRenditionSettings } from './settings.js';

describe('settings of derived pictures', () => {
  it('have sensible values when nothing is set, and take what is', () => {
    expect(readRenditionSettings({})).toMatchObject({ cacheBytes: 2 ** 30, waiting: 64, sizes: null, negotiate: true });
    const set = readRenditionSettings({
      TUQUAN_RENDITIONS_MEGABYTES: '0',
      TUQUAN_RENDITIONS_AT_ONCE: '3',
      TUQUAN_RENDITIONS_SIZES: '90x90, 200x200',
      TUQUAN_RENDITIONS_NEGOTIATE: '0',
    });
    expect(set).toMatchObject({ cacheBytes: 0, atOnce: 3, negotiate: false, sizes: new Set(['90x90', '200x200']) });
  });

  it.each([
    ['TUQUAN_RENDITIONS_MEGABYTES', '-1'],
    ['TUQUAN_RENDITIONS_AT_ONCE', '0'],
    ['TUQUAN_RENDITIONS_WAITING', 'many'],
    ['TUQUAN_RENDITIONS_SIZES', '90'],
    ['TUQUAN_RENDITIONS_NEGOTIATE', 'yes'],
  ])('refuse %s=%s with the key and what was expected', (key, value) => {
    expect(() => readRenditionSettings({ [key]: value })).toThrow(
      new RegExp(`${key} is "${value}", expected .+docs/renditions`),
    );
  });
});
