import { createCanvas } from '@napi-rs/canvas';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { enlargeLuminance } from './back-projection.js';
import { cubicTaps, double, newPlane, type Plane } from './filters.js';
import { maxInputPixels, upscale } from './index.js';

/** Test pictures drawn here: edges at all angles, thin strokes, text, gradients, fine texture. */
function drawing(seed: number): Buffer {
  const canvas = createCanvas(480, 360);
  const pen = canvas.getContext('2d');
  const sky = pen.createLinearGradient(0, 0, 480, 360);
  sky.addColorStop(0, `hsl(${seed * 67}, 60%, 75%)`);
  sky.addColorStop(1, `hsl(${seed * 67 + 120}, 50%, 30%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 480, 360);
  for (let i = 0; i < 60; i++) {
    const angle = i * 2.4 + seed;
    pen.save();
    pen.translate(240 + 190 * Math.cos(angle * 1.7), 180 + 140 * Math.sin(angle * 2.3));
    pen.rotate(angle);
    pen.fillStyle = `hsl(${i * 37 + seed * 11}, 70%, ${20 + ((i * 13) % 60)}%)`;
    pen.fillRect(-22, -5, 44, 10);
    pen.strokeStyle = '#fff';
    pen.lineWidth = 1 + (i % 3);
    pen.beginPath();
    pen.arc(0, 0, 6 + (i % 17), 0, 5);
    pen.stroke();
    pen.restore();
  }
  pen.fillStyle = '#111';
  pen.font = '22px sans-serif';
  pen.fillText('Coupon 20% off, today only', 40, 60 + seed * 20);
  return canvas.toBuffer('image/png');
}

async function grey(png: Buffer): Promise<Plane> {
  const { data, info } = await sharp(png).greyscale().extractChannel(0).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, values: Float32Array.from(data) };
}

/** Three ways of making pictures small, all with sample centres that line up. */
const reductions: Readonly<Record<string, (large: Plane) => Promise<Plane>>> = {
  box: async ({ width, height, values }) => {
    const small = newPlane(width / 2, height / 2);
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) {
        const at = 2 * y * width + 2 * x;
        const sum = [at, at + 1, at + width, at + width + 1].reduce((total, i) => total + (values[i] ?? 0), 0);
        small.values[y * small.width + x] = Math.round(sum / 4);
      }
    }
    return small;
  },
  ...Object.fromEntries(
    (['cubic', 'lanczos3'] as const).map((kernel) => [
      kernel,
      async ({ width, height, values }: Plane): Promise<Plane> => {
        const data = await sharp(Uint8Array.from(values), { raw: { width, height, channels: 1 } })
          .resize(width / 2, height / 2, { kernel, fit: 'fill' })
          .extractChannel(0)
          .raw()
          .toBuffer();
        return { width: width / 2, height: height / 2, values: Float32Array.from(data) };
      },
    ]),
  ),
};

const shown = (value: number | undefined): number => Math.min(255, Math.max(0, Math.round(value ?? 0)));

function psnr(a: Plane, b: Plane): number {
  let sum = 0;
  for (let i = 0; i < a.values.length; i++) sum += (shown(a.values[i]) - (b.values[i] ?? 0)) ** 2;
  return 10 * Math.log10((255 * 255 * a.values.length) / sum);
}

/** Mean structural similarity over 8×8 windows (Wang et al. 2004). */
function ssim(a: Plane, b: Plane): number {
  let total = 0;
  let windows = 0;
  for (let y = 0; y + 8 <= a.height; y += 4) {
    for (let x = 0; x + 8 <= a.width; x += 4) {
      let [sa, sb, aa, bb, ab] = [0, 0, 0, 0, 0];
      for (let n = 0; n < 64; n++) {
        const at = (y + (n >> 3)) * a.width + x + (n & 7);
        const [p, q] = [shown(a.values[at]), b.values[at] ?? 0];
        sa += p / 64;
        sb += q / 64;
        aa += (p * p) / 64;
        bb += (q * q) / 64;
        ab += (p * q) / 64;
      }
      const [va, vb, cov] = [aa - sa * sa, bb - sb * sb, ab - sa * sb];
      total += ((2 * sa * sb + 6.5) * (2 * cov + 58.5)) / ((sa * sa + sb * sb + 6.5) * (va + vb + 58.5));
      windows += 1;
    }
  }
  return total / windows;
}

describe('enlarging twice', () => {
  it.each(Object.entries(reductions))(
    'restores what a %s reduction took better than bicubic',
    async (_name, reduce) => {
      for (const seed of [1, 2, 3]) {
        const truth = await grey(drawing(seed));
        const small = await reduce(truth);
        const [ours, bicubic] = [enlargeLuminance(small), double(small, cubicTaps)];
        expect(psnr(ours, truth)).toBeGreaterThan(psnr(bicubic, truth) + 0.4);
        expect(ssim(ours, truth)).toBeGreaterThan(ssim(bicubic, truth) + 0.005);
      }
    },
  );

  it('doubles both sides, upright, and keeps the colours', async () => {
    const image = await sharp(drawing(4))
      .resize(301, 203)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 95 })
      .toBuffer();
    const large = await upscale({ image });
    expect(large).toMatchObject({ format: 'jpeg', width: 406, height: 602 });
    const upright = await sharp(image).autoOrient().toBuffer();
    const [before, after] = await Promise.all([sharp(upright).stats(), sharp(large.bytes).stats()]);
    for (const c of [0, 1, 2]) {
      expect(Math.abs((before.channels[c]?.mean ?? 0) - (after.channels[c]?.mean ?? 99))).toBeLessThan(1.5);
    }
  });

  it('has no seams where its strips meet', async () => {
    const tall = await sharp(drawing(5)).resize(120, 900, { fit: 'fill' }).png().toBuffer();
    const whole = enlargeLuminance(await grey(tall));
    const made = await grey(Buffer.from((await upscale({ image: tall })).bytes));
    let worst = 0;
    // Luminance is rounded and clipped on its way through RGB; a seam would be far larger.
    for (let y = 2 * 192 - 3; y < 2 * 192 + 3; y++) {
      for (let x = 0; x < 240; x++)
        worst = Math.max(worst, Math.abs(shown(whole.values[y * 240 + x]) - (made.values[y * 240 + x] ?? 0)));
    }
    expect(worst).toBeLessThan(16);
  });

  it('keeps transparency', async () => {
    const image = await sharp({
      create: { width: 20, height: 10, channels: 4, background: { r: 200, g: 10, b: 10, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const large = await upscale({ image });
    expect(large.format).toBe('png');
    expect((await sharp(large.bytes).stats()).channels[3]?.mean).toBeCloseTo(128, 0);
  });

  it('makes a 2×2 picture of a single pixel', async () => {
    const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#336699' } })
      .png()
      .toBuffer();
    const large = await upscale({ image: dot });
    expect(large).toMatchObject({ width: 2, height: 2 });
    expect([...(await sharp(large.bytes).raw().toBuffer()).subarray(0, 3)]).toEqual([0x33, 0x66, 0x99]);
  });

  it('gives the same bytes for the same picture, stops when told, refuses pictures that are too large', async () => {
    const image = await sharp(drawing(6)).resize(200, 150).png().toBuffer();
    const [one, two] = [await upscale({ image }), await upscale({ image })];
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
    await expect(upscale({ image }, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    const side = Math.ceil(Math.sqrt(maxInputPixels)) + 1;
    const huge = await sharp({ create: { width: side, height: side, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(upscale({ image: huge })).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});
