import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('give points to spend in sandbox mode only', () => {
    expect(readSettings({}, true)).toMatchObject({ points: 4, openingPoints: 1_000_000_000, requireVvtype: true });
    expect(readSettings({}, false).openingPoints).toBe(0);
    expect(readSettings({ TUQUAN_PICTURE_SPACE_OPENING_POINTS: '9' }, false).openingPoints).toBe(9);
  });

  it('that are wrong name key, value and what was expected', () => {
    expect(() => readSettings({ TUQUAN_PICTURE_SPACE_POINTS: '-1' }, false)).toThrow(
      /TUQUAN_PICTURE_SPACE_POINTS.*whole number.*"-1"/,
    );
    expect(() => readSettings({ TUQUAN_PICTURE_SPACE_VERBOSE: 'yes' }, false)).toThrow(/expected 1 or 0, got "yes"/);
  });
});
