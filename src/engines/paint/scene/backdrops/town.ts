// Places in town: the city, the neon street, the shopping street, the old town by the water.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { greens, leafTree, treeLine } from '../land.js';
import { halo, type Pen, ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { water } from '../water.js';
import { archBridge, greatWall, skyline, suspensionBridge, tower } from './built.js';
import { distance, isWhite } from './distance.js';
import { blossomTree } from './woods.js';

export function city(stage: Stage): Ground {
  const { picture, air, random, features } = stage;
  const { width, height, unit } = picture;
  const horizon = 0.56;
  const named = features.has('skyline') || features.has('tower');
  paintSky(stage, horizon);
  skyline(stage, 0.6, 0.4, named);
  // Nearer blocks at both sides frame the view.
  const tone = air.night ? rgb('#1c2450') : multiply(rgb('#8b9cba'), air.tint);
  picture.layer(
    165,
    (pen) => {
      for (const [x, wide, tall] of [
        [-0.02, 150, 0.5],
        [0.13, 110, 0.36],
        [0.79, 120, 0.4],
        [0.9, 170, 0.56],
      ] as const)
        tower(pen, width * x, height * 0.64, wide * unit, height * tall, tone, air.night, unit, random);
    },
    named,
  );
  if (features.has('suspension')) suspensionBridge(stage, 0.62);
  if (features.has('greatwall')) greatWall(stage, 0.62);
  const { leaf } = greens(stage);
  treeLine(stage, 0.65, 0.05, 150, darken(leaf, 0.1), 'leaf', 20, isWhite(stage));
  const pavement = mix(
    multiply(rgb('#b9bfca'), air.tint),
    air.night ? rgb('#151c40') : air.haze,
    air.night ? 0.62 : 0.1,
  );
  picture.layer({ top: height * 0.64, far: 150, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.64, 0, height, [
      css(mix(pavement, air.haze, 0.25)),
      css(pavement),
      css(darken(pavement, 0.15)),
    ]);
    pen.fillRect(0, height * 0.645, width, height);
    pen.strokeStyle = css(darken(pavement, 0.22), 0.6);
    pen.lineWidth = 2 * unit;
    for (let i = -12; i <= 12; i++) {
      pen.beginPath();
      pen.moveTo(width * (0.5 + i * 0.045), height * 0.645);
      pen.lineTo(width * (0.5 + i * 0.19), height);
      pen.stroke();
    }
    for (let k = 1; k < 8; k++) {
      const y = height * (0.645 + 0.355 * (k / 8) ** 1.7);
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
    }
  });
  if (features.has('bridge')) archBridge(stage, 0.72, true);
  return {
    horizon,
    far: 0.73,
    near: 0.92,
    kind: 'floor',
    water: null,
    gloss: air.night || air.weather === 'rain' ? 0.35 : 0,
    colour: pavement,
  };
}

