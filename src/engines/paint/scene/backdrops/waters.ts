// Places by and under the water: beach, river, waterfall, and below the surface.

import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { grassEdge, greens, ground, leafTree, meadowTexture, ridge, treeLine } from '../land.js';
import { lineNoise } from '../noise.js';
import { halo, type Pen, ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { water } from '../water.js';
import { distance, isWhite } from './distance.js';

/** A palm leaning in from a side. */
export function palm(
  pen: Pen,
  x: number,
  foot: number,
  tall: number,
  lean: number,
  leaf: Rgb,
  trunk: Rgb,
  random: () => number,
): void {
  const topX = x + lean * tall;
  const topY = foot - tall;
  pen.strokeStyle = css(trunk);
  pen.lineCap = 'round';
  for (let i = 0; i < 14; i++) {
    const t = i / 14;
    const u = (i + 1) / 14;
    pen.lineWidth = tall * (0.052 - t * 0.024);
    pen.strokeStyle = css(i % 2 ? trunk : darken(trunk, 0.16));
    pen.beginPath();
    pen.moveTo(x + lean * tall * t * t, foot - tall * t);
    pen.lineTo(x + lean * tall * u * u, foot - tall * u);
    pen.stroke();
  }
  for (let k = 0; k < 9; k++) {
    const angle = -Math.PI * (0.02 + (k / 8) * 0.96) + (random() - 0.5) * 0.15;
    const long = tall * (0.42 + random() * 0.12);
    const ex = topX + Math.cos(angle) * long;
    const ey = topY + Math.sin(angle) * long * 0.62 + long * 0.36;
    const cx = topX + Math.cos(angle) * long * 0.6;
    const cy = topY + Math.sin(angle) * long * 0.85;
    const w = long * 0.13;
    pen.fillStyle = css(k % 2 ? leaf : darken(leaf, 0.22));
    pen.beginPath();
    pen.moveTo(topX, topY);
    pen.quadraticCurveTo(cx, cy - w, ex, ey);
    pen.quadraticCurveTo(cx, cy + w * 1.6, topX, topY);
    pen.fill();
    pen.strokeStyle = css(lighten(leaf, 0.3), 0.6);
    pen.lineWidth = Math.max(1, tall * 0.005);
    pen.beginPath();
    pen.moveTo(topX, topY);
    pen.quadraticCurveTo(cx, cy, ex, ey);
    pen.stroke();
  }
  pen.fillStyle = css(darken(trunk, 0.3));
  for (let k = 0; k < 3; k++) {
    pen.beginPath();
    pen.arc(topX + (k - 1) * tall * 0.035, topY + tall * 0.03, tall * 0.028, 0, 7);
    pen.fill();
  }
}

export function beach(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const horizon = 0.44;
  paintSky(stage, horizon);
  distance(stage, horizon, 0.05, 0.2);
  water(
    stage,
    horizon,
    0.72,
    0.22,
    0.7,
    air.night || air.time === 'dusk' || air.time === 'dawn' ? undefined : rgb('#22a5c4'),
  );
  const sand = multiply(air.night ? rgb('#5b5f86') : rgb('#f2d9a4'), air.tint);
  const noise = lineNoise(random);
  const shore = (x: number, shift: number): number =>
    height * (0.6 + shift + (x / width) * 0.035 + noise((x / width) * 2.2) * 0.02);
  const strip = (shift: number, fill: Pen['fillStyle']): void =>
    picture.layer({ top: height * 0.58, far: 150, near: 10 }, (pen) => {
      pen.beginPath();
      pen.moveTo(0, height);
      for (let i = 0; i <= 50; i++) pen.lineTo((i / 50) * width, shore((i / 50) * width, shift));
      pen.lineTo(width, height);
      pen.fillStyle = fill;
      pen.fill();
    });
  strip(0, css(mix(lighten(air.haze, 0.55), air.tint, 0.2), 0.9));
  strip(0.014, css(mix(sand, rgb('#6d94a0'), 0.42)));
  strip(
    0.05,
    ramp(picture.colour, 0, height * 0.62, 0, height, [css(darken(sand, 0.06)), css(lighten(sand, 0.12)), css(sand)]),
  );
  picture.glow((pen) => {
    for (let i = 0; i < 240; i++) {
      const t = random() ** 0.8;
      const y = height * (0.7 + t * 0.3);
      pen.strokeStyle = css(random() < 0.5 ? darken(sand, 0.16) : lighten(sand, 0.4), 0.35);
      pen.lineWidth = (0.8 + t * 2) * unit;
      const x = random() * width;
      const w = (10 + t * 50) * unit;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.quadraticCurveTo(x + w / 2, y - 4 * unit * t - 1, x + w, y);
      pen.stroke();
    }
  });
  const { leaf } = greens({ ...stage, air: { ...air, season: 'summer', weather: null } });
  picture.layer(45, (pen) => {
    const left = air.lightX > 0.5;
    const x = left ? width * 0.035 : width * 0.965;
    palm(pen, x, height * 0.86, height * 0.62, left ? 0.16 : -0.16, leaf, multiply(rgb('#8a6240'), air.tint), random);
    palm(
      pen,
      left ? width * 0.0 : width,
      height * 0.9,
      height * 0.45,
      left ? 0.1 : -0.1,
      darken(leaf, 0.15),
      multiply(rgb('#7a5536'), air.tint),
      random,
    );
  });
  picture.layer(30, (pen) => {
    for (const [px, py, tone] of [
      [0.3, 0.95, '#ff9f7a'],
      [0.68, 0.97, '#ffd0b8'],
      [0.86, 0.93, '#fff2e0'],
    ] as const) {
      const x = width * px;
      const y = height * py;
      pen.fillStyle = css(multiply(rgb(tone), air.tint));
      pen.beginPath();
      for (let k = 0; k < 10; k++) {
        const r = (k % 2 ? 8 : 18) * unit;
        pen.lineTo(x + Math.cos(k * 0.628 + px * 9) * r, y + Math.sin(k * 0.628 + px * 9) * r * 0.6);
      }
      pen.fill();
    }
  });
  return { horizon, far: 0.74, near: 0.93, kind: 'sand', water: null, gloss: 0, colour: sand };
}

export function river(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height } = picture;
  const { grass, leaf, far } = greens(stage);
  const horizon = 0.46;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.02, 0.14, 0.3);
  ridge(stage, 0.53, 0.06, 195, mix(far, air.haze, 0.25), { peaks: 2, soft: true });
  treeLine(stage, 0.53, 0.07, 180, mix(leaf, air.haze, 0.2), 'leaf', 18, isWhite(stage));
  water(stage, 0.52, 1, 0.6, 0.25);
  const bank = (points: readonly (readonly [number, number])[], edge: number): void => {
    picture.layer({ top: height * 0.53, far: 170, near: 10 }, (pen) => {
      pen.beginPath();
      points.forEach(([px, py], i) => {
        if (i === 0) pen.moveTo(width * px, height * py);
        else pen.lineTo(width * px, height * py);
      });
      pen.closePath();
      pen.fillStyle = ramp(pen, 0, height * 0.53, 0, height, [
        css(mix(grass, air.haze, 0.15)),
        css(grass),
        css(darken(grass, 0.2)),
      ]);
      pen.fill();
      pen.strokeStyle = css(multiply(rgb('#8d7350'), air.tint), 0.8);
      pen.lineWidth = edge;
      pen.stroke();
    });
  };
  bank(
    [
      [-0.1, 0.53],
      [0.42, 0.545],
      [0.34, 0.6],
      [0.4, 0.68],
      [0.2, 0.79],
      [0.16, 1.1],
      [-0.1, 1.1],
    ],
    6 * picture.unit,
  );
  bank(
    [
      [1.1, 0.54],
      [0.64, 0.55],
      [0.74, 0.62],
      [0.7, 0.68],
      [0.95, 0.78],
      [1.1, 0.84],
    ],
    6 * picture.unit,
  );
  picture.layer(130, (pen) => {
    leafTree(
      pen,
      width * 0.1,
      height * 0.74,
      height * 0.34,
      leaf,
      multiply(rgb('#6b4a34'), air.tint),
      air.lightX,
      random,
    );
    leafTree(
      pen,
      width * 0.9,
      height * 0.66,
      height * 0.24,
      mix(leaf, far, 0.3),
      multiply(rgb('#6b4a34'), air.tint),
      air.lightX,
      random,
    );
  });
  grassEdge(stage, -20, width * 0.18, height * 1.01, height * 0.12, darken(grass, 0.15), 6);
  return { horizon, far: 0.66, near: 0.9, kind: 'water', water: 0.52, gloss: 0.7, colour: rgb('#4f9ab4') };
}

