// Makes the photos in samples/ that are not photographs: 3D renders with alpha, set on drawn studio backdrops with contact
// shadow, reflection, light falloff and grain. Run by hand when the set changes; the results are committed.
// Needs: the unpacked npm package @lobehub/fluent-emoji-3d@1.1.0 (MIT) and coffee.png of scikit-image (CC0).
// usage: node scripts/make-samples.mjs FLUENT_ASSETS_FOLDER COFFEE_PNG
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const [assets, coffee] = process.argv.slice(2);
if (assets === undefined || coffee === undefined) {
  console.error('usage: node scripts/make-samples.mjs FLUENT_ASSETS_FOLDER COFFEE_PNG');
  process.exit(1);
}
const output = fileURLToPath(new URL('../samples/', import.meta.url));

/** A sweep: wall above, floor below, without an edge; light from the upper left. */
const sweep = (wall, floor) => (w, h) =>
  `
  <defs><linearGradient id="b" x1="0" y1="0" x2="0" y2="1">
    <stop offset="0" stop-color="${wall}"/><stop offset=".58" stop-color="${wall}"/><stop offset=".72" stop-color="${floor}"/><stop offset="1" stop-color="${floor}"/>
  </linearGradient>
  <radialGradient id="l" cx=".36" cy=".3" r=".85"><stop offset="0" stop-color="#fff" stop-opacity=".5"/><stop offset=".6" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".22"/></radialGradient></defs>
  <rect width="${w}" height="${h}" fill="url(#b)"/><rect width="${w}" height="${h}" fill="url(#l)"/>`;
const plain = (colour) => (w, h) => `<rect width="${w}" height="${h}" fill="${colour}"/>`;
const gradient = (from, to) => (w, h) =>
  `
  <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>
  <rect width="${w}" height="${h}" fill="url(#g)"/>`;
/** Boards with grain: noise stretched along the boards, seams between them. */
const wood = (w, h) => `
  <filter id="n" x="0" y="0" width="1" height="1"><feTurbulence type="fractalNoise" baseFrequency=".004 .09" numOctaves="4" seed="7"/>
  <feColorMatrix values="0 0 0 0 .16  0 0 0 0 .08  0 0 0 0 .03  .9 .6 0 0 -.42"/></filter>
  <rect width="${w}" height="${h}" fill="#b9824f"/><rect width="${w}" height="${h}" filter="url(#n)"/>
  ${[0.18, 0.43, 0.66, 0.88].map((y) => `<rect y="${h * y}" width="${w}" height="3" fill="#3d2210" opacity=".55"/>`).join('')}`;

const scenes = [
  {
    file: 'headphones',
    code: '1f3a7',
    width: 1200,
    height: 1200,
    subject: 0.56,
    backdrop: plain('#ffffff'),
    floor: true,
  },
  {
    file: 'handbag',
    code: '1f45c',
    width: 1200,
    height: 1200,
    subject: 0.58,
    backdrop: sweep('#efe7dd', '#ddd0c2'),
    floor: true,
  },
  {
    file: 'sneaker',
    code: '1f45f',
    width: 1500,
    height: 1125,
    subject: 0.5,
    backdrop: gradient('#9fd8ff', '#f7c6ff'),
    floor: true,
  },
  {
    file: 'lipstick',
    code: '1f484',
    width: 1000,
    height: 1333,
    subject: 0.6,
    backdrop: sweep('#f3c9cf', '#e5a9b3'),
    floor: true,
    orientation: 6,
  },
  { file: 'teddy-bear', code: '1f9f8', width: 1200, height: 1200, subject: 0.6, backdrop: wood, floor: false },
  {
    file: 'camera',
    code: '1f4f7',
    width: 1400,
    height: 1050,
    subject: 0.52,
    backdrop: sweep('#3d4653', '#2b323c'),
    floor: true,
  },
  {
    file: 'bubble-tea',
    code: '1f9cb',
    width: 1080,
    height: 1440,
    subject: 0.62,
    backdrop: sweep('#d7ecd9', '#bfdcc4'),
    floor: true,
  },
];

