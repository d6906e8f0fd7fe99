// Built things seen from afar: skylines, the Great Wall, bridges. Must not know the place they stand in.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { halo, type Pen, ramp } from '../picture.js';
import type { Stage } from '../stage.js';

/** One tower with rows of windows, lit at night. */
export function tower(
  pen: Pen,
  x: number,
  foot: number,
  wide: number,
  tall: number,
  tone: Rgb,
  night: boolean,
  unit: number,
  random: () => number,
): void {
  const top = foot - tall;
  pen.fillStyle = ramp(pen, x, 0, x + wide, 0, [css(lighten(tone, 0.16)), css(tone), css(darken(tone, 0.24))]);
  const kind = Math.floor(random() * 5);
  pen.beginPath();
  pen.moveTo(x, foot);
  pen.lineTo(x, top + (kind === 1 ? wide * 0.4 : 0));
  if (kind === 0) {
    pen.lineTo(x + wide * 0.35, top);
    pen.lineTo(x + wide * 0.5, top - wide * 0.9);
    pen.lineTo(x + wide * 0.65, top);
  } else if (kind === 1) pen.lineTo(x + wide, top);
  else if (kind === 2) pen.quadraticCurveTo(x + wide / 2, top - wide * 0.6, x + wide, top);
  else if (kind === 3) {
    pen.lineTo(x + wide * 0.2, top);
    pen.lineTo(x + wide * 0.2, top - wide * 0.3);
    pen.lineTo(x + wide * 0.8, top - wide * 0.3);
    pen.lineTo(x + wide * 0.8, top);
  }
  pen.lineTo(x + wide, top);
  pen.lineTo(x + wide, foot);
  pen.fill();
  const cell = Math.max(4 * unit, wide / 7);
  for (let wy = top + cell; wy < foot - cell; wy += cell * 1.25) {
    for (let wx = x + cell * 0.7; wx < x + wide - cell * 0.8; wx += cell * 1.1) {
      if (random() < (night ? 0.45 : 0.12)) continue;
      pen.fillStyle = night
        ? random() < 0.75
          ? 'rgba(255,214,130,.9)'
          : 'rgba(140,220,255,.85)'
        : css(lighten(tone, 0.5), 0.55);
      pen.fillRect(wx, wy, cell * 0.62, cell * 0.66);
    }
  }
}

/** A row of towers standing on `base`, the highest `rise` of the picture's height. */
export function skyline(stage: Stage, base: number, rise: number, named: boolean): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  for (const [depth, scale, fade] of [
    [220, 1, 0.62],
    [200, 0.78, 0.34],
  ] as const) {
    const tone = mix(
      air.night ? rgb('#1b2a5e') : air.warmth > 0.4 ? rgb('#7d6a94') : rgb('#7f9dc0'),
      air.haze,
      fade * (air.night ? 0.5 : 1),
    );
    picture.layer(
      depth,
      (pen) => {
        for (let x = -20 * unit; x < width; ) {
          const wide = (46 + random() * 62) * unit;
          const middle = 1 - Math.abs(x / width - 0.5) * 0.7;
          tower(
            pen,
            x,
            height * base,
            wide,
            height * rise * scale * middle * (0.35 + random() * 0.65),
            mix(tone, lighten(tone, 0.25), random() * 0.7),
            air.night,
            unit,
            random,
          );
          x += wide * (0.9 + random() * 0.5);
        }
      },
      named,
    );
  }
  if (air.night)
    picture.glow((pen) =>
      halo(pen, width / 2, height * base, width * 0.6, 'rgba(255,170,110,.25)', 'rgba(255,140,90,0)'),
    );
}

