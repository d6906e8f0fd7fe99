// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.
import type { LimitProfile } from '../room.js';
import { type Restrictions, readRestrictions } from './restrictions.js';

export interface WechatMpSettings {
  /** Serve /cv/img/superresolution; the vendor has taken it down and answers -1. TUQUAN_WECHAT_MP_SUPERRESOLUTION */
  readonly superresolution: boolean;
  /** Image calls (crop, codes, enlarge) per account and day; null = no limit. TUQUAN_WECHAT_MP_IMAGES_PER_DAY */
  readonly imagesPerDay: number | null;
  /** Image calls per account and second; null = no limit. TUQUAN_WECHAT_MP_IMAGES_PER_SECOND */
  readonly imagesPerSecond: number | null;
  /** Image calls an account has bought altogether; null = no package is counted. TUQUAN_WECHAT_MP_IMAGE_PACKAGE */
  readonly imagePackage: number | null;
  /** What single accounts may not do, by appid. TUQUAN_WECHAT_MP_RESTRICTIONS */
  readonly restrictions: Restrictions;
}

/** developers.weixin.qq.com Img_Proc page: free calls a day. Its rate per second is not published (POLICY). */
const official = { perDay: 100, perSecond: 10 };

function wholeOr(environment: NodeJS.ProcessEnv, key: string, fallback: number | null, why: string): number | null {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new Error(
    `${key}: expected a whole number from 0 to 999999999, got "${text}". ${why} See src/apis/wechat-mp/README.md.`,
  );
}

/** @throws Error naming key, value, what was expected and why */
export function readSettings(environment: NodeJS.ProcessEnv, limits: LimitProfile): WechatMpSettings {
  const enlarge = environment.TUQUAN_WECHAT_MP_SUPERRESOLUTION || '0';
  if (enlarge !== '0' && enlarge !== '1') {
    throw new Error(
      `TUQUAN_WECHAT_MP_SUPERRESOLUTION: expected 1 or 0, got "${enlarge}". It switches /cv/img/superresolution on, which ` +
        'the vendor has taken down. See src/apis/wechat-mp/README.md.',
    );
  }
  const perDay = limits === 'official' ? official.perDay : null;
  const perSecond = limits === 'official' ? official.perSecond : null;
  return {
    superresolution: enlarge === '1',
    imagesPerDay: wholeOr(environment, 'TUQUAN_WECHAT_MP_IMAGES_PER_DAY', perDay, 'More calls a day answer 45009.'),
    imagesPerSecond: wholeOr(
      environment,
      'TUQUAN_WECHAT_MP_IMAGES_PER_SECOND',
      perSecond,
      'More calls a second answer 45011.',
    ),
    imagePackage: wholeOr(environment, 'TUQUAN_WECHAT_MP_IMAGE_PACKAGE', null, 'Calls beyond it answer 101003.'),
    restrictions: readRestrictions('TUQUAN_WECHAT_MP_RESTRICTIONS', environment.TUQUAN_WECHAT_MP_RESTRICTIONS),
  };
}