export function waterfall(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const { grass, leaf } = greens(stage);
  const horizon = 0.5;
  paintSky(stage, horizon);
  ridge(stage, 0.56, 0.34, 225, mix(rgb('#6f8fae'), air.haze, 0.45), { peaks: 3 });
  const rock = mix(multiply(rgb('#6d7f80'), air.tint), leaf, 0.25);
  picture.layer(180, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.12, 0, height * 0.66, [
      css(mix(rock, leaf, 0.4)),
      css(rock),
      css(darken(rock, 0.3)),
    ]);
    const cliff = (points: readonly (readonly [number, number])[]): void => {
      pen.beginPath();
      for (const [px, py] of points) pen.lineTo(width * (px + (random() - 0.5) * 0.01), height * py);
      pen.fill();
    };
    cliff([
      [-0.02, 0.66],
      [-0.02, 0.14],
      [0.1, 0.16],
      [0.2, 0.2],
      [0.31, 0.19],
      [0.38, 0.22],
      [0.4, 0.34],
      [0.37, 0.5],
      [0.4, 0.66],
    ]);
    cliff([
      [1.02, 0.66],
      [1.02, 0.1],
      [0.88, 0.13],
      [0.78, 0.2],
      [0.66, 0.18],
      [0.61, 0.22],
      [0.6, 0.4],
      [0.63, 0.52],
      [0.6, 0.66],
    ]);
    cliff([
      [0.36, 0.24],
      [0.64, 0.24],
      [0.64, 0.66],
      [0.36, 0.66],
    ]);
  });
  picture.layer(
    170,
    (pen) => {
      const x0 = width * 0.39;
      const x1 = width * 0.61;
      pen.fillStyle = ramp(pen, 0, height * 0.23, 0, height * 0.66, [
        css(lighten(air.haze, 0.5)),
        css(lighten(air.haze, 0.8)),
        css(lighten(air.haze, 0.6)),
      ]);
      pen.fillRect(x0, height * 0.235, x1 - x0, height * 0.43);
      for (let i = 0; i < 130; i++) {
        const x = x0 + random() * (x1 - x0);
        const y = height * (0.235 + random() * 0.3);
        pen.strokeStyle = css(random() < 0.55 ? rgb('#ffffff') : mix(rgb('#7fb2cc'), air.shadow, 0.1), 0.5);
        pen.lineWidth = (1 + random() * 4) * unit;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + (random() - 0.5) * 6 * unit, y + (40 + random() * 160) * unit);
        pen.stroke();
      }
    },
    stage.features.has('waterfall'),
  );
  picture.layer(165, (pen) => {
    for (let i = 0; i < 26; i++) {
      const side = i % 2 ? random() * 0.36 : 0.64 + random() * 0.36;
      leafTree(
        pen,
        width * side,
        height * (0.2 + random() * 0.42),
        height * (0.06 + random() * 0.05),
        mix(leaf, air.haze, 0.1),
        darken(leaf, 0.5),
        air.lightX,
        random,
      );
    }
  });
  water(stage, 0.64, 1, 0.35, 0.4, air.night ? undefined : rgb('#3aa0a8'));
  picture.glow((pen) => {
    for (let i = 0; i < 16; i++)
      halo(
        pen,
        width * (0.36 + random() * 0.28),
        height * (0.63 + random() * 0.05),
        (50 + random() * 60) * unit,
        'rgba(255,255,255,.4)',
        'rgba(255,255,255,0)',
      );
  });
  picture.layer({ top: height * 0.78, far: 60, near: 10 }, (pen) => {
    pen.beginPath();
    pen.moveTo(0, height);
    for (let i = 0; i <= 30; i++) pen.lineTo((i / 30) * width, height * (0.82 + Math.sin(i * 0.35 + 1) * 0.016));
    pen.lineTo(width, height);
    pen.fillStyle = ramp(pen, 0, height * 0.8, 0, height, [css(grass), css(darken(grass, 0.25))]);
    pen.fill();
  });
  meadowTexture(stage, 0.82, grass);
  return { horizon, far: 0.86, near: 0.95, kind: 'grass', water: null, gloss: 0, colour: grass };
}

