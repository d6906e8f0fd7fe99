// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.

export type OperationName = 'submit' | 'query';

/** A further address of an operation. */
export interface Alias {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operation: OperationName;
}

export interface AiPaintingSettings {
  /** TUQUAN_AI_PAINTING_ALIASES: `POST /txt2img=submit, POST /getImg=query` */
  readonly aliases: readonly Alias[];
  /** Calls per key and second; null = as the profile of limits says. TUQUAN_AI_PAINTING_PER_SECOND */
  readonly perSecond: number | null;
  /** Accept `X-Apig-AppCode`. TUQUAN_AI_PAINTING_APPCODE */
  readonly appCode: boolean;
  /** Refuse AppCodes over plain http. TUQUAN_AI_PAINTING_HTTPS_ONLY */
  readonly httpsOnly: boolean;
  /** Accept `appId`, `timestamp`, `sign` as parameters, as the seller's own address does. TUQUAN_AI_PAINTING_SELLER_SIGN */
  readonly sellerSign: boolean;
  /** Accept `X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD`. TUQUAN_AI_PAINTING_UNSIGNED_PAYLOAD */
  readonly unsignedPayload: boolean;
  /** Name the wrong parameter behind 参数错误. TUQUAN_AI_PAINTING_DETAIL */
  readonly detail: boolean;
  /** Add `waiting` to the answer about a task that is not finished. TUQUAN_AI_PAINTING_WAITING */
  readonly waiting: boolean;
  /** Leave calm space for words. TUQUAN_AI_PAINTING_COMPOSITION */
  readonly composition: 'plain' | 'marketing';
}

function wrong(key: string, value: string, expected: string): Error {
  return new Error(`${key}: expected ${expected}, got "${value}". See src/apis/ai-painting/README.md.`);
}

function flag(environment: NodeJS.ProcessEnv, key: string, fallback: boolean): boolean {
  const text = environment[key] || (fallback ? '1' : '0');
  if (text !== '0' && text !== '1') throw wrong(key, text, '1 or 0');
  return text === '1';
}

function aliasesOf(environment: NodeJS.ProcessEnv): Alias[] {
  const key = 'TUQUAN_AI_PAINTING_ALIASES';
  const items = (environment[key] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  return items.map((item) => {
    const match = /^(GET|POST) (\/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])\/?=(submit|query)$/.exec(item);
    if (match === null) throw wrong(key, item, 'items such as POST /txt2img=submit');
    const [, method, path = '', operation] = match;
    return { method: method as Alias['method'], path, operation: operation as OperationName };
  });
}

/** @throws Error naming key, value and what was expected */
export function readSettings(environment: NodeJS.ProcessEnv): AiPaintingSettings {
  const rate = environment.TUQUAN_AI_PAINTING_PER_SECOND;
  if (rate && !/^[1-9][0-9]{0,5}$/.test(rate)) {
    throw wrong('TUQUAN_AI_PAINTING_PER_SECOND', rate, 'a whole number from 1 to 999999');
  }
  const composition = environment.TUQUAN_AI_PAINTING_COMPOSITION || 'plain';
  if (composition !== 'plain' && composition !== 'marketing') {
    throw wrong('TUQUAN_AI_PAINTING_COMPOSITION', composition, 'plain or marketing');
  }
  return {
    aliases: aliasesOf(environment),
    perSecond: rate ? Number(rate) : null,
    appCode: flag(environment, 'TUQUAN_AI_PAINTING_APPCODE', true),
    httpsOnly: flag(environment, 'TUQUAN_AI_PAINTING_HTTPS_ONLY', false),
    sellerSign: flag(environment, 'TUQUAN_AI_PAINTING_SELLER_SIGN', false),
    unsignedPayload: flag(environment, 'TUQUAN_AI_PAINTING_UNSIGNED_PAYLOAD', false),
    detail: flag(environment, 'TUQUAN_AI_PAINTING_DETAIL', false),
    waiting: flag(environment, 'TUQUAN_AI_PAINTING_WAITING', false),
    composition,
  };
}
