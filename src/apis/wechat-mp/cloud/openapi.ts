// The image calls of a cloud function over HTTP: openapi.img.{aiCrop, scanQRCode, superresolution} with the names, shapes and
// errors of wx-server-sdk, for code that moves off cloud functions. Stands alone: uses fetch and nothing of this server.

/** `{ imgUrl }` or `{ img: { contentType, value } }`, as wx-server-sdk takes them. */
export type ImageInput =
  | { readonly imgUrl: string; readonly img?: undefined }
  | { readonly img: { readonly contentType: string; readonly value: Uint8Array }; readonly imgUrl?: undefined };

export interface AiCropResult {
  readonly errCode: 0;
  readonly errMsg: string;
  readonly results: readonly { cropLeft: number; cropTop: number; cropRight: number; cropBottom: number }[];
  readonly imgSize: { readonly w: number; readonly h: number };
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

export interface ScanQRCodeResult {
  readonly errCode: 0;
  readonly errMsg: string;
  readonly codeResults: readonly {
    readonly typeName: string;
    readonly data: string;
    readonly pos?: { leftTop: Corner; rightTop: Corner; rightBottom: Corner; leftBottom: Corner };
  }[];
  readonly imgSize: { readonly w: number; readonly h: number };
}

export interface SuperresolutionResult {
  readonly errCode: 0;
  readonly errMsg: string;
  readonly mediaId: string;
}

/** What the calls reject with. */
export class OpenapiError extends Error {
  override readonly name = 'OpenapiError';
  readonly errCode: number;
  readonly errMsg: string;

  constructor(errCode: number, errMsg: string) {
    super(errMsg);
    this.errCode = errCode;
    this.errMsg = errMsg;
  }
}

export interface Openapi {
  readonly img: {
    /** `ratios`: width ÷ height, up to five, as text (`1,2.35`) or as a list. */
    aiCrop(input: ImageInput & { readonly ratios?: string | readonly number[] }): Promise<AiCropResult>;
    scanQRCode(input: ImageInput): Promise<ScanQRCodeResult>;
    superresolution(input: ImageInput): Promise<SuperresolutionResult>;
  };
}

export interface OpenapiOptions {
  /** Where the server is, e.g. `http://127.0.0.1:8620`. */
  readonly baseUrl: string;
  readonly appid: string;
  readonly secret: string;
}

interface WireAnswer {
  readonly errcode?: number;
  readonly errmsg?: string;
  readonly access_token?: string;
}

/** Answers after which a fresh token is worth one more try. */
const tokenFaults: ReadonlySet<number | undefined> = new Set([40001, 40014, 42001]);

const camel = (key: string): string =>
  key === 'errcode'
    ? 'errCode'
    : key === 'errmsg'
      ? 'errMsg'
      : key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());

function camelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [camel(key), camelKeys(member)]));
}

/**
 * Makes the calls for one app. Tokens are fetched when first needed, kept, and renewed when they are refused.
 *
 * @example
 * const openapi = createOpenapi({ baseUrl: 'http://127.0.0.1:8620', appid, secret });
 * const { results } = await openapi.img.aiCrop({ img: { contentType: 'image/jpeg', value: bytes }, ratios: [1, 2.35] });
 */
export function createOpenapi({ baseUrl, appid, secret }: OpenapiOptions): Openapi {
  let token: Promise<string> | undefined;

  async function fetchToken(call: string): Promise<string> {
    const answer = await fetch(`${baseUrl}/cgi-bin/stable_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'client_credential', appid, secret }),
    });
    const body = (await answer.json()) as WireAnswer;
    if (body.access_token === undefined) throw failed(call, body);
    return body.access_token;
  }

  const failed = (call: string, { errcode, errmsg }: WireAnswer): OpenapiError =>
    new OpenapiError(errcode ?? -1, `openapi.img.${call}:fail ${errmsg ?? 'system error'}`);

  async function post(call: string, path: string, input: ImageInput, ratios: string): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      token ??= fetchToken(call);
      const current = token;
      const query = new URLSearchParams({
        access_token: await current.catch((error: unknown) => {
          if (token === current) token = undefined;
          throw error;
        }),
      });
      const form = new FormData();
      if (ratios !== '') form.set('ratios', ratios);
      if (input.img !== undefined) {
        const { value, contentType } = input.img;
        form.set('img', new Blob([new Uint8Array(value)], { type: contentType }), 'image');
      } else if (input.imgUrl !== undefined) {
        query.set('img_url', input.imgUrl);
      }
      // An empty form is not a body some servers take.
      const body = [...form.keys()].length > 0 ? { body: form } : {};
      const answer = await fetch(`${baseUrl}${path}?${query}`, { method: 'POST', ...body });
      const wire = (await answer.json()) as WireAnswer;
      if (wire.errcode === 0) return { ...(camelKeys(wire) as object), errMsg: `openapi.img.${call}:ok` };
      if (attempt > 1 || !tokenFaults.has(wire.errcode)) throw failed(call, wire);
      if (token === current) token = undefined;
    }
  }

  return {
    img: {
      aiCrop: async ({ ratios = '', ...input }) =>
        (await post(
          'aiCrop',
          '/cv/img/aicrop',
          input as ImageInput,
          typeof ratios === 'string' ? ratios : ratios.join(','),
        )) as AiCropResult,
      scanQRCode: async (input) => (await post('scanQRCode', '/cv/img/qrcode', input, '')) as ScanQRCodeResult,
      superresolution: async (input) =>
        (await post('superresolution', '/cv/img/superresolution', input, '')) as SuperresolutionResult,
    },
  };
}
