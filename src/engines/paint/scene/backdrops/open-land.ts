// Places under the open sky: grassland, garden, mountains, snow, sea, lake, desert, fields. Each paints itself and says where the
// ground is. Must not know what stands there.

import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { bloom, grassEdge, greens, ground, meadowTexture, ridge, treeLine } from '../land.js';
import { lineNoise } from '../noise.js';
import { ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { water } from '../water.js';
import { distance, isWhite } from './distance.js';

const flowersOf = (stage: Stage): readonly Rgb[] =>
  isWhite(stage) || stage.air.season === 'autumn' || stage.air.night
    ? []
    : [rgb('#ffffff'), rgb('#ffd24d'), rgb('#ff9fb8'), rgb('#c39bff')];

const onGrass = (stage: Stage, horizon: number, far: number, near: number, colour: Rgb): Ground => ({
  horizon,
  far,
  near,
  kind: isWhite(stage) ? 'snow' : 'grass',
  water: null,
  gloss: 0,
  colour,
});

export function grassland(stage: Stage): Ground {
  const { grass, leaf, far } = greens(stage);
  const horizon = 0.5;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.03, 0.13, 0.3);
  ridge(stage, 0.56, 0.07, 190, mix(far, stage.air.haze, 0.25), { peaks: 2, soft: true });
  treeLine(
    stage,
    0.568,
    0.075,
    180,
    mix(leaf, stage.air.haze, 0.25),
    isWhite(stage) ? 'conifer' : 'leaf',
    13,
    isWhite(stage),
  );
  ground(stage, 0.555, mix(grass, stage.air.haze, 0.2), darken(grass, 0.14));
  meadowTexture(stage, 0.56, grass, flowersOf(stage));
  return onGrass(stage, horizon, 0.66, 0.93, grass);
}

/** A winding path in perspective. */
function path(stage: Stage, top: number, tone: Rgb): void {
  const { picture } = stage;
  const { width, height } = picture;
  picture.layer({ top: height * top, far: 180, near: 10 }, (pen) => {
    pen.beginPath();
    pen.moveTo(width * 0.53, height * top);
    pen.bezierCurveTo(
      width * 0.6,
      height * (top + 0.1),
      width * 0.36,
      height * (top + 0.2),
      width * 0.2,
      height * 1.02,
    );
    pen.lineTo(width * 0.72, height * 1.02);
    pen.bezierCurveTo(
      width * 0.56,
      height * (top + 0.22),
      width * 0.66,
      height * (top + 0.1),
      width * 0.55,
      height * top,
    );
    pen.fillStyle = ramp(pen, 0, height * top, 0, height, [
      css(mix(tone, stage.air.haze, 0.3)),
      css(tone),
      css(darken(tone, 0.12)),
    ]);
    pen.fill();
  });
}

