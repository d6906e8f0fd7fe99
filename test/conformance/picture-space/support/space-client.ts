// A bare client of the picture space: multipart uploads as Node writes them, and plain calls.
// Must not know what the answers should be.
import sharp from 'sharp';
import type { TestServer } from '../../../support/server.js';

export interface ToolAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: {
    readonly code: number;
    readonly msg: string;
    readonly msec: number;
    readonly time: number;
    readonly data: Record<string, unknown> | null;
  };
}

export interface WirePicture {
  readonly picture_id: number;
  readonly picture_category_id: number;
  readonly picture_path: string;
  readonly title: string;
  readonly sizes: number;
  readonly pixel: string;
  readonly status: string;
  readonly deleted: string;
  readonly created: string;
  readonly modified: string;
  readonly client_type: string;
}

export const pictureOf = (answer: ToolAnswer): WirePicture =>
  (answer.json.data as { picture_upload_response: { picture: WirePicture } }).picture_upload_response.picture;

export type Fields = Readonly<Record<string, string>>;

export interface SpaceClient {
  /** Whatever is given goes over the default fields; null leaves the field out. */
  upload(
    bytes: Uint8Array | null,
    fields?: Readonly<Record<string, string | null>>,
    token?: string | null,
  ): Promise<ToolAnswer>;
  /** An operation below `/tool/erps/tbpicture`. */
  call(path: string, fields?: Fields, token?: string): Promise<ToolAnswer>;
}

export async function answerOf(response: Response): Promise<ToolAnswer> {
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as ToolAnswer['json'] };
}

export function spaceClient(server: Pick<TestServer, 'baseUrl' | 'sandbox'>): SpaceClient {
  const { accessToken, shopId } = server.sandbox.pictureSpace;
  const url = `${server.baseUrl}/tool/erps/tbpicture`;
  return {
    upload: async (bytes, fields = {}, token = accessToken) => {
      const form = new FormData();
      const all: Record<string, string | null> = {
        shop_id: shopId,
        picture_category_id: '0',
        image_input_title: 'Bule.jpg',
        vvtype: '2',
        ...fields,
      };
      for (const [name, value] of Object.entries(all)) if (value !== null) form.set(name, value);
      if (bytes !== null) form.set('img', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), 'x.bin');
      const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
      return answerOf(await fetch(url, { method: 'POST', headers, body: form }));
    },
    call: async (path, fields = {}, token = accessToken) =>
      answerOf(
        await fetch(`${url}/${path}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}` },
          body: new URLSearchParams({ shop_id: shopId, ...fields }),
        }),
      ),
  };
}

let made = 0;

/** A picture no other call of this function makes. */
export async function picture(
  options: {
    width?: number;
    height?: number;
    format?: 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff';
    orientation?: number;
  } = {},
): Promise<Buffer> {
  const { width = 64, height = 48, format = 'jpeg', orientation } = options;
  made += 1;
  const svg =
    `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/>` +
    `<circle cx="${(made * 7) % width}" cy="${(made * 3) % height}" r="${Math.min(width, height) / 3}" fill="hsl(${(made * 37) % 360},80%,40%)"/>` +
    `<text x="2" y="14" font-size="12">${made}</text></svg>`;
  const drawn = sharp(Buffer.from(svg));
  return (orientation === undefined ? drawn : drawn.withMetadata({ orientation })).toFormat(format).toBuffer();
}