export function neon(stage: Stage): Ground {
  const { picture, air, random, features } = stage;
  const { width, height, unit } = picture;
  const horizon = 0.5;
  const signs = ['#ff2d95', '#19e3ff', '#ffd23f', '#9b5cff', '#3dff9e'];
  const paint = {
    ...stage,
    air: { ...air, sky: [rgb('#0b0726'), rgb('#2a1050'), rgb('#7a1f76'), rgb('#ff5f9a')], haze: rgb('#8a2b7e') },
  };
  paintSky(paint, horizon);
  skyline(paint, 0.58, 0.34, features.has('skyline') || features.has('tower'));
  if (features.has('greatwall')) greatWall(stage, 0.58);
  // Two walls of houses running to the vanishing point, hung with signs.
  for (const side of [-1, 1]) {
    const at = (t: number): number => width * (0.5 + side * (0.07 + t * 0.5));
    for (let i = 0; i < 5; i++) {
      const t0 = (i / 5) ** 1.5;
      const t1 = ((i + 1) / 5) ** 1.5 * (i === 4 ? 1.3 : 1);
      const x0 = at(t0);
      const x1 = at(t1);
      const rise = (t: number): number => height * (0.56 - (0.12 + t * 0.62) * (0.85 + ((i * 37) % 10) / 30));
      const foot = (t: number): number => height * (0.58 + t * 0.3);
      picture.layer(Math.round(205 - t0 * 150), (pen) => {
        const tone = mix(rgb('#1a1440'), rgb('#5a2a80'), (1 - t0) * 0.5);
        pen.fillStyle = ramp(pen, x0, 0, x1, 0, [css(lighten(tone, 0.12)), css(darken(tone, 0.35))]);
        pen.beginPath();
        pen.moveTo(x0, foot(t0));
        pen.lineTo(x0, rise(t0));
        pen.lineTo(x1, rise(t1));
        pen.lineTo(x1, foot(t1));
        pen.fill();
        for (let k = 0; k < 26; k++) {
          const u = random();
          const v = random();
          const x = x0 + (x1 - x0) * u;
          const t = t0 + (t1 - t0) * u;
          const y = rise(t) + (foot(t) - rise(t)) * v * 0.8;
          pen.fillStyle = random() < 0.7 ? 'rgba(255,206,120,.75)' : 'rgba(120,220,255,.75)';
          pen.fillRect(x, y, (4 + t * 16) * unit, (5 + t * 18) * unit);
        }
      });
      picture.glow((pen) => {
        for (let k = 0; k < 2; k++) {
          const u = 0.25 + k * 0.45;
          const t = t0 + (t1 - t0) * u;
          const x = x0 + (x1 - x0) * u;
          const tone = rgb(signs[Math.floor(random() * signs.length)] ?? '#ff2d95');
          const w = (9 + t * 62) * unit;
          const h = (30 + t * 190) * unit * (0.7 + random() * 0.5);
          const y = rise(t) + (foot(t) - rise(t)) * (0.18 + random() * 0.3);
          pen.globalCompositeOperation = 'screen';
          halo(pen, x, y + h / 2, h * 0.95, css(tone, 0.5), css(tone, 0));
          pen.globalCompositeOperation = 'source-over';
          pen.fillStyle = css(darken(tone, 0.72), 0.94);
          pen.fillRect(x - w / 2, y, w, h);
          pen.strokeStyle = css(lighten(tone, 0.35));
          pen.lineWidth = Math.max(1.5, w * 0.07);
          pen.strokeRect(x - w / 2, y, w, h);
          pen.fillStyle = css(lighten(tone, 0.55));
          // Strokes that read as writing from afar.
          for (let row = 0; row < 4; row++) {
            const cy = y + h * (0.1 + row * 0.22);
            pen.fillRect(x - w * 0.28, cy, w * 0.56, h * 0.025);
            pen.fillRect(x - w * (0.3 - random() * 0.25), cy + h * 0.06, w * 0.36, h * 0.025);
            pen.fillRect(x - w * 0.03, cy, w * 0.07, h * 0.13);
          }
        }
      });
    }
  }
  picture.layer({ top: height * 0.575, far: 200, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.575, 0, height, ['#5a2468', '#251346', '#120a2c']);
    pen.fillRect(0, height * 0.578, width, height);
  });
  // Wet asphalt: the lights run down in streaks.
  picture.soft(
    4 * unit,
    (pen) => {
      for (let i = 0; i < 46; i++) {
        const t = random();
        const x = width * (0.5 + (random() - 0.5) * (0.2 + t));
        const tone = rgb(signs[i % signs.length] ?? '#ff2d95');
        const y = height * (0.58 + t * 0.3);
        pen.fillStyle = ramp(pen, 0, y, 0, y + (60 + t * 200) * unit, [css(tone, 0.45), css(tone, 0)]);
        pen.fillRect(x, y, (4 + t * 20) * unit, (60 + t * 200) * unit);
      }
      halo(pen, width / 2, height * 0.56, 330 * unit, 'rgba(255,120,190,.55)', 'rgba(255,90,170,0)');
    },
    'screen',
  );
  return { horizon, far: 0.72, near: 0.92, kind: 'floor', water: null, gloss: 0.45, colour: rgb('#4a2470') };
}