export function garden(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const { grass, leaf } = greens(stage);
  const horizon = 0.46;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.02, 0.05, 0.26);
  treeLine(stage, 0.53, 0.13, 195, mix(leaf, air.haze, 0.3), 'leaf', 15, isWhite(stage));
  // A clipped hedge and a white fence before it.
  picture.layer(175, (pen) => {
    const hedge = mix(leaf, darken(leaf, 0.2), 0.4);
    for (let i = 0; i < 120; i++) {
      pen.fillStyle = css(random() < 0.5 ? lighten(hedge, random() * 0.16) : darken(hedge, random() * 0.2));
      pen.beginPath();
      pen.ellipse(width * random(), height * (0.535 + random() * 0.045), 34 * unit, 24 * unit, 0, 0, 7);
      pen.fill();
    }
  });
  ground(stage, 0.575, mix(grass, air.haze, 0.12), darken(grass, 0.14), { wave: 0.006 });
  meadowTexture(stage, 0.58, grass, flowersOf(stage));
  path(stage, 0.58, multiply(air.night ? rgb('#5d6484') : rgb('#e6d2ae'), air.tint));
  // Beds of flowers at both sides, large in front.
  const tones = isWhite(stage)
    ? [rgb('#ffffff'), rgb('#dbe8f5')]
    : air.season === 'autumn'
      ? [rgb('#f2a33a'), rgb('#e2683a'), rgb('#f6d25a'), rgb('#b8577a')]
      : [rgb('#ff7f9f'), rgb('#ffc24d'), rgb('#ffffff'), rgb('#b58cf0'), rgb('#ff9d6b')];
  for (const [depth, from, to, size] of [
    [140, 0.6, 0.68, 9],
    [80, 0.72, 0.82, 15],
    [25, 0.9, 1.0, 24],
  ] as const) {
    picture.layer(depth, (pen) => {
      for (let i = 0; i < 64; i++) {
        const side = i % 2 ? random() * (0.24 - (depth / 255) * 0.1) : 0.78 + (depth / 255) * 0.1 + random() * 0.24;
        const x = width * side;
        const y = height * (from + random() * (to - from));
        const r = size * unit * (0.7 + random() * 0.6);
        pen.strokeStyle = css(multiply(darken(leaf, 0.1), air.tint));
        pen.lineWidth = r * 0.22;
        pen.beginPath();
        pen.moveTo(x, y);
        pen.lineTo(x + (random() - 0.5) * r, y + r * 2.4);
        pen.stroke();
        pen.fillStyle = css(i % 3 ? leaf : lighten(leaf, 0.16));
        pen.beginPath();
        pen.ellipse(x + r * 0.7, y + r * 1.5, r * 0.9, r * 0.35, -0.6, 0, 7);
        pen.fill();
        bloom(pen, x, y, r, multiply(tones[i % tones.length] ?? [255, 255, 255], air.tint));
      }
    });
  }
  return onGrass(stage, horizon, 0.68, 0.92, grass);
}

export function mountain(stage: Stage): Ground {
  const { air, features, picture } = stage;
  const { grass, leaf } = greens(stage);
  const horizon = 0.56;
  const named = features.has('mountain') || features.has('snowmountain');
  paintSky(stage, horizon);
  const snowy = features.has('snowmountain') || isWhite(stage);
  const blue = air.night ? rgb('#243a74') : air.warmth > 0.4 ? rgb('#7c5d8e') : rgb('#5f86ae');
  ridge(stage, 0.56, 0.36, 230, mix(blue, air.haze, 0.62), { peaks: 2.4, snow: true });
  if (
    features.has('volcano') ||
    features.has('skyline') ||
    features.has('tower') ||
    features.has('greatwall') ||
    features.has('bridge') ||
    features.has('suspension')
  ) {
    ridge(stage, 0.62, 0.14, 208, mix(mix(leaf, blue, 0.5), air.haze, 0.25), { peaks: 4, soft: true });
    distance(stage, features.has('greatwall') ? 0.63 : 0.6, 0.05, 0.3);
  } else {
    ridge(stage, 0.58, 0.3, 215, mix(blue, air.haze, 0.36), { peaks: 3, snow: snowy, named });
    ridge(stage, 0.62, 0.2, 195, mix(snowy ? rgb('#8ea6c4') : mix(leaf, blue, 0.5), air.haze, 0.25), {
      peaks: 4,
      snow: snowy,
    });
  }
  picture.glow((pen) => {
    pen.fillStyle = ramp(pen, 0, picture.height * 0.48, 0, picture.height * 0.64, [
      css(air.haze, 0),
      css(lighten(air.haze, 0.2), 0.5),
      css(air.haze, 0),
    ]);
    pen.fillRect(0, 0, picture.width, picture.height);
  });
  if (!features.has('greatwall'))
    treeLine(stage, 0.67, 0.11, 170, mix(leaf, rgb('#23483f'), 0.5), 'conifer', 22, snowy);
  ground(stage, 0.66, mix(grass, air.haze, 0.15), darken(grass, 0.18), { wave: 0.03 });
  meadowTexture(stage, 0.67, grass, flowersOf(stage));
  return onGrass(stage, horizon, 0.72, 0.94, grass);
}

