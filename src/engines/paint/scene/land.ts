// Land: mountain ridges, hills, trees, grass, dunes, snow. Must not know which place they make up.

import { css, darken, lighten, mix, type Rgb, rgb } from './colour.js';
import { lineNoise } from './noise.js';
import { type Pen, ramp } from './picture.js';
import type { Stage } from './stage.js';

/** Colours of growing things by season. */
export function greens(stage: Stage): { grass: Rgb; leaf: Rgb; far: Rgb } {
  const { season, night, weather } = stage.air;
  let [grass, leaf, far] = (
    {
      spring: [rgb('#8fcf5a'), rgb('#6fbf52'), rgb('#9ccb96')],
      summer: [rgb('#5fb548'), rgb('#3c9545'), rgb('#6fae8c')],
      autumn: [rgb('#d2ad4c'), rgb('#d9822b'), rgb('#c9a06a')],
      winter: [rgb('#e9f0f7'), rgb('#7f9fa8'), rgb('#b9cddd')],
    } as const
  )[season ?? 'summer'] as readonly [Rgb, Rgb, Rgb];
  if (weather === 'snow') [grass, leaf, far] = [rgb('#edf3f9'), rgb('#8aa7b2'), rgb('#c3d3e0')];
  if (night)
    return {
      grass: mix(grass, rgb('#0f2140'), 0.68),
      leaf: mix(leaf, rgb('#0b1a38'), 0.7),
      far: mix(far, rgb('#1a2c58'), 0.65),
    };
  const tint = stage.air.tint;
  const lit = (c: Rgb): Rgb => [(c[0] * tint[0]) / 255, (c[1] * tint[1]) / 255, (c[2] * tint[2]) / 255];
  return { grass: lit(grass), leaf: lit(leaf), far: lit(far) };
}

/**
 * A mountain range across the picture with lit and shaded faces.
 * @param base foot of the range, @param rise height of the peaks, both parts of the picture's height
 */
export function ridge(
  stage: Stage,
  base: number,
  rise: number,
  depth: number,
  tone: Rgb,
  options: { peaks?: number; snow?: boolean; named?: boolean; soft?: boolean } = {},
): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const noise = lineNoise(random);
  const peaks = options.peaks ?? 3;
  const shift = random() * 50;
  const step = 6 * unit;
  const line: number[] = [];
  for (let x = 0; x <= width + step; x += step) {
    const n = noise(shift + (x / width) * peaks);
    const sharp = options.soft ? (n + 1) / 2 : 1 - Math.abs(n) * 1.15;
    line.push(height * (base - rise * Math.max(0.06, sharp)));
  }
  const lit = lighten(mix(tone, air.light, 0.25), 0.12);
  const dark = mix(darken(tone, 0.22), air.shadow, 0.22);
  picture.layer(
    depth,
    (pen) => {
      const path = (): void => {
        pen.beginPath();
        pen.moveTo(0, height);
        line.forEach((y, i) => {
          pen.lineTo(i * step, y);
        });
        pen.lineTo(width, height);
        pen.closePath();
      };
      path();
      pen.fillStyle = ramp(pen, 0, height * (base - rise), 0, height * base, [
        css(tone),
        css(mix(tone, air.haze, 0.55)),
      ]);
      pen.fill();
      if (options.soft) return;
      pen.save();
      path();
      pen.clip();
      // Faces: from each local peak a shaded flank falls away from the light.
      const away = air.lightX < 0.5 ? 1 : -1;
      for (let i = 2; i < line.length - 2; i++) {
        const y = line[i] ?? 0;
        const before = line[i - 2] ?? y;
        const after = line[i + 2] ?? y;
        if (y > before || y > after || (y === before && y === after)) continue;
        const tall = height * base - y;
        if (tall < height * rise * 0.18) continue;
        const x = i * step;
        const jag = (side: number): void => {
          pen.beginPath();
          pen.moveTo(x, y - unit);
          const steps = 7;
          let zig = 0;
          for (let k = 1; k <= steps; k++) {
            zig = (random() - 0.45) * tall * 0.12;
            pen.lineTo(x + side * (k / steps) * tall * 0.18 + zig, y + (k / steps) * tall);
          }
          pen.lineTo(x + side * tall * 1.3, y + tall);
          pen.closePath();
        };
        jag(away);
        pen.fillStyle = css(dark, 0.42);
        pen.fill();
        jag(-away);
        pen.fillStyle = css(lit, 0.22);
        pen.fill();
        if (options.snow) {
          const cap = tall * (0.34 + random() * 0.14);
          for (const side of [-1, 1]) {
            pen.beginPath();
            pen.moveTo(x, y - 2 * unit);
            pen.lineTo(x + side * cap * 0.75, y + cap * 0.9);
            for (let k = 5; k >= 0; k--)
              pen.lineTo(x + side * cap * 0.75 * (k / 6), y + cap * (k % 2 ? 0.62 : 1.02) * (0.86 + random() * 0.2));
            pen.closePath();
            pen.fillStyle = css(
              mix(
                side === away ? mix(rgb('#b9cbe6'), air.shadow, air.night ? 0.4 : 0.12) : rgb('#ffffff'),
                air.tint,
                0.35,
              ),
              0.96,
            );
            pen.fill();
          }
        }
      }
      pen.fillStyle = ramp(pen, 0, height * (base - rise * 0.45), 0, height * base, [
        css(air.haze, 0),
        css(air.haze, 0.62),
      ]);
      pen.fillRect(0, 0, width, height);
      pen.restore();
    },
    options.named ?? false,
  );
}