/** The Great Wall along a ridge, with watchtowers, coming towards the viewer. */
export function greatWall(stage: Stage, base: number): void {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const stone = multiply(air.night ? rgb('#58618f') : rgb('#c9b18a'), air.tint);
  // Way of the wall: x, y in parts of the picture, and its height; far to near.
  const way = [
    [0.98, -0.185, 12],
    [0.9, -0.2, 14],
    [0.82, -0.165, 17],
    [0.72, -0.175, 21],
    [0.63, -0.12, 26],
    [0.52, -0.135, 32],
    [0.43, -0.075, 40],
    [0.31, -0.085, 50],
    [0.2, -0.01, 64],
    [0.08, 0.0, 82],
    [-0.06, 0.06, 104],
  ] as const;
  const point = (i: number): readonly [number, number, number] => {
    const [x, y, h] = way[i] ?? [0, 0, 10];
    return [width * x, height * (base + y * 1.25), h * 1.3 * unit];
  };
  picture.layer(190, (pen) => {
    // The slope it runs along.
    const hill = mix(
      multiply(rgb(air.season === 'autumn' ? '#a9853f' : air.season === 'winter' ? '#dfe8f0' : '#5f9450'), air.tint),
      air.night ? rgb('#14254e') : air.haze,
      air.night ? 0.6 : 0.22,
    );
    pen.beginPath();
    pen.moveTo(width * 1.05, height * (base + 0.1));
    way.forEach((_, i) => {
      const [x, y] = point(i);
      pen.lineTo(x, y + 4 * unit);
    });
    pen.lineTo(-width * 0.1, height * (base + 0.14));
    pen.fillStyle = ramp(pen, 0, height * (base - 0.2), 0, height * (base + 0.1), [
      css(mix(hill, air.haze, 0.4)),
      css(hill),
      css(darken(hill, 0.2)),
    ]);
    pen.fill();
  });
  picture.layer(
    170,
    (pen) => {
      for (let i = 0; i < way.length - 1; i++) {
        const [x0, y0, h0] = point(i);
        const [x1, y1, h1] = point(i + 1);
        const tone = i % 2 ? stone : darken(stone, 0.13);
        pen.fillStyle = ramp(pen, 0, Math.min(y0, y1) - h1, 0, Math.max(y0, y1), [
          css(lighten(tone, 0.15)),
          css(darken(tone, 0.25)),
        ]);
        pen.beginPath();
        pen.moveTo(x0, y0);
        pen.lineTo(x0, y0 - h0);
        pen.lineTo(x1, y1 - h1);
        pen.lineTo(x1, y1);
        pen.fill();
        // Top path and battlements.
        pen.fillStyle = css(lighten(stone, 0.3));
        const teeth = 8;
        for (let k = 0; k < teeth; k += 1) {
          const t = k / teeth;
          const x = x0 + (x1 - x0) * t;
          const h = h0 + (h1 - h0) * t;
          const y = y0 + (y1 - y0) * t - h;
          const w = Math.abs(x1 - x0) / teeth;
          pen.fillRect(x - w, y - h * 0.2, w * 0.6, h * 0.24);
        }
      }
      for (const i of [1, 3, 5, 7, 9]) {
        const [x, y, h] = point(i);
        const w = h * 1.5;
        const top = y - h * 2.1;
        pen.fillStyle = ramp(
          pen,
          x - w / 2,
          0,
          x + w / 2,
          0,
          air.lightX < 0.5
            ? [css(lighten(stone, 0.25)), css(darken(stone, 0.3))]
            : [css(darken(stone, 0.3)), css(lighten(stone, 0.25))],
        );
        pen.fillRect(x - w / 2, top, w, y - top + h * 0.2);
        pen.fillStyle = css(lighten(stone, 0.32));
        pen.fillRect(x - w * 0.56, top - h * 0.1, w * 1.12, h * 0.2);
        for (let k = 0; k < 5; k++)
          pen.fillRect(x - w * 0.56 + (k * w * 1.12) / 4.5, top - h * 0.32, w * 0.14, h * 0.26);
        pen.fillStyle = css(air.night ? rgb('#ffcf7a') : darken(stone, 0.7));
        for (const dx of [-0.24, 0.24]) {
          pen.beginPath();
          pen.arc(x + dx * w, top + h * 0.62, w * 0.1, Math.PI, 0);
          pen.rect(x + dx * w - w * 0.1, top + h * 0.62, w * 0.2, h * 0.3);
          pen.fill();
        }
      }
    },
    true,
  );
}

