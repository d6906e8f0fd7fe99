// Places far above the ground or far from it: the sea of clouds, the sky, the starry night, the moon, space.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { grassEdge, greens, ground, meadowTexture, ridge, treeLine } from '../land.js';
import { halo, type Pen, ramp } from '../picture.js';
import { cloud, paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { distance, isWhite } from './distance.js';

/** A bank of cloud tops across the picture. */
function bank(stage: Stage, y: number, size: number, depth: number, tone: Rgb): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  picture.layer(depth, (pen) => {
    for (let i = 0; i < 16; i++) {
      const x = ((i + random() * 0.8) / 15) * width;
      const r = size * unit * (0.7 + random() * 0.6);
      const cy = height * y + random() * r * 0.35;
      const puff = pen.createRadialGradient(x + (air.lightX - 0.5) * r, cy - r * 0.55, r * 0.1, x, cy, r);
      puff.addColorStop(0, css(lighten(mix(tone, air.light, 0.35), air.night ? 0.08 : 0.55)));
      puff.addColorStop(0.65, css(tone));
      puff.addColorStop(1, css(mix(tone, air.shadow, 0.14)));
      pen.fillStyle = puff;
      pen.beginPath();
      pen.ellipse(x, cy, r * 1.25, r, 0, 0, 7);
      pen.fill();
    }
    pen.fillStyle = ramp(pen, 0, height * y, 0, height, [
      css(tone, 0),
      css(mix(tone, air.haze, 0.25)),
      css(lighten(tone, 0.15)),
    ]);
    pen.fillRect(0, height * y, width, height);
  });
}

export function cloudsea(stage: Stage): Ground {
  const { air } = stage;
  const horizon = 0.52;
  paintSky(stage, horizon);
  const named = stage.features.has('mountain') || stage.features.has('snowmountain');
  const tone = mix(air.night ? rgb('#4a5c98') : lighten(air.haze, 0.5), air.tint, 0.2);
  const blue = air.night ? rgb('#26397a') : air.warmth > 0.4 ? rgb('#83618f') : rgb('#6285b0');
  ridge(stage, 0.56, 0.26, 225, mix(blue, air.haze, 0.5), { peaks: 3, snow: isWhite(stage), named });
  bank(stage, 0.53, 70, 205, mix(tone, air.haze, 0.35));
  ridge(stage, 0.68, 0.24, 190, mix(blue, air.haze, 0.22), { peaks: 2.2, snow: isWhite(stage) });
  bank(stage, 0.63, 100, 150, mix(tone, air.haze, 0.15));
  bank(stage, 0.78, 130, 90, tone);
  return { horizon, far: 0.78, near: 0.9, kind: 'cloud', water: null, gloss: 0, colour: tone };
}

export function sky(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  paintSky(stage, 0.9);
  const lit = mix(lighten(air.haze, air.night ? 0.1 : 0.8), air.light, 0.2);
  const shade = mix(air.haze, air.sky[0] ?? air.haze, 0.35);
  picture.glow((pen) => {
    for (let i = 0; i < 9; i++)
      cloud(
        pen,
        random() * width,
        height * (0.5 + i * 0.055),
        (300 + i * 46) * unit,
        lit,
        shade,
        air.night ? 0.5 : 0.85,
        random,
      );
  });
  distance(stage, 0.99, 0.1, 0.3);
  bank(stage, 0.93, 90, 120, mix(lit, air.haze, 0.2));
  return { horizon: 0.92, far: 0.7, near: 0.8, kind: 'void', water: null, gloss: 0, colour: air.haze };
}

export function night(stage: Stage): Ground {
  const { grass, leaf } = greens(stage);
  const { width, height } = stage.picture;
  const horizon = 0.6;
  paintSky({ ...stage, features: new Set([...stage.features, 'milkyway']) }, horizon);
  distance(stage, 0.64, 0.12, 0.26);
  treeLine(stage, 0.66, 0.06, 185, darken(leaf, 0.3), 'conifer', 30, isWhite(stage));
  ground(stage, 0.655, mix(grass, stage.air.haze, 0.2), darken(grass, 0.3), { wave: 0.02 });
  meadowTexture(stage, 0.66, grass);
  grassEdge(stage, -20, width + 20, height * 1.015, height * 0.05, darken(grass, 0.35), 5);
  return {
    horizon,
    far: 0.73,
    near: 0.94,
    kind: isWhite(stage) ? 'snow' : 'grass',
    water: null,
    gloss: 0,
    colour: grass,
  };
}

function deepSpace(stage: Stage): void {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.fillStyle = ramp(pen, 0, 0, width, height, ['#060718', '#141040', '#0a1638']);
    pen.fillRect(0, 0, width, height);
    pen.globalCompositeOperation = 'screen';
    for (const [x, y, r, tone] of [
      [0.25, 0.22, 420, '#5a2aa8'],
      [0.75, 0.4, 460, '#1c4fae'],
      [0.55, 0.12, 300, '#b0407e'],
      [0.12, 0.62, 320, '#1a6a8a'],
    ] as const)
      halo(pen, width * x, height * y, r * unit, css(rgb(tone), 0.55), css(rgb(tone), 0));
    for (let i = 0; i < 420; i++) {
      pen.fillStyle = css(random() < 0.3 ? rgb('#ffdcb0') : rgb('#e6eeff'), 0.3 + random() * 0.7);
      pen.beginPath();
      pen.arc(random() * width, random() * height, (0.5 + random() ** 4 * 2.6) * unit, 0, 7);
      pen.fill();
    }
    for (let i = 0; i < 9; i++)
      halo(
        pen,
        random() * width,
        random() * height,
        (10 + random() * 14) * unit,
        'rgba(255,255,255,.9)',
        'rgba(160,200,255,0)',
      );
  });
}

