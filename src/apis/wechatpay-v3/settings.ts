// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.

export interface WechatPaySettings {
  /** Share (percent) of answers and callbacks that carry a wrong signature on purpose. TUQUAN_WECHATPAY_SIGNTEST_PERCENT */
  readonly signTestPercent: number;
  /** Event name of the callback: the page's enum says IMAGE_GENERATION, its sample SEND. TUQUAN_WECHATPAY_CALLBACK_EVENT */
  readonly callbackEvent: 'image-generation' | 'send';
  /** Factor on all callback retry delays; tests make it small. TUQUAN_WECHATPAY_RETRY_SCALE */
  readonly retryScale: number;
  /**
   * What signs callbacks, and answers to requests that name no key: some merchants have platform certificates, some the
   * vendor's public key. TUQUAN_WECHATPAY_SIGNS_WITH
   */
  readonly signsWith: 'certificate' | 'public-key';
}

function numberWithin(environment: NodeJS.ProcessEnv, key: string, fallback: number, max: number, why: string): number {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (/^[0-9.]+$/.test(text) && value >= 0 && value <= max) return value;
  throw new Error(
    `${key}: expected a number from 0 to ${max}, got "${text}". ${why} See src/apis/wechatpay-v3/README.md.`,
  );
}

/** @throws Error naming key, value, what was expected and why */
export function readSettings(environment: NodeJS.ProcessEnv): WechatPaySettings {
  const event = environment.TUQUAN_WECHATPAY_CALLBACK_EVENT || 'image-generation';
  if (event !== 'image-generation' && event !== 'send') {
    throw new Error(
      `TUQUAN_WECHATPAY_CALLBACK_EVENT: expected "image-generation" or "send", got "${event}". It is the event_type of ` +
        'callbacks; the vendor page prints one in its table and the other in its sample. See src/apis/wechatpay-v3/README.md.',
    );
  }
  const signsWith = environment.TUQUAN_WECHATPAY_SIGNS_WITH || 'certificate';
  if (signsWith !== 'certificate' && signsWith !== 'public-key') {
    throw new Error(
      `TUQUAN_WECHATPAY_SIGNS_WITH: expected "certificate" or "public-key", got "${signsWith}". It is what signs callbacks, and ` +
        'answers to requests that name no key. See src/apis/wechatpay-v3/README.md.',
    );
  }
  return {
    signsWith,
    signTestPercent: numberWithin(
      environment,
      'TUQUAN_WECHATPAY_SIGNTEST_PERCENT',
      0,
      100,
      'It is the share of answers and callbacks with a deliberately wrong signature.',
    ),
    callbackEvent: event,
    retryScale: numberWithin(
      environment,
      'TUQUAN_WECHATPAY_RETRY_SCALE',
      1,
      10,
      'All callback retry delays are multiplied by it.',
    ),
  };
}
