// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.
import { type PushMode, pushModes } from './push/modes.js';
import { type Restrictions, readRestrictions } from './restrictions.js';
import { readScriptAccounts, type ScriptAccounts } from './script/settings.js';

export interface WechatMpSettings {
  /** Serve /cv/img/superresolution; the vendor has taken it down and answers -1. TUQUAN_WECHAT_MP_SUPERRESOLUTION */
  readonly superresolution: boolean;
  /** Image calls (crop, codes, enlarge) per account and day; null = as the profile says. TUQUAN_WECHAT_MP_IMAGES_PER_DAY */
  readonly imagesPerDay: number | null;
  /** Image calls per account and second; null = as the profile says. TUQUAN_WECHAT_MP_IMAGES_PER_SECOND */
  readonly imagesPerSecond: number | null;
  /** Image calls an account has bought altogether; null = no package is counted. TUQUAN_WECHAT_MP_IMAGE_PACKAGE */
  readonly imagePackage: number | null;
  /** Seconds until a card sent to review is approved by itself; null = somebody decides. TUQUAN_WECHAT_MP_REVIEW */
  readonly reviewSeconds: number | null;
  /** Cards may have codes of the merchant's own; otherwise 43009. TUQUAN_WECHAT_MP_CUSTOM_CODES */
  readonly customCodes: boolean;
  /** Cards may have a button to pay with; otherwise 43008. TUQUAN_WECHAT_MP_PAY_RIGHT */
  readonly payRight: boolean;
  /** Cards may lead to a page of the merchant's own; otherwise 43012. TUQUAN_WECHAT_MP_CUSTOM_URLS */
  readonly customUrls: boolean;
  /** How events are written to accounts that have not chosen. TUQUAN_WECHAT_MP_PUSH_MODE */
  readonly pushMode: PushMode;
  /** Hosts that web sign-in may lead to outside the sandbox, besides this server's own. TUQUAN_WECHAT_MP_OAUTH_HOSTS */
  readonly oauthHosts: readonly string[];
  /** What single accounts may not do, by appid. TUQUAN_WECHAT_MP_RESTRICTIONS */
  readonly restrictions: Restrictions;
  /** Accounts whose pages use the vendor's script inside its app. TUQUAN_WECHAT_MP_SCRIPT */
  readonly scriptAccounts: ScriptAccounts;
}

function wholeOr(environment: NodeJS.ProcessEnv, key: string, fallback: number | null, why: string): number | null {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new Error(
    `${key}: expected a whole number from 0 to 999999999, got "${text}". ${why} See src/apis/wechat-mp/README.md.`,
  );
}

const wrong = (key: string, expected: string, got: string, why: string): Error =>
  new Error(`${key}: expected ${expected}, got "${got}". ${why} See src/apis/wechat-mp/README.md.`);

function flagOr(environment: NodeJS.ProcessEnv, key: string, fallback: '0' | '1', why: string): boolean {
  const text = environment[key] || fallback;
  if (text !== '0' && text !== '1') throw wrong(key, '1 or 0', text, why);
  return text === '1';
}

function reviewSecondsOf(environment: NodeJS.ProcessEnv, sandbox: boolean): number | null {
  const text = environment.TUQUAN_WECHAT_MP_REVIEW || (sandbox ? '0' : 'manual');
  if (text === 'manual') return null;
  if (/^[0-9]{1,7}$/.test(text)) return Number(text);
  throw wrong(
    'TUQUAN_WECHAT_MP_REVIEW',
    'manual or a whole number of seconds',
    text,
    'It says when a new card is approved by itself.',
  );
}

function pushModeOf(environment: NodeJS.ProcessEnv): PushMode {
  const text = environment.TUQUAN_WECHAT_MP_PUSH_MODE || 'plain';
  const mode = pushModes.get(text);
  if (mode !== undefined) return mode;
  const expected = `one of ${[...pushModes.keys()].join(', ')}`;
  throw wrong('TUQUAN_WECHAT_MP_PUSH_MODE', expected, text, 'It says how events are written.');
}

function oauthHostsOf(environment: NodeJS.ProcessEnv): string[] {
  const text = environment.TUQUAN_WECHAT_MP_OAUTH_HOSTS ?? '';
  const hosts = text.split(',').map((part) => part.trim().toLowerCase());
  const named = hosts.filter((host) => host !== '');
  if (named.every((host) => /^[a-z0-9.-]{1,253}$/.test(host))) return named;
  throw wrong('TUQUAN_WECHAT_MP_OAUTH_HOSTS', 'host names separated by commas', text, 'Web sign-in may lead there.');
}

/** @throws Error naming key, value, what was expected and why */
export function readSettings(environment: NodeJS.ProcessEnv, sandbox: boolean): WechatMpSettings {
  return {
    superresolution: flagOr(
      environment,
      'TUQUAN_WECHAT_MP_SUPERRESOLUTION',
      '0',
      'It switches /cv/img/superresolution on, which the vendor has taken down.',
    ),
    imagesPerDay: wholeOr(environment, 'TUQUAN_WECHAT_MP_IMAGES_PER_DAY', null, 'More calls a day answer 45009.'),
    imagesPerSecond: wholeOr(
      environment,
      'TUQUAN_WECHAT_MP_IMAGES_PER_SECOND',
      null,
      'More calls a second answer 45011.',
    ),
    imagePackage: wholeOr(environment, 'TUQUAN_WECHAT_MP_IMAGE_PACKAGE', null, 'Calls beyond it answer 101003.'),
    reviewSeconds: reviewSecondsOf(environment, sandbox),
    customCodes: flagOr(environment, 'TUQUAN_WECHAT_MP_CUSTOM_CODES', '1', 'It permits codes of the merchant’s own.'),
    payRight: flagOr(environment, 'TUQUAN_WECHAT_MP_PAY_RIGHT', '1', 'It permits a button to pay with.'),
    customUrls: flagOr(environment, 'TUQUAN_WECHAT_MP_CUSTOM_URLS', '1', 'It permits pages of the merchant’s own.'),
    pushMode: pushModeOf(environment),
    oauthHosts: oauthHostsOf(environment),
    restrictions: readRestrictions('TUQUAN_WECHAT_MP_RESTRICTIONS', environment.TUQUAN_WECHAT_MP_RESTRICTIONS),
    scriptAccounts: readScriptAccounts('TUQUAN_WECHAT_MP_SCRIPT', environment.TUQUAN_WECHAT_MP_SCRIPT),
  };
}
