import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

describe('settings', () => {
  it('have defaults that change nothing', () => {
    expect(readSettings({})).toEqual({
      signsWith: 'certificate',
      signTestPercent: 0,
      callbackEvent: 'image-generation',
      retryScale: 1,
    });
  });

  it('are read from the environment', () => {
    expect(
      readSettings({
        TUQUAN_WECHATPAY_SIGNTEST_PERCENT: '2.5',
        TUQUAN_WECHATPAY_CALLBACK_EVENT: 'send',
        TUQUAN_WECHATPAY_RETRY_SCALE: '0.001',
        TUQUAN_WECHATPAY_SIGNS_WITH: 'public-key',
      }),
    ).toEqual({ signsWith: 'public-key', signTestPercent: 2.5, callbackEvent: 'send', retryScale: 0.001 });
  });

  it.each([
    ['TUQUAN_WECHATPAY_SIGNTEST_PERCENT', '101'],
    ['TUQUAN_WECHATPAY_SIGNTEST_PERCENT', 'all'],
    ['TUQUAN_WECHATPAY_RETRY_SCALE', '-1'],
    ['TUQUAN_WECHATPAY_CALLBACK_EVENT', 'SEND'],
    ['TUQUAN_WECHATPAY_SIGNS_WITH', 'publickey'],
  ])('%s=%s is refused with the key, the value and what was expected', (key, value) => {
    expect(() => readSettings({ [key]: value })).toThrow(new RegExp(`^${key}: expected .*"${value}"`));
  });
});