function planet(pen: Pen, x: number, y: number, r: number, tone: Rgb, random: () => number): void {
  const ball = pen.createRadialGradient(x - r * 0.45, y - r * 0.45, r * 0.1, x, y, r);
  ball.addColorStop(0, css(lighten(tone, 0.5)));
  ball.addColorStop(0.6, css(tone));
  ball.addColorStop(1, css(darken(tone, 0.7)));
  pen.save();
  pen.fillStyle = ball;
  pen.beginPath();
  pen.arc(x, y, r, 0, 7);
  pen.fill();
  pen.clip();
  for (let i = 0; i < 9; i++) {
    pen.fillStyle = css(i % 2 ? lighten(tone, 0.3) : darken(tone, 0.3), 0.16);
    pen.beginPath();
    pen.ellipse(x, y - r + (i / 9) * r * 2 + random() * r * 0.1, r * 1.2, r * (0.05 + random() * 0.09), -0.3, 0, 7);
    pen.fill();
  }
  pen.restore();
}

export function space(stage: Stage): Ground {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  deepSpace(stage);
  picture.layer(240, (pen) => {
    planet(pen, width * 0.86, height * 0.17, 105 * unit, rgb('#d9925a'), random);
    pen.strokeStyle = 'rgba(255,220,170,.65)';
    pen.lineWidth = 13 * unit;
    pen.beginPath();
    pen.ellipse(width * 0.86, height * 0.17, 190 * unit, 42 * unit, -0.3, -0.15, Math.PI + 0.15);
    pen.stroke();
    planet(pen, width * 0.1, height * 0.4, 46 * unit, rgb('#7f8fd6'), random);
  });
  // The rim of a blue world below.
  picture.glow((pen) =>
    halo(pen, width * 0.5, height * 1.52, height * 0.78, 'rgba(90,180,255,.75)', 'rgba(90,180,255,0)'),
  );
  picture.layer({ top: height * 0.84, far: 190, near: 150 }, (pen) => {
    const r = height * 0.68;
    const ball = pen.createRadialGradient(width * 0.5, height * 1.52, r * 0.8, width * 0.5, height * 1.52, r);
    ball.addColorStop(0, '#0d3f8a');
    ball.addColorStop(0.9, '#2f86d8');
    ball.addColorStop(1, '#aee2ff');
    pen.fillStyle = ball;
    pen.beginPath();
    pen.arc(width * 0.5, height * 1.52, r, 0, 7);
    pen.fill();
    pen.clip();
    for (let i = 0; i < 26; i++) {
      pen.fillStyle = i % 3 ? 'rgba(255,255,255,.28)' : 'rgba(90,190,120,.4)';
      pen.beginPath();
      pen.ellipse(
        width * random(),
        height * (0.87 + random() * 0.13),
        (40 + random() * 110) * unit,
        (8 + random() * 16) * unit,
        0,
        0,
        7,
      );
      pen.fill();
    }
  });
  return { horizon: 0.86, far: 0.66, near: 0.78, kind: 'void', water: null, gloss: 0, colour: rgb('#3a5aa8') };
}

export function moonsurface(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  deepSpace(stage);
  picture.layer(240, (pen) => {
    // The earth above the horizon.
    const x = width * (air.lightX < 0.5 ? 0.76 : 0.24);
    const y = height * 0.22;
    const r = 96 * unit;
    planet(pen, x, y, r, rgb('#2f7fd6'), random);
    pen.save();
    pen.beginPath();
    pen.arc(x, y, r, 0, 7);
    pen.clip();
    for (let i = 0; i < 9; i++) {
      pen.fillStyle = i % 2 ? 'rgba(110,190,110,.75)' : 'rgba(255,255,255,.6)';
      pen.beginPath();
      pen.ellipse(
        x + (random() - 0.6) * r * 1.4,
        y + (random() - 0.5) * r * 1.5,
        r * (0.15 + random() * 0.25),
        r * (0.06 + random() * 0.12),
        random(),
        0,
        7,
      );
      pen.fill();
    }
    pen.restore();
  });
  const dust = rgb('#a9abb8');
  ridge(stage, 0.6, 0.1, 200, darken(dust, 0.4), { peaks: 3 });
  ground(stage, 0.58, darken(dust, 0.25), lighten(dust, 0.12), { wave: 0.02 });
  picture.glow((pen) => {
    for (let i = 0; i < 24; i++) {
      const t = random();
      const x = random() * width;
      const y = height * (0.61 + t * 0.38);
      const r = (8 + t * 70 * random()) * unit;
      pen.fillStyle = css(darken(dust, 0.4), 0.7);
      pen.beginPath();
      pen.ellipse(x, y, r, r * 0.3, 0, 0, 7);
      pen.fill();
      pen.fillStyle = css(lighten(dust, 0.4), 0.8);
      pen.beginPath();
      pen.ellipse(x, y + r * 0.09, r * 0.96, r * 0.26, 0, 0.15, Math.PI - 0.15);
      pen.ellipse(x, y + r * 0.02, r * 0.9, r * 0.22, 0, Math.PI - 0.15, 0.15, true);
      pen.fill();
    }
  });
  return {
    horizon: 0.58,
    far: 0.7,
    near: 0.93,
    kind: 'sand',
    water: null,
    gloss: 0,
    colour: multiply(dust, rgb('#e8ecff')),
  };
}
