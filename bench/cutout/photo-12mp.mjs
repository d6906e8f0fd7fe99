// A 12-megapixel product photo made on the spot: a mug with an open handle on a lit sweep, with a camera's grain.
import sharp from 'sharp';

/** @returns {Promise<Buffer>} JPEG, 4000×3000 */
export async function photo12mp() {
  const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="3000">
    <defs>
      <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c9c2b8"/><stop offset=".62" stop-color="#e6e0d6"/><stop offset="1" stop-color="#b3a998"/></linearGradient>
      <linearGradient id="body" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#7a1f1c"/><stop offset=".35" stop-color="#e2594c"/><stop offset=".6" stop-color="#c43a32"/><stop offset="1" stop-color="#64130f"/></linearGradient>
      <filter id="soft"><feGaussianBlur stdDeviation="45"/></filter>
    </defs>
    <rect width="4000" height="3000" fill="url(#wall)"/>
    <ellipse cx="2000" cy="2420" rx="980" ry="120" fill="#3b3127" opacity=".55" filter="url(#soft)"/>
    <path d="M2580 1150c620-60 620 860-60 860v-190c420 0 400-520 60-480z" fill="#a52d27"/>
    <path d="M1280 800h1320l-90 1480q-20 140-170 150h-800q-150-10-170-150z" fill="url(#body)"/>
    <ellipse cx="1940" cy="800" rx="660" ry="110" fill="#f2b8ae"/><ellipse cx="1940" cy="812" rx="600" ry="86" fill="#3a1a12"/>
  </svg>`;
  const grain = { width: 4000, height: 3000, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 10 } };
  return sharp(Buffer.from(scene))
    .removeAlpha()
    .composite([{ input: await sharp({ create: grain }).png({ compressionLevel: 0 }).toBuffer(), blend: 'soft-light' }])
    .jpeg({ quality: 90 })
    .toBuffer();
}