export function snowmountain(stage: Stage): Ground {
  const { air } = stage;
  const { leaf } = greens(stage);
  const horizon = 0.58;
  paintSky(stage, horizon);
  const blue = air.night ? rgb('#2f4684') : mix(rgb('#8fa9cc'), air.light, air.warmth > 0.4 ? 0.25 : 0);
  ridge(stage, 0.58, 0.34, 230, mix(blue, air.haze, 0.5), { peaks: 3, snow: true });
  ridge(stage, 0.62, 0.44, 210, mix(blue, air.haze, 0.15), { peaks: 1.7, snow: true, named: true });
  treeLine(stage, 0.68, 0.12, 170, mix(mix(leaf, rgb('#234a48'), 0.6), air.haze, 0.1), 'conifer', 24, true);
  const snow = mix(multiply(rgb('#f1f6fb'), air.tint), air.night ? rgb('#27407c') : air.haze, air.night ? 0.5 : 0.12);
  ground(stage, 0.665, mix(snow, air.haze, 0.2), snow, { wave: 0.03 });
  drifts(stage, 0.68, snow);
  return { horizon, far: 0.73, near: 0.94, kind: 'snow', water: null, gloss: 0, colour: snow };
}

/** Soft blue hollows in snow. */
function drifts(stage: Stage, top: number, snow: Rgb): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 26; i++) {
      const t = random();
      const y = height * (top + (1 - top) * t);
      const w = (60 + t * 240) * unit;
      const x = random() * width;
      pen.fillStyle = css(random() < 0.6 ? mix(snow, air.shadow, 0.14) : lighten(snow, 0.6), 0.4);
      pen.beginPath();
      pen.ellipse(x, y, w, (4 + t * 12) * unit, (random() - 0.5) * 0.1, 0, 7);
      pen.fill();
    }
    for (let i = 0; i < 120; i++) {
      pen.fillStyle = 'rgba(255,255,255,.85)';
      pen.fillRect(random() * width, height * (top + random() * (1 - top)), 2 * unit, 2 * unit);
    }
  });
}

export function snowfield(stage: Stage): Ground {
  const { air } = stage;
  const { leaf } = greens(stage);
  const horizon = 0.52;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.03, 0.16, 0.34);
  const snow = mix(multiply(rgb('#f1f6fb'), air.tint), air.night ? rgb('#27407c') : air.haze, air.night ? 0.5 : 0.1);
  ridge(stage, 0.58, 0.07, 190, mix(snow, air.haze, 0.4), { peaks: 2, soft: true });
  treeLine(stage, 0.59, 0.15, 180, mix(mix(leaf, rgb('#2b5a55'), 0.6), air.haze, 0.2), 'conifer', 19, true);
  ground(stage, 0.575, mix(snow, air.haze, 0.15), snow, { wave: 0.02 });
  drifts(stage, 0.6, snow);
  return { horizon, far: 0.68, near: 0.93, kind: 'snow', water: null, gloss: 0, colour: snow };
}

export function sea(stage: Stage): Ground {
  const horizon = 0.46;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.004, 0.05, 0.2);
  water(stage, horizon, 1, 0.2, 1);
  return {
    horizon,
    far: 0.62,
    near: 0.9,
    kind: 'water',
    water: horizon,
    gloss: 0.4,
    colour: stage.air.night ? rgb('#16306a') : rgb('#3a9cc0'),
  };
}

export function lake(stage: Stage): Ground {
  const { leaf, grass } = greens(stage);
  const { width, height } = stage.picture;
  const horizon = 0.47;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.01, 0.22, 0.28);
  treeLine(
    stage,
    horizon + 0.012,
    0.06,
    190,
    mix(leaf, stage.air.haze, 0.3),
    isWhite(stage) ? 'conifer' : 'leaf',
    26,
    isWhite(stage),
  );
  water(stage, horizon + 0.005, 1, 0.72, 0.12);
  grassEdge(stage, -20, width * 0.26, height * 1.01, height * 0.16, darken(grass, 0.2), 4);
  grassEdge(stage, width * 0.8, width + 20, height * 1.01, height * 0.12, darken(grass, 0.25), 4);
  return { horizon, far: 0.62, near: 0.9, kind: 'water', water: horizon, gloss: 0.9, colour: rgb('#4f9ab4') };
}

