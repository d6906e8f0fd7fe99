// A merchant with approved cards on a test server, made through the wire interfaces.
// Must not touch pages.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../architecture/source-files.js';
import { ask, tokenOf, type WireAnswer } from '../conformance/wechat-mp/support/app-client.js';
import type { TestServer } from './server.js';

export interface Merchant {
  post(path: string, body: unknown): Promise<WireAnswer['json']>;
  get(path: string, query?: Record<string, string>): Promise<WireAnswer['json']>;
  /** The public address of a picture, uploaded. */
  upload(file: string): Promise<string>;
  /** A card's id; `change` replaces members of base_info, `special` those of its kind. */
  card(type: string, base: Record<string, unknown>, special: Record<string, unknown>): Promise<string>;
}

export async function merchantOf(server: TestServer): Promise<Merchant> {
  const token = await tokenOf(server);
  const at = (path: string, query: Record<string, string> = {}): string =>
    `${server.baseUrl}${path}?${new URLSearchParams({ access_token: token, ...query })}`;
  const post: Merchant['post'] = async (path, body) =>
    (await ask(at(path), { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) })).json;
  let logo: string | undefined;
  const upload: Merchant['upload'] = async (file) => {
    const form = new FormData();
    form.set('media', new Blob([new Uint8Array(await readFile(join(root, file)))]), 'picture.jpg');
    const { json } = await ask(at('/cgi-bin/media/uploadimg'), { method: 'POST', body: form });
    if (typeof json.url !== 'string') throw new Error(`no picture: ${JSON.stringify(json)}`);
    return json.url;
  };
  return {
    post,
    upload,
    get: async (path, query) => (await ask(at(path, query))).json,
    card: async (type, base, special) => {
      logo ??= await upload('assets/sandbox-logo.png');
      const { advanced_info, ...own } = special;
      const { json } = {
        json: await post('/card/create', {
          card: {
            card_type: type,
            [type.toLowerCase()]: {
              base_info: {
                logo_url: logo,
                code_type: 'CODE_TYPE_QRCODE',
                brand_name: '青禾茶铺',
                title: '券',
                color: 'Color010',
                notice: '结账时请出示此券',
                description: '每桌限用一张',
                date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
                sku: { quantity: 100 },
                ...base,
              },
              ...(advanced_info === undefined ? {} : { advanced_info }),
              ...own,
            },
          },
        }),
      };
      if (typeof json.card_id !== 'string') throw new Error(`no card: ${JSON.stringify(json)}`);
      return json.card_id;
    },
  };
}