async function subjectPicture(code, edge) {
  const source = join(assets, `${code}.webp`);
  const picture = sharp(source)
    .trim()
    .resize(edge, edge, { fit: 'inside', kernel: 'lanczos3' })
    .sharpen({ sigma: 1.6, m1: 0.6, m2: 2.2 });
  const { data, info } = await picture.png().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** The subject's own outline in black, squeezed to the floor and blurred. */
async function shadow({ data, width, height }, squeeze, blur, strength) {
  const flat = Math.max(8, Math.round(height * squeeze));
  const alpha = await sharp(data).extractChannel(3).resize(width, flat, { fit: 'fill' }).raw().toBuffer();
  for (let at = 0; at < alpha.length; at += 1) alpha[at] *= strength;
  const pad = Math.ceil(blur * 3);
  return sharp({ create: { width, height: flat, channels: 3, background: '#000' } })
    .joinChannel(alpha, { raw: { width, height: flat, channels: 1 } })
    .extend({ top: pad, bottom: pad, left: pad, right: pad, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .blur(blur)
    .png()
    .toBuffer({ resolveWithObject: true })
    .then(({ data: bytes, info }) => ({ bytes, width: info.width, height: info.height, pad }));
}

async function reflection({ data, width, height }) {
  const part = Math.round(height * 0.22);
  // In two steps: within one pipeline the extraction would come before the flip.
  const flipped = await sharp(data).flip().png().toBuffer();
  const mirrored = await sharp(flipped).extract({ left: 0, top: 0, width, height: part }).blur(2.5).png().toBuffer();
  const fade = Buffer.from(
    `<svg width="${width}" height="${part}"><defs><linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity=".2"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient></defs><rect width="${width}" height="${part}" fill="url(#f)"/></svg>`,
  );
  return sharp(mirrored)
    .composite([{ input: fade, blend: 'dest-in' }])
    .png()
    .toBuffer();
}

/** Fine luminance noise as a sensor leaves it; a fixed generator, so that the files come out the same. */
function grain(width, height, strength) {
  const bytes = Buffer.alloc(width * height * 3);
  let state = 0x2545f491;
  for (let at = 0; at < bytes.length; at += 3) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.fill(128 + (((state >>> 16) & 0xff) / 255 - 0.5) * strength, at, at + 3);
  }
  return { input: bytes, raw: { width, height, channels: 3 }, blend: 'soft-light' };
}

for (const { file, code, width, height, subject, backdrop, floor, orientation } of scenes) {
  const edge = Math.round(Math.min(width, height) * subject);
  const cut = await subjectPicture(code, edge);
  const left = Math.round((width - cut.width) / 2);
  const bottom = Math.round(height * 0.5 + edge * 0.5 + height * 0.03);
  const top = bottom - cut.height;
  const soft = await shadow(cut, floor ? 0.2 : 0.3, edge * 0.055, floor ? 0.5 : 0.6);
  const contact = await shadow(cut, 0.045, edge * 0.012, 0.6);
  const under = ({ bytes, width: w, height: h, pad }, shift, rise) => ({
    input: bytes,
    left: Math.round((width - w) / 2 + shift),
    top: Math.round(bottom - (h - 2 * pad) * rise - pad),
  });
  const layers = [
    ...(floor ? [{ input: await reflection(cut), left, top: bottom - 2 }] : []),
    under(soft, edge * 0.04, 0.62),
    under(contact, 0, 0.72),
    { input: cut.data, left, top },
    grain(width, height, 26),
  ];
  const scene = await sharp(Buffer.from(`<svg width="${width}" height="${height}">${backdrop(width, height)}</svg>`))
    .removeAlpha()
    .composite(layers)
    .png()
    .toBuffer();
  let photo = sharp(scene);
  if (orientation === 6) {
    // As a phone held upright stores it: pixels lie on their side, a tag says how to turn them.
    photo = sharp(await photo.rotate(-90).png().toBuffer()).withMetadata({ orientation });
  }
  await photo.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toFile(join(output, `${file}.jpg`));
}
await sharp(coffee).jpeg({ quality: 92 }).toFile(join(output, 'coffee.jpg'));