export function desert(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height } = picture;
  const horizon = 0.5;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.02, 0.07, 0.24);
  const sand = mix(multiply(rgb('#efb86a'), air.tint), air.night ? rgb('#1b2a5c') : air.haze, air.night ? 0.55 : 0.05);
  const away = air.lightX < 0.5 ? 1 : -1;
  // Dunes: each a lit face and a shaded slip face meeting in a sharp crest.
  for (const [base, rise, depth] of [
    [0.56, 0.07, 195],
    [0.64, 0.1, 165],
    [0.76, 0.12, 110],
  ] as const) {
    const noise = lineNoise(random);
    const tone = mix(sand, air.haze, (depth / 255) * 0.45);
    const crest: [number, number][] = [];
    for (let i = 0; i <= 40; i++)
      crest.push([(i / 40) * width, height * (base - rise * (0.1 + 1.5 * Math.abs(noise((i / 40) * 1.3 + depth))))]);
    picture.layer({ top: height * (base - rise), far: depth, near: Math.max(10, depth - 90) }, (pen) => {
      pen.beginPath();
      pen.moveTo(0, height);
      for (const [x, y] of crest) pen.lineTo(x, y);
      pen.lineTo(width, height);
      pen.fillStyle = ramp(pen, 0, height * (base - rise), 0, height * (base + 0.25), [
        css(lighten(tone, 0.22)),
        css(tone),
        css(darken(tone, 0.1)),
      ]);
      pen.fill();
      pen.clip();
      pen.beginPath();
      crest.forEach(([x, y], i) => {
        if (i === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
      });
      for (let i = crest.length - 1; i >= 0; i--) {
        const [x, y] = crest[i] ?? [0, 0];
        pen.lineTo(x + away * width * 0.09, y + height * (0.03 + 0.1 * (1 - (y / height - (base - rise)) / rise)));
      }
      pen.fillStyle = css(mix(darken(tone, 0.24), air.shadow, 0.2), 0.55);
      pen.fill();
      pen.strokeStyle = css(darken(tone, 0.16), 0.35);
      pen.lineWidth = 1.3 * picture.unit;
      for (let k = 0; k < 22; k++) {
        const y = height * (base + 0.02 + k * 0.018);
        pen.beginPath();
        for (let i = 0; i <= 20; i++) pen.lineTo((i / 20) * width, y + Math.sin(i * 0.9 + k * 1.3) * height * 0.006);
        pen.stroke();
      }
    });
  }
  return { horizon, far: 0.76, near: 0.94, kind: 'sand', water: null, gloss: 0, colour: sand };
}

export function farm(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const { grass, leaf, far } = greens(stage);
  const horizon = 0.45;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.03, 0.12, 0.28);
  ridge(stage, 0.52, 0.06, 195, mix(far, air.haze, 0.2), { peaks: 2, soft: true });
  treeLine(stage, 0.52, 0.06, 185, mix(leaf, air.haze, 0.2), 'leaf', 16, isWhite(stage));
  ground(stage, 0.51, grass, darken(grass, 0.1), { wave: 0.008 });
  // Rows of crop running to one point.
  const crop = isWhite(stage)
    ? rgb('#dfe9f2')
    : air.season === 'autumn' || air.season === null
      ? rgb('#e7bc3e')
      : air.season === 'spring'
        ? rgb('#f4d838')
        : rgb('#86b93f');
  const tone = air.night ? mix(crop, rgb('#16254e'), 0.6) : multiply(crop, air.tint);
  picture.layer({ top: height * 0.52, far: 185, near: 20 }, (pen) => {
    for (let row = -16; row <= 16; row++) {
      const x0 = width * (0.5 + row * 0.02);
      const x1 = width * (0.5 + row * 0.16);
      for (let k = 0; k < 34; k++) {
        const t = (k / 34) ** 1.6;
        const x = x0 + (x1 - x0) * t;
        if (x < -40 * unit || x > width + 40 * unit) continue;
        const y = height * (0.525 + 0.49 * t);
        const r = (3 + t * 26) * unit;
        pen.fillStyle = css(random() < 0.4 ? lighten(tone, random() * 0.3) : darken(tone, random() * 0.22));
        pen.beginPath();
        pen.ellipse(x + (random() - 0.5) * r, y, r * (0.55 + random() * 0.3), r * 0.8, 0, 0, 7);
        pen.fill();
      }
    }
  });
  grassEdge(stage, -20, width + 20, height * 1.015, height * 0.06, darken(tone, 0.18), 5);
  return onGrass(stage, horizon, 0.66, 0.93, mix(tone, grass, 0.4));
}