export function street(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const horizon = 0.5;
  paintSky(stage, horizon);
  distance(stage, 0.55, 0.05, 0.3);
  const walls = ['#f2c9a0', '#e8b4a0', '#bcd3c8', '#f0dca6', '#c9c3de', '#e6a890'];
  const awnings = ['#e0574f', '#3f9f8a', '#e9a23b', '#5b7fd0', '#c95f8e'];
  for (const side of [-1, 1]) {
    const at = (t: number): number => width * (0.5 + side * (0.09 + t * 0.5));
    for (let i = 0; i < 4; i++) {
      const t0 = (i / 4) ** 1.4;
      const t1 = ((i + 1) / 4) ** 1.4 * (i === 3 ? 1.25 : 1);
      const x0 = at(t0);
      const x1 = at(t1);
      const lift = 0.8 + ((i * 53 + side * 17 + 40) % 10) / 30;
      const rise = (t: number): number => height * (0.54 - (0.1 + t * 0.5) * lift);
      const foot = (t: number): number => height * (0.565 + t * 0.27);
      const wall = multiply(
        rgb(walls[(i * 2 + (side > 0 ? 1 : 0)) % walls.length] ?? '#f2c9a0'),
        air.night ? rgb('#6a70a8') : air.tint,
      );
      const tone = mix(wall, air.haze, (1 - t0) * 0.35);
      picture.layer(Math.round(205 - t0 * 140), (pen) => {
        pen.fillStyle = ramp(pen, x0, 0, x1, 0, [
          css(lighten(tone, 0.1)),
          css(darken(tone, side === (air.lightX < 0.5 ? -1 : 1) ? 0.22 : 0.06)),
        ]);
        pen.beginPath();
        pen.moveTo(x0, foot(t0));
        pen.lineTo(x0, rise(t0));
        pen.lineTo(x1, rise(t1));
        pen.lineTo(x1, foot(t1));
        pen.fill();
        const at2 = (u: number, v: number): readonly [number, number] => {
          const t = t0 + (t1 - t0) * u;
          return [x0 + (x1 - x0) * u, rise(t) + (foot(t) - rise(t)) * v];
        };
        const quad = (u0: number, v0: number, u1: number, v1: number, fill: string): void => {
          pen.fillStyle = fill;
          pen.beginPath();
          for (const [u, v] of [
            [u0, v0],
            [u1, v0],
            [u1, v1],
            [u0, v1],
          ] as const)
            pen.lineTo(...at2(u, v));
          pen.fill();
        };
        const glass = air.night ? css(rgb('#ffd68a')) : css(mix(rgb('#8fc0dc'), air.haze, 0.3));
        for (let c = 0; c < 3; c++) {
          for (let r = 0; r < 2; r++) {
            const u = 0.12 + c * 0.28;
            const v = 0.12 + r * 0.24;
            quad(u - 0.02, v - 0.015, u + 0.2, v + 0.17, css(lighten(tone, 0.4)));
            quad(u, v, u + 0.18, v + 0.155, random() < 0.8 || !air.night ? glass : css(darken(tone, 0.5)));
          }
        }
        quad(0.06, 0.7, 0.94, 1, css(darken(tone, 0.3)));
        quad(0.1, 0.73, 0.6, 0.96, air.night ? css(rgb('#ffe2a6')) : css(rgb('#dff0f4')));
        quad(0.68, 0.73, 0.88, 1, css(multiply(rgb('#7a5138'), air.tint)));
        const awning = multiply(rgb(awnings[(i + (side > 0 ? 2 : 0)) % awnings.length] ?? '#e0574f'), air.tint);
        for (let s = 0; s < 6; s++)
          quad(0.04 + s * 0.155, 0.62, 0.04 + (s + 1) * 0.155, 0.74, css(s % 2 ? rgb('#fff6ea') : awning));
      });
    }
  }
  const stone = mix(multiply(rgb('#c9bcae'), air.tint), air.night ? rgb('#1c2248') : air.haze, air.night ? 0.6 : 0.06);
  picture.layer({ top: height * 0.56, far: 200, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.56, 0, height, [
      css(mix(stone, air.haze, 0.3)),
      css(stone),
      css(darken(stone, 0.12)),
    ]);
    pen.beginPath();
    pen.moveTo(width * 0.41, height * 0.562);
    pen.lineTo(width * 0.59, height * 0.562);
    pen.lineTo(width * 1.3, height * 0.95);
    pen.lineTo(width * 1.3, height * 1.01);
    pen.lineTo(width * -0.3, height * 1.01);
    pen.lineTo(width * -0.3, height * 0.95);
    pen.fill();
    for (let k = 1; k < 26; k++) {
      const t = (k / 26) ** 1.8;
      const y = height * (0.565 + t * 0.435);
      for (let c = -9; c <= 9; c++) {
        const x = width * (0.5 + (c + (k % 2) * 0.5) * (0.012 + t * 0.105));
        pen.fillStyle = css(random() < 0.5 ? lighten(stone, random() * 0.14) : darken(stone, random() * 0.14), 0.7);
        pen.beginPath();
        pen.ellipse(x, y, (4 + t * 42) * unit, (1.4 + t * 11) * unit, 0, 0, 7);
        pen.fill();
      }
    }
  });
  picture.glow((pen) =>
    halo(
      pen,
      width * 0.5,
      height * 0.5,
      260 * unit,
      css(lighten(air.light, 0.3), air.night ? 0.35 : 0.5),
      css(air.light, 0),
    ),
  );
  return {
    horizon,
    far: 0.72,
    near: 0.92,
    kind: 'floor',
    water: null,
    gloss: air.weather === 'rain' || air.night ? 0.25 : 0,
    colour: stone,
  };
}