export function underwater(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const deep = air.night ? rgb('#061a44') : rgb('#0a4f8c');
  const top = air.night ? rgb('#1f5a9c') : rgb('#5fd3e6');
  picture.glow((pen) => {
    pen.fillStyle = ramp(pen, 0, 0, 0, height, [
      css(lighten(top, 0.25)),
      css(top),
      css(mix(top, deep, 0.6)),
      css(deep),
    ]);
    pen.fillRect(0, 0, width, height);
  });
  picture.soft(
    10 * unit,
    (pen) => {
      for (let i = 0; i < 9; i++) {
        const x = width * (random() * 1.2 - 0.1);
        const w = (30 + random() * 90) * unit;
        pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.85, ['rgba(220,255,250,.34)', 'rgba(220,255,250,0)']);
        pen.beginPath();
        pen.moveTo(x, -10);
        pen.lineTo(x + w, -10);
        pen.lineTo(x + w * 2.4 - 120 * unit, height * 0.9);
        pen.lineTo(x - 200 * unit, height * 0.9);
        pen.fill();
      }
    },
    'screen',
  );
  ridge(stage, 0.9, 0.2, 215, mix(deep, top, 0.35), { peaks: 3, soft: true });
  ridge(stage, 0.95, 0.14, 180, mix(deep, top, 0.16), { peaks: 4, soft: true });
  const sand = mix(multiply(rgb('#e3d3a4'), air.tint), deep, 0.4);
  ground(stage, 0.88, mix(sand, deep, 0.35), sand, { depth: 150, wave: 0.02 });
  const weeds = [rgb('#2fa36b'), rgb('#d9578a'), rgb('#f08c4a'), rgb('#8f62c9'), rgb('#3fbfa0')];
  picture.layer(70, (pen) => {
    for (let i = 0; i < 20; i++) {
      const side = i % 2 ? random() * 0.24 : 0.76 + random() * 0.24;
      const x = width * side;
      const foot = height * (0.94 + random() * 0.07);
      const tone = mix(weeds[i % weeds.length] ?? deep, deep, 0.15 + random() * 0.25);
      if (i % 3 === 0) {
        // A branching coral.
        pen.strokeStyle = css(tone);
        pen.lineCap = 'round';
        const branch = (bx: number, by: number, long: number, angle: number, wide: number): void => {
          const ex = bx + Math.cos(angle) * long;
          const ey = by + Math.sin(angle) * long;
          pen.lineWidth = wide;
          pen.beginPath();
          pen.moveTo(bx, by);
          pen.lineTo(ex, ey);
          pen.stroke();
          if (wide > 4 * unit)
            for (const turn of [-0.5, 0.45])
              branch(ex, ey, long * 0.72, angle + turn * (0.7 + random() * 0.5), wide * 0.68);
        };
        branch(x, foot, (40 + random() * 30) * unit, -Math.PI / 2, 16 * unit);
      } else {
        for (let k = 0; k < 4; k++) {
          const tall = (80 + random() * 170) * unit;
          const sway = (random() - 0.5) * 70 * unit;
          pen.fillStyle = css(k % 2 ? tone : lighten(tone, 0.14));
          pen.beginPath();
          pen.moveTo(x + k * 9 * unit, foot);
          pen.bezierCurveTo(
            x + sway,
            foot - tall * 0.4,
            x - sway,
            foot - tall * 0.7,
            x + k * 9 * unit + sway,
            foot - tall,
          );
          pen.bezierCurveTo(
            x - sway + 16 * unit,
            foot - tall * 0.7,
            x + sway + 18 * unit,
            foot - tall * 0.4,
            x + (k * 9 + 14) * unit,
            foot,
          );
          pen.fill();
        }
      }
    }
  });
  picture.layer(50, (pen) => {
    for (let i = 0; i < 34; i++) {
      const x = width * random();
      const y = height * random() * 0.9;
      const r = (3 + random() ** 3 * 18) * unit;
      const ball = pen.createRadialGradient(x - r * 0.35, y - r * 0.4, r * 0.1, x, y, r);
      ball.addColorStop(0, 'rgba(255,255,255,.9)');
      ball.addColorStop(0.4, 'rgba(255,255,255,.12)');
      ball.addColorStop(1, 'rgba(230,255,255,.5)');
      pen.fillStyle = ball;
      pen.beginPath();
      pen.arc(x, y, r, 0, 7);
      pen.fill();
    }
  });
  return { horizon: 0.88, far: 0.88, near: 0.95, kind: 'void', water: null, gloss: 0, colour: mix(sand, deep, 0.3) };
}