export function amusement(stage: Stage): Ground {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const { grass } = greens(stage);
  const horizon = 0.54;
  paintSky(stage, horizon);
  // A big wheel and tents as silhouettes in the haze.
  const tone = mix(air.night ? rgb('#5a63b8') : rgb('#e88aa6'), air.haze, 0.35);
  picture.layer(205, (pen) => {
    const x = width * 0.24;
    const y = height * 0.36;
    const r = 190 * unit;
    pen.strokeStyle = css(tone);
    pen.lineWidth = 6 * unit;
    for (const radius of [r, r * 0.9]) {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 7);
      pen.stroke();
    }
    pen.lineWidth = 3 * unit;
    for (let k = 0; k < 16; k++) {
      const a = (k / 16) * Math.PI * 2;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + Math.cos(a) * r, y + Math.sin(a) * r);
      pen.stroke();
      pen.fillStyle = ['#ffb347', '#ff6f91', '#6fc3ff', '#8ee08e'][k % 4] ?? '#fff';
      pen.beginPath();
      pen.arc(x + Math.cos(a) * r, y + Math.sin(a) * r + 12 * unit, 15 * unit, 0, 7);
      pen.fill();
    }
    pen.lineWidth = 12 * unit;
    pen.beginPath();
    pen.moveTo(x - 110 * unit, height * 0.58);
    pen.lineTo(x, y);
    pen.lineTo(x + 110 * unit, height * 0.58);
    pen.stroke();
    for (const [tx, wide, colour] of [
      [0.62, 130, '#ff8fa8'],
      [0.82, 170, '#ffc266'],
      [0.97, 120, '#7fc8ff'],
    ] as const) {
      const half = wide * unit;
      const cx = width * tx;
      const top = height * 0.4;
      for (let k = 0; k < 8; k++) {
        pen.fillStyle = css(k % 2 ? mix(rgb(colour), air.haze, 0.2) : lighten(air.haze, 0.6));
        pen.beginPath();
        pen.moveTo(cx, top);
        pen.lineTo(cx - half + (k * half) / 4, top + half * 0.62);
        pen.lineTo(cx - half + ((k + 1) * half) / 4, top + half * 0.62);
        pen.fill();
        pen.fillRect(cx - half * 0.86 + (k * half * 0.86) / 4, top + half * 0.62, (half * 0.86) / 4 + 1, half);
      }
    }
  });
  ground(stage, 0.575, mix(grass, air.haze, 0.15), darken(grass, 0.12), { wave: 0.008 });
  meadowTexture(stage, 0.58, grass, flowersOf(stage));
  return onGrass(stage, horizon, 0.68, 0.93, grass);
}

export function road(stage: Stage): Ground {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const { grass, leaf, far } = greens(stage);
  const horizon = 0.52;
  paintSky(stage, horizon);
  distance(stage, horizon + 0.03, 0.16, 0.32);
  ridge(stage, 0.56, 0.05, 195, mix(far, air.haze, 0.2), { peaks: 2, soft: true });
  treeLine(stage, 0.57, 0.08, 180, mix(leaf, air.haze, 0.2), isWhite(stage) ? 'conifer' : 'leaf', 15, isWhite(stage));
  ground(stage, 0.56, mix(grass, air.haze, 0.2), darken(grass, 0.1), { wave: 0.006 });
  meadowTexture(stage, 0.57, grass, flowersOf(stage));
  const asphalt = mix(multiply(rgb('#6d7480'), air.tint), air.night ? rgb('#1a2040') : air.haze, air.night ? 0.5 : 0.1);
  // A broad road across the picture, seen from its verge.
  picture.layer({ top: height * 0.7, far: 110, near: 20 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.7, 0, height * 0.97, [
      css(lighten(asphalt, 0.14)),
      css(asphalt),
      css(darken(asphalt, 0.16)),
    ]);
    pen.fillRect(0, height * 0.71, width, height * 0.26);
    pen.fillStyle = css(lighten(asphalt, 0.55));
    pen.fillRect(0, height * 0.718, width, 5 * unit);
    pen.fillRect(0, height * 0.955, width, 9 * unit);
    pen.fillStyle = css(air.night ? rgb('#d8b24a') : rgb('#ffd75a'), 0.9);
    for (let x = -40 * unit; x < width; x += 190 * unit) pen.fillRect(x, height * 0.83, 110 * unit, 8 * unit);
  });
  grassEdge(stage, -20, width + 20, height * 1.015, height * 0.045, darken(grass, 0.12), 5);
  return {
    horizon,
    far: 0.79,
    near: 0.92,
    kind: 'floor',
    water: null,
    gloss: air.weather === 'rain' ? 0.4 : 0,
    colour: asphalt,
  };
}