/** A stone bridge with a round arch, its mirror below making the circle whole where there is water. */
export function archBridge(stage: Stage, base: number, named: boolean): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const stone = multiply(air.night ? rgb('#6b739c') : rgb('#cfc8ba'), air.tint);
  const x = width * 0.5;
  const half = 300 * unit;
  const foot = height * base;
  const rise = 190 * unit;
  picture.layer(
    150,
    (pen) => {
      const deck = (): void => {
        pen.beginPath();
        pen.moveTo(x - half, foot);
        pen.bezierCurveTo(x - half * 0.55, foot - rise * 0.35, x - half * 0.35, foot - rise, x, foot - rise);
        pen.bezierCurveTo(x + half * 0.35, foot - rise, x + half * 0.55, foot - rise * 0.35, x + half, foot);
        pen.closePath();
      };
      deck();
      pen.arc(x, foot, 112 * unit, 0, Math.PI, true);
      pen.fillStyle = ramp(
        pen,
        x - half,
        foot - rise,
        x + half,
        foot,
        air.lightX < 0.5
          ? [css(lighten(stone, 0.3)), css(darken(stone, 0.28))]
          : [css(darken(stone, 0.2)), css(lighten(stone, 0.25))],
      );
      pen.fill('evenodd');
      pen.save();
      pen.clip('evenodd');
      pen.strokeStyle = css(darken(stone, 0.35), 0.4);
      pen.lineWidth = 1.6 * unit;
      for (let row = 0; row < 12; row++) {
        const y = foot - row * 17 * unit;
        pen.beginPath();
        pen.moveTo(x - half, y);
        pen.lineTo(x + half, y);
        pen.stroke();
        for (let k = 0; k < 26; k++) {
          const jx = x - half + (k + (row % 2) * 0.5 + random() * 0.2) * 24 * unit;
          pen.beginPath();
          pen.moveTo(jx, y);
          pen.lineTo(jx, y - 17 * unit);
          pen.stroke();
        }
      }
      pen.restore();
      // The arch's voussoirs, and the balustrade.
      pen.strokeStyle = css(lighten(stone, 0.35));
      pen.lineWidth = 11 * unit;
      pen.beginPath();
      pen.arc(x, foot, 116 * unit, Math.PI, 0);
      pen.stroke();
      const rail = (t: number): readonly [number, number] => {
        const s = 1 - t;
        const px =
          s ** 3 * (x - half) +
          3 * s * s * t * (x - half * 0.5) +
          3 * s * t * t * (x + half * 0.5) +
          t ** 3 * (x + half);
        const py = foot - rise * 1.04 * Math.sin(Math.PI * t) ** 1.25;
        return [px, py];
      };
      pen.strokeStyle = css(lighten(stone, 0.42));
      for (const lift of [0, 30]) {
        pen.lineWidth = (lift ? 7 : 10) * unit;
        pen.beginPath();
        for (let i = 0; i <= 40; i++) {
          const [px, py] = rail(i / 40);
          pen.lineTo(px, py - lift * unit);
        }
        pen.stroke();
      }
      for (let i = 1; i < 20; i++) {
        const [px, py] = rail(i / 20);
        pen.fillStyle = css(lighten(stone, i % 2 ? 0.3 : 0.5));
        pen.fillRect(px - 4 * unit, py - 38 * unit, 8 * unit, 40 * unit);
      }
    },
    named,
  );
}

/** A cable bridge crossing the picture. */
export function suspensionBridge(stage: Stage, base: number): void {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const steel = multiply(air.night ? rgb('#8d7bb0') : rgb('#d9573f'), air.tint);
  const y = height * base;
  picture.layer(
    185,
    (pen) => {
      pen.strokeStyle = css(steel);
      const top = y - 210 * unit;
      const piers = [0.26, 0.74];
      pen.lineWidth = 3 * unit;
      for (let i = 0; i <= 60; i++) {
        const px = i / 60;
        const between = px > 0.26 && px < 0.74;
        const t = between ? (px - 0.5) / 0.24 : px <= 0.26 ? 1 - (0.26 - px) / 0.26 : 1 - (px - 0.74) / 0.26;
        const cy = between ? y - 30 * unit - (y - 30 * unit - top) * t * t : y - (y - top) * Math.max(0, t);
        pen.globalAlpha = 0.7;
        pen.beginPath();
        pen.moveTo(px * width, cy);
        pen.lineTo(px * width, y);
        pen.stroke();
      }
      pen.globalAlpha = 1;
      pen.lineWidth = 7 * unit;
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width * 0.26, top);
      pen.quadraticCurveTo(width * 0.5, y * 2 - 60 * unit - top, width * 0.74, top);
      pen.lineTo(width, y);
      pen.stroke();
      pen.fillStyle = css(darken(steel, 0.15));
      pen.fillRect(0, y - 8 * unit, width, 20 * unit);
      for (const pier of piers) {
        pen.fillStyle = ramp(pen, pier * width - 16 * unit, 0, pier * width + 16 * unit, 0, [
          css(lighten(steel, 0.2)),
          css(darken(steel, 0.3)),
        ]);
        pen.fillRect(pier * width - 15 * unit, top - 14 * unit, 11 * unit, y - top + 90 * unit);
        pen.fillRect(pier * width + 5 * unit, top - 14 * unit, 11 * unit, y - top + 90 * unit);
        for (const lift of [0, 70, 140]) pen.fillRect(pier * width - 15 * unit, top + lift * unit, 31 * unit, 9 * unit);
      }
    },
    true,
  );
}
