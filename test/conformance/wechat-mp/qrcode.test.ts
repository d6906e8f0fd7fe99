import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, type WriterOptions, writeBarcode } from 'zxing-wasm/writer';
import { createOpenapi } from '../../../src/apis/wechat-mp/cloud/openapi.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { ask, form, tokenOf } from './support/app-client.js';
import { photo } from './support/photos.js';

let server: TestServer;
let token: string;
/** The documentation's picture: 1000×900, a QR code at (585,378) and a bar code. */
let page: Buffer;

async function draw(format: NonNullable<WriterOptions['format']>, text: string, side: number): Promise<Buffer> {
  const { svg } = await writeBarcode(text, { format, scale: 4, addQuietZones: false });
  return sharp(Buffer.from(svg), { density: 300 }).flatten({ background: '#fff' }).resize(side).png().toBuffer();
}

beforeAll(async () => {
  const program = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm')));
  const wasmBinary = program.buffer.slice(program.byteOffset, program.byteOffset + program.byteLength) as ArrayBuffer;
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  page = await sharp({ create: { width: 1000, height: 900, channels: 3, background: '#fff' } })
    .composite([
      { input: await draw('QRCode', 'https://www.qq.com', 243), left: 585, top: 378 },
      { input: await draw('EAN13', '5906789678957', 300), left: 80, top: 660 },
      { input: await draw('DataMatrix', 'matrix', 200), left: 80, top: 80 },
      { input: await draw('PDF417', 'pdf', 400), left: 500, top: 60 },
    ])
    .png()
    .toBuffer();
  server = await startTestServer();
  token = await tokenOf(server);
});
afterAll(() => server.close());

const post = (bytes: Buffer, name = 'img') =>
  ask(`${server.baseUrl}/cv/img/qrcode?access_token=${token}`, { method: 'POST', body: form({}, { name, bytes }) });

interface Code {
  type_name: string;
  data: string;
  pos?: Record<'left_top' | 'right_top' | 'right_bottom' | 'left_bottom', { x: number; y: number }>;
}

describe('POST /cv/img/qrcode', () => {
  it('answers every code with its ZXing name, places for QR and DataMatrix only', async () => {
    const { json } = await post(page);
    expect(Object.keys(json)).toEqual(['errcode', 'errmsg', 'code_results', 'img_size']);
    expect(json).toMatchObject({ errcode: 0, errmsg: 'ok', img_size: { w: 1000, h: 900 } });
    const codes = json.code_results as Code[];
    const of = (name: string) => codes.find(({ type_name }) => type_name === name);
    expect(codes).toHaveLength(4);
    expect(of('QR_CODE')?.data).toBe('https://www.qq.com');
    expect(of('EAN_13')).toEqual({ type_name: 'EAN_13', data: '5906789678957' });
    expect(of('PDF_417')).toEqual({ type_name: 'PDF_417', data: 'pdf' });
    expect(of('DATA_MATRIX')?.pos).toBeDefined();
    const wanted = { left_top: [585, 378], right_top: [828, 378], right_bottom: [828, 621], left_bottom: [585, 621] };
    const pos = of('QR_CODE')?.pos;
    for (const [corner, [x = 0, y = 0]] of Object.entries(wanted)) {
      const found = pos?.[corner as keyof typeof wanted] ?? { x: -99, y: -99 };
      expect(Math.abs(found.x - x)).toBeLessThanOrEqual(3);
      expect(Math.abs(found.y - y)).toBeLessThanOrEqual(3);
      expect(Number.isInteger(found.x) && Number.isInteger(found.y)).toBe(true);
    }
  });

  it('takes the file under WxJava’s name, and answers the same', async () => {
    expect((await post(page, 'file')).text).toBe((await post(page)).text);
  });

  it('answers an empty list for a picture without a code', async () => {
    const { json } = await post(await photo());
    expect(json).toMatchObject({ errcode: 0, code_results: [], img_size: { w: 966, h: 728 } });
  });

  it('refuses what is no picture, and a call without one', async () => {
    expect((await post(Buffer.from('no picture at all'))).json.errcode).toBe(101002);
    const empty = await ask(`${server.baseUrl}/cv/img/qrcode?access_token=${token}`, { method: 'POST' });
    expect(empty.json.errcode).toBe(41005);
  });

  it('is scanQRCode in the cloud form', async () => {
    const openapi = createOpenapi({ baseUrl: server.baseUrl, ...server.sandbox.wechatMp });
    const found = await openapi.img.scanQRCode({ img: { contentType: 'image/png', value: page } });
    expect(found).toMatchObject({ errCode: 0, errMsg: 'openapi.img.scanQRCode:ok', imgSize: { w: 1000, h: 900 } });
    const qr = found.codeResults.find(({ typeName }) => typeName === 'QR_CODE');
    expect(Object.keys(qr?.pos ?? {})).toEqual(['leftTop', 'rightTop', 'rightBottom', 'leftBottom']);
  });
});