export function stadium(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const horizon = 0.42;
  paintSky(stage, horizon);
  // Stands full of people, as coloured dots in tiers.
  picture.layer(220, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.26, 0, height * 0.54, [
      css(mix(rgb('#5b6f96'), air.haze, 0.3)),
      css(multiply(rgb('#33456e'), air.tint)),
    ]);
    pen.beginPath();
    pen.moveTo(0, height * 0.24);
    pen.quadraticCurveTo(width / 2, height * 0.34, width, height * 0.24);
    pen.lineTo(width, height * 0.56);
    pen.lineTo(0, height * 0.56);
    pen.fill();
    const tones = ['#ffd25a', '#ff6b6b', '#ffffff', '#6bc5ff', '#8ee08e', '#ffa45a'];
    for (let row = 0; row < 11; row++) {
      const y = 0.305 + row * 0.02;
      for (let x = 0; x < width; x += 11 * unit) {
        if (random() < 0.25) continue;
        const bend = (1 - ((x / width) * 2 - 1) ** 2) * 0.05 * (1 - row / 14);
        pen.fillStyle = css(multiply(rgb(tones[Math.floor(random() * tones.length)] ?? '#ffffff'), air.tint), 0.72);
        pen.beginPath();
        pen.arc(x + random() * 6 * unit, height * (y + bend) + random() * 5 * unit, 4.4 * unit, 0, 7);
        pen.fill();
      }
    }
    pen.fillStyle = css(multiply(rgb('#e9eef6'), air.tint));
    pen.fillRect(0, height * 0.535, width, 20 * unit);
  });
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (const x of [0.06, 0.94]) {
      const gradient = pen.createRadialGradient(width * x, height * 0.12, 0, width * x, height * 0.12, 260 * unit);
      gradient.addColorStop(0, 'rgba(255,255,235,.9)');
      gradient.addColorStop(0.15, 'rgba(255,250,220,.35)');
      gradient.addColorStop(1, 'rgba(255,250,220,0)');
      pen.fillStyle = gradient;
      pen.fillRect(0, 0, width, height * 0.5);
    }
  });
  const turf = air.night ? rgb('#1f6b4a') : multiply(rgb('#4fae4f'), air.tint);
  picture.layer({ top: height * 0.555, far: 200, near: 10 }, (pen) => {
    for (let k = 0; k < 9; k++) {
      const y0 = 0.555 + 0.445 * (k / 9) ** 1.5;
      const y1 = 0.555 + 0.445 * ((k + 1) / 9) ** 1.5;
      pen.fillStyle = css(k % 2 ? turf : lighten(turf, 0.13));
      pen.fillRect(0, height * y0, width, height * (y1 - y0) + 1);
    }
    pen.strokeStyle = 'rgba(255,255,255,.85)';
    pen.lineWidth = 6 * unit;
    pen.beginPath();
    pen.ellipse(width / 2, height * 0.86, 380 * unit, 120 * unit, 0, 0, 7);
    pen.moveTo(0, height * 0.62);
    pen.lineTo(width, height * 0.62);
    pen.stroke();
  });
  return { horizon, far: 0.7, near: 0.92, kind: 'grass', water: null, gloss: 0, colour: turf };
}