/** Ground from a gently waved line down to the lower edge. */
export function ground(
  stage: Stage,
  top: number,
  far: Rgb,
  near: Rgb,
  options: { depth?: number; wave?: number } = {},
): void {
  const { picture, random } = stage;
  const { width, height } = picture;
  const noise = lineNoise(random);
  const wave = options.wave ?? 0.015;
  picture.layer({ top: height * top, far: options.depth ?? 200, near: 10 }, (pen) => {
    pen.beginPath();
    pen.moveTo(0, height);
    for (let i = 0; i <= 60; i++) pen.lineTo((i / 60) * width, height * (top + noise((i / 60) * 2.2) * wave));
    pen.lineTo(width, height);
    pen.closePath();
    pen.fillStyle = ramp(pen, 0, height * top, 0, height, [
      css(far),
      css(mix(far, near, 0.6)),
      css(near),
      css(darken(near, 0.12)),
    ]);
    pen.fill();
  });
}

/** Short strokes that make a plain ground a meadow, bigger towards the viewer. */
export function meadowTexture(stage: Stage, top: number, tone: Rgb, flowers: readonly Rgb[] = []): void {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 900; i++) {
      const t = random() ** 0.7;
      const y = height * (top + 0.02 + (1 - top) * t);
      const tall = (3 + t * 20) * unit;
      pen.strokeStyle = css(
        random() < 0.5 ? lighten(tone, 0.1 + random() * 0.22) : darken(tone, 0.08 + random() * 0.18),
        0.5,
      );
      pen.lineWidth = (0.8 + t * 2) * unit;
      const x = random() * width;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.quadraticCurveTo(x, y - tall * 0.6, x + (random() - 0.4) * tall, y - tall);
      pen.stroke();
    }
    if (flowers.length > 0) {
      for (let i = 0; i < 170; i++) {
        const t = random() ** 0.8;
        const y = height * (top + 0.03 + (0.97 - top) * t);
        const r = (1.6 + t * 7) * unit;
        bloom(pen, random() * width, y, r, flowers[i % flowers.length] ?? [255, 255, 255]);
      }
    }
  });
}

/** A small five-petalled flower. */
export function bloom(pen: Pen, x: number, y: number, r: number, tone: Rgb): void {
  pen.fillStyle = css(tone);
  for (let k = 0; k < 5; k++) {
    pen.beginPath();
    pen.arc(x + Math.cos(k * 1.257) * r * 0.62, y + Math.sin(k * 1.257) * r * 0.62, r * 0.55, 0, 7);
    pen.fill();
  }
  pen.fillStyle = '#ffd95e';
  pen.beginPath();
  pen.arc(x, y, r * 0.38, 0, 7);
  pen.fill();
}

/** A broad-leaved tree: trunk and clusters of leaves, lit from the light's side. */
export function leafTree(
  pen: Pen,
  x: number,
  foot: number,
  tall: number,
  leaf: Rgb,
  trunk: Rgb,
  light: number,
  random: () => number,
): void {
  pen.strokeStyle = css(trunk);
  pen.lineCap = 'round';
  pen.lineWidth = tall * 0.07;
  pen.beginPath();
  pen.moveTo(x, foot);
  pen.quadraticCurveTo(x + tall * 0.02, foot - tall * 0.3, x - tall * 0.01, foot - tall * 0.55);
  pen.stroke();
  pen.lineWidth = tall * 0.03;
  for (const side of [-1, 1]) {
    pen.beginPath();
    pen.moveTo(x, foot - tall * 0.36);
    pen.quadraticCurveTo(x + side * tall * 0.1, foot - tall * 0.5, x + side * tall * 0.2, foot - tall * 0.6);
    pen.stroke();
  }
  for (const [tone, dx, dy, scale] of [
    [darken(leaf, 0.3), 0, 0.03, 1.06],
    [leaf, 0, 0, 1],
    [lighten(leaf, 0.24), (light - 0.5) * 0.16, -0.06, 0.68],
  ] as const) {
    pen.fillStyle = css(tone);
    for (let i = 0; i < 15; i++) {
      const angle = (i / 15) * 6.283 + random();
      const reach = tall * 0.25 * scale * Math.sqrt(random());
      const r = tall * (0.07 + random() * 0.06) * scale;
      pen.beginPath();
      pen.ellipse(
        x + dx * tall + Math.cos(angle) * reach * 1.15,
        foot - tall * 0.68 + dy * tall + Math.sin(angle) * reach * 0.92,
        r * 1.15,
        r,
        0,
        0,
        7,
      );
      pen.fill();
    }
  }
}

