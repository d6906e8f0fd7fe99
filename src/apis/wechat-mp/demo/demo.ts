// This room's part of the demo: every photo is cropped to three shapes through the public call, and the windows drawn on it;
// then its offer becomes a card (cards.ts).
// Must not reach into the server; it speaks HTTP to it like everybody else.
import sharp from 'sharp';
import type { DemoTools, RoomDemo } from '../../room.js';
import { type AiCropResult, createOpenapi } from '../cloud/openapi.js';
import { cardDemo } from './cards.js';

/** Square, the header of an article, a portrait. */
const shapes = [
  { name: '1', ratio: 1, colour: '#ff3b30' },
  { name: '2.35', ratio: 2.35, colour: '#34c759' },
  { name: '3:4', ratio: 0.75, colour: '#0a84ff' },
] as const;
/** The call takes files smaller than 2M. */
const longestBytes = 2 * 1024 * 1024 - 1;
const reportSide = 1_080;

type Box = AiCropResult['results'][number];

const fitting = async (photo: Uint8Array): Promise<Uint8Array> =>
  photo.length <= longestBytes
    ? photo
    : sharp(photo).autoOrient().resize(2_048, 2_048, { fit: 'inside' }).jpeg({ quality: 85 }).toBuffer();

async function drawn(photo: Uint8Array, size: { w: number; h: number }, boxes: readonly Box[]): Promise<Uint8Array> {
  const scale = Math.min(1, reportSide / Math.max(size.w, size.h));
  const [width, height] = [Math.round(size.w * scale), Math.round(size.h * scale)];
  const stroke = Math.max(3, Math.round(Math.max(width, height) / 180));
  const lines = boxes.map((box, index) => {
    const { colour, name } = shapes[index] ?? shapes[0];
    const inset = stroke * (index + 0.5);
    const [x, y] = [box.cropLeft * scale + inset, box.cropTop * scale + inset];
    const w = (box.cropRight - box.cropLeft + 1) * scale - 2 * inset;
    const h = (box.cropBottom - box.cropTop + 1) * scale - 2 * inset;
    return (
      `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>` +
      `<rect x="${x}" y="${y}" width="${14 * name.length + 12}" height="26" fill="${colour}"/>` +
      `<text x="${x + 6}" y="${y + 19}" font-family="sans-serif" font-size="18" fill="#fff">${name}</text>`
    );
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${lines.join('')}</svg>`;
  const base = await sharp(photo).autoOrient().resize(width, height, { fit: 'fill' }).toBuffer();
  return sharp(base)
    .composite([{ input: Buffer.from(svg) }])
    .jpeg({ quality: 88 })
    .toBuffer();
}

export const demo: RoomDemo = async (tools: DemoTools) => {
  const { baseUrl, section } = tools;
  const showCards = await cardDemo(tools);
  const openapi = createOpenapi({ baseUrl, appid: String(section.appid), secret: String(section.secret) });
  return async (album) => {
    const began = performance.now();
    const value = await fitting(album.photo);
    const ratios = shapes.map(({ ratio }) => ratio);
    const answer = await openapi.img.aiCrop({ img: { contentType: 'image/jpeg', value }, ratios });
    const { results, imgSize } = answer;
    if (results.length !== shapes.length) throw new Error(`${results.length} windows for ${shapes.length} ratios`);
    const ms = Math.round(performance.now() - began);
    const windows = results.map((box, index) => [
      `ratios ${shapes[index]?.name}`,
      `${box.cropLeft},${box.cropTop} – ${box.cropRight},${box.cropBottom}`,
    ]);
    await album.add({
      title: '智能裁剪 · aicrop',
      facts: { img_size: `${imgSize.w}×${imgSize.h}`, ...Object.fromEntries(windows), ms },
      picture: { file: 'crops.jpg', bytes: await drawn(value, imgSize, results) },
    });
    await showCards(album);
  };
};