/** A white-walled house with a dark tiled roof and stepped gables, as stands along the canals of the south. */
function whiteHouse(pen: Pen, stage: Stage, x: number, foot: number, wide: number, tall: number): void {
  const { air, random } = stage;
  const wall = mix(multiply(rgb('#f4f1ea'), air.tint), air.night ? rgb('#2a3766') : air.haze, air.night ? 0.55 : 0.1);
  const tile = mix(multiply(rgb('#4a5158'), air.tint), air.haze, 0.1);
  pen.fillStyle = ramp(pen, x, 0, x + wide, 0, [css(lighten(wall, 0.12)), css(darken(wall, 0.12))]);
  pen.fillRect(x, foot - tall, wide, tall);
  pen.fillStyle = ramp(pen, 0, foot - tall * 0.3, 0, foot, [css(wall, 0), css(mix(wall, air.shadow, 0.3), 0.6)]);
  pen.fillRect(x, foot - tall * 0.3, wide, tall * 0.3);
  const eave = tall * 0.06;
  // Roof with curling ends.
  pen.fillStyle = css(tile);
  pen.beginPath();
  pen.moveTo(x - wide * 0.1, foot - tall - eave * 0.6);
  pen.quadraticCurveTo(x, foot - tall + eave * 0.4, x + wide * 0.12, foot - tall - tall * 0.16);
  pen.lineTo(x + wide * 0.88, foot - tall - tall * 0.16);
  pen.quadraticCurveTo(x + wide, foot - tall + eave * 0.4, x + wide * 1.1, foot - tall - eave * 0.6);
  pen.quadraticCurveTo(x + wide, foot - tall + eave * 1.3, x + wide * 0.96, foot - tall + eave);
  pen.lineTo(x + wide * 0.04, foot - tall + eave);
  pen.quadraticCurveTo(x, foot - tall + eave * 1.3, x - wide * 0.1, foot - tall - eave * 0.6);
  pen.fill();
  pen.fillStyle = css(lighten(tile, 0.2));
  pen.fillRect(x + wide * 0.1, foot - tall - tall * 0.185, wide * 0.8, eave * 0.5);
  pen.strokeStyle = css(darken(tile, 0.4), 0.7);
  pen.lineWidth = Math.max(1, wide * 0.008);
  for (let k = 0; k <= 14; k++) {
    const t = k / 14;
    pen.beginPath();
    pen.moveTo(x + wide * (0.12 + t * 0.76), foot - tall - tall * 0.16);
    pen.lineTo(x + wide * (0.02 + t * 0.96), foot - tall + eave * 0.9);
    pen.stroke();
  }
  const wood = multiply(rgb('#6d4630'), air.tint);
  const cols = wide > tall * 0.9 ? 3 : 2;
  for (let c = 0; c < cols; c++) {
    const wx = x + wide * ((c + 0.5) / cols) - wide * 0.09;
    for (const wy of tall > wide * 0.9 ? [0.18, 0.58] : [0.34]) {
      pen.fillStyle = css(wood);
      pen.fillRect(wx - wide * 0.012, foot - tall * (1 - wy) - tall * 0.012, wide * 0.2, tall * 0.26);
      pen.fillStyle = air.night && random() < 0.85 ? '#ffcf7a' : css(mix(rgb('#8d8478'), air.shadow, 0.3));
      pen.fillRect(wx, foot - tall * (1 - wy), wide * 0.176, tall * 0.236);
      pen.strokeStyle = css(wood);
      pen.lineWidth = Math.max(1, wide * 0.012);
      for (let k = 1; k < 4; k++) {
        pen.beginPath();
        pen.moveTo(wx + (k * wide * 0.176) / 4, foot - tall * (1 - wy));
        pen.lineTo(wx + (k * wide * 0.176) / 4, foot - tall * (1 - wy) + tall * 0.236);
        pen.stroke();
      }
    }
  }
}