/** A conifer of stacked skirts, with snow on them if wanted. */
export function conifer(
  pen: Pen,
  x: number,
  foot: number,
  tall: number,
  tone: Rgb,
  snow: boolean,
  random: () => number,
): void {
  pen.fillStyle = css(darken(mix(tone, [90, 60, 40], 0.6), 0.2));
  pen.fillRect(x - tall * 0.025, foot - tall * 0.14, tall * 0.05, tall * 0.14);
  const skirts = 6;
  for (let i = 0; i < skirts; i++) {
    const t = i / skirts;
    const y = foot - tall * (0.1 + t * 0.72);
    const half = tall * 0.25 * (1 - t * 0.82);
    const drop = tall * 0.24;
    const path = (s: number): void => {
      pen.beginPath();
      pen.moveTo(x, y - drop);
      for (let k = 0; k <= 6; k++) {
        const u = -1 + (k / 6) * 2;
        pen.lineTo(
          x + u * half * s,
          y +
            (k % 2 ? -1 : 1) * tall * 0.014 +
            (1 - Math.abs(u)) * tall * 0.02 -
            (1 - s) * drop * 0.5 +
            random() * tall * 0.008,
        );
      }
      pen.closePath();
    };
    path(1);
    pen.fillStyle = ramp(pen, x - half, y, x + half, y, [css(lighten(tone, 0.14)), css(tone), css(darken(tone, 0.32))]);
    pen.fill();
    if (snow) {
      path(0.78);
      pen.fillStyle = 'rgba(246,250,255,.86)';
      pen.fill();
    }
  }
}

/** A line of far trees. */
export function treeLine(
  stage: Stage,
  foot: number,
  tall: number,
  depth: number,
  tone: Rgb,
  kind: 'leaf' | 'conifer',
  count: number,
  snow = false,
): void {
  const { picture, random, air } = stage;
  const { width, height } = picture;
  picture.layer(depth, (pen) => {
    for (let i = 0; i < count; i++) {
      const x = ((i + random()) / count) * width;
      const size = height * tall * (0.7 + random() * 0.5);
      const y = height * (foot + (random() - 0.5) * 0.012);
      if (kind === 'conifer') conifer(pen, x, y, size, mix(tone, darken(tone, 0.3), random() * 0.5), snow, random);
      else
        leafTree(
          pen,
          x,
          y,
          size,
          mix(tone, lighten(tone, 0.2), random() * 0.6),
          darken(mix(tone, [80, 56, 40], 0.6), 0.25),
          air.lightX,
          random,
        );
    }
  });
}

/** Blades of grass rising from a line near the lower edge: the nearest layer, in front of feet. */
export function grassEdge(
  stage: Stage,
  x0: number,
  x1: number,
  y: number,
  tall: number,
  tone: Rgb,
  depth: number,
): void {
  const { picture, random } = stage;
  const count = Math.max(6, Math.round(((x1 - x0) / picture.unit) * 0.16));
  picture.layer(depth, (pen) => {
    for (let i = 0; i < count; i++) {
      const x = x0 + ((i + random()) / count) * (x1 - x0);
      const h = tall * (0.45 + random() * 0.75);
      const lean = (random() - 0.45) * h * 0.7;
      const w = Math.max(1.2, tall * 0.07);
      pen.fillStyle = css(random() < 0.4 ? lighten(tone, random() * 0.25) : darken(tone, random() * 0.25));
      pen.beginPath();
      pen.moveTo(x - w, y + tall * 0.1);
      pen.quadraticCurveTo(x - w * 0.4, y - h * 0.55, x + lean, y - h);
      pen.quadraticCurveTo(x + w * 0.9, y - h * 0.5, x + w, y + tall * 0.1);
      pen.fill();
    }
  });
}