export function oldtown(stage: Stage): Ground {
  const { picture, air, random, features } = stage;
  const { width, height, unit } = picture;
  const { leaf } = greens(stage);
  const horizon = 0.5;
  paintSky(stage, horizon);
  const without = new Set([...features].filter((feature) => feature !== 'bridge'));
  distance({ ...stage, features: without }, 0.53, 0.16, 0.32);
  picture.layer(195, (pen) => {
    for (let i = 0; i < 6; i++)
      whiteHouse(
        pen,
        { ...stage, air: { ...air, tint: mix(air.tint, air.haze, 0.45) } },
        width * (0.3 + i * 0.075),
        height * 0.56,
        78 * unit,
        height * (0.07 + random() * 0.03),
      );
  });
  treeLine(stage, 0.565, 0.05, 190, mix(leaf, air.haze, 0.25), 'leaf', 18, isWhite(stage));
  water(stage, 0.56, 1, 0.62, 0.12, air.night ? undefined : mix(rgb('#5f8f88'), air.haze, 0.2));
  archBridge(stage, 0.635, features.has('bridge'));
  const quay = multiply(air.night ? rgb('#4a527c') : rgb('#a8a294'), air.tint);
  for (const [side, top, depth] of [
    [-1, 0.68, 120],
    [1, 0.66, 125],
  ] as const) {
    picture.layer(depth, (pen) => {
      const houses =
        side < 0
          ? [
              [-0.07, 0.24, 0.42],
              [0.13, 0.16, 0.3],
            ]
          : [
              [0.74, 0.15, 0.28],
              [0.86, 0.23, 0.4],
            ];
      for (const [hx, wide, tall] of houses)
        whiteHouse(pen, stage, width * (hx ?? 0), height * top, width * (wide ?? 0.2), height * (tall ?? 0.3));
      pen.fillStyle = ramp(pen, 0, height * top, 0, height * (top + 0.07), [
        css(lighten(quay, 0.2)),
        css(darken(quay, 0.25)),
      ]);
      pen.fillRect(side < 0 ? -10 : width * 0.72, height * top, width * 0.32, height * 0.05);
      pen.strokeStyle = css(darken(quay, 0.4), 0.5);
      pen.lineWidth = 1.6 * unit;
      for (let k = 0; k < 3; k++) {
        pen.beginPath();
        pen.moveTo(side < 0 ? 0 : width * 0.72, height * (top + 0.012 + k * 0.014));
        pen.lineTo(side < 0 ? width * 0.31 : width, height * (top + 0.012 + k * 0.014));
        pen.stroke();
      }
    });
  }
  if (features.has('blossom') || air.season === 'spring')
    blossomTree(
      stage,
      width * 0.95,
      height * 0.72,
      height * 0.5,
      100,
      air.night ? rgb('#a878b0') : multiply(rgb('#ffb3c8'), air.tint),
      features.has('blossom'),
    );
  else
    picture.layer(100, (pen) =>
      leafTree(
        pen,
        width * 0.95,
        height * 0.72,
        height * 0.36,
        leaf,
        multiply(rgb('#5d4634'), air.tint),
        air.lightX,
        random,
      ),
    );
  // A stone landing in front, where things can stand.
  picture.layer({ top: height * 0.84, far: 60, near: 8 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.83, 0, height, [
      css(lighten(quay, 0.22)),
      css(quay),
      css(darken(quay, 0.18)),
    ]);
    pen.fillRect(0, height * 0.845, width, height * 0.16);
    for (let row = 0; row < 4; row++) {
      for (let k = -1; k < 9; k++) {
        pen.fillStyle = css(random() < 0.5 ? lighten(quay, random() * 0.14) : darken(quay, random() * 0.12), 0.75);
        const y = 0.85 + row * 0.04;
        pen.fillRect(width * ((k + (row % 2) * 0.5) / 8) + 2 * unit, height * y, width / 8 - 4 * unit, height * 0.037);
      }
    }
    pen.fillStyle = css(lighten(quay, 0.4));
    pen.fillRect(0, height * 0.842, width, 6 * unit);
  });
  return {
    horizon,
    far: 0.88,
    near: 0.95,
    kind: 'floor',
    water: 0.6,
    gloss: air.weather === 'rain' ? 0.35 : 0.1,
    colour: quay as Rgb,
  };
}
