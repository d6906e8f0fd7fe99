// Places among trees: forest, bamboo grove, blossom trees, the ginkgo avenue.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { grassEdge, greens, ground, leafTree, meadowTexture, treeLine } from '../land.js';
import { halo, type Pen, ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { distance, isWhite } from './distance.js';

/** Shafts of light falling aslant. */
function shafts(stage: Stage, strength: number): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const from = width * air.lightX;
  picture.soft(
    8 * unit,
    (pen) => {
      for (let i = 0; i < 8; i++) {
        const spread = (random() - 0.5) * width * 1.5;
        const w = (26 + random() * 60) * unit;
        pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.85, [css(air.light, strength), css(air.light, 0)]);
        pen.beginPath();
        pen.moveTo(from + spread * 0.2, -20);
        pen.lineTo(from + spread * 0.2 + w, -20);
        pen.lineTo(from + spread + w * 2.6, height * 0.85);
        pen.lineTo(from + spread, height * 0.85);
        pen.fill();
      }
    },
    'screen',
  );
}

/** Trunks rising through the whole picture. */
function trunks(
  stage: Stage,
  count: number,
  wide: number,
  depth: number,
  tone: Rgb,
  foot: number,
  leaf: Rgb,
  keepMiddle: boolean,
): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  picture.layer(depth, (pen) => {
    for (let i = 0; i < count; i++) {
      let x = ((i + 0.2 + random() * 0.6) / count) * width;
      if (keepMiddle && x > width * 0.24 && x < width * 0.76)
        x = i % 2 ? width * random() * 0.16 : width * (0.84 + random() * 0.16);
      const w = wide * unit * (0.7 + random() * 0.6);
      const base = height * (foot + random() * 0.02);
      pen.fillStyle = ramp(
        pen,
        x - w,
        0,
        x + w,
        0,
        air.lightX < 0.5
          ? [css(lighten(tone, 0.24)), css(tone), css(darken(tone, 0.4))]
          : [css(darken(tone, 0.4)), css(tone), css(lighten(tone, 0.24))],
      );
      pen.beginPath();
      pen.moveTo(x - w * 0.9, base);
      pen.quadraticCurveTo(x - w * 0.5, base - height * 0.1, x - w * 0.42, -10);
      pen.lineTo(x + w * 0.42, -10);
      pen.quadraticCurveTo(x + w * 0.5, base - height * 0.1, x + w * 0.95, base);
      pen.quadraticCurveTo(x, base + w * 0.4, x - w * 0.9, base);
      pen.fill();
      pen.strokeStyle = css(darken(tone, 0.45), 0.4);
      pen.lineWidth = Math.max(1, w * 0.05);
      for (let k = 0; k < 7; k++) {
        const bx = x + (random() - 0.5) * w * 0.7;
        const by = random() * base * 0.85;
        pen.beginPath();
        pen.moveTo(bx, by);
        pen.quadraticCurveTo(bx + w * 0.07, by + 40 * unit, bx, by + 90 * unit);
        pen.stroke();
      }
    }
    // Leaves closing the picture above.
    for (let i = 0; i < count * 9; i++) {
      const x = random() * width;
      const y = height * (random() ** 2 * 0.24 - 0.02);
      const r = (24 + random() * 42) * unit;
      pen.fillStyle = css(random() < 0.4 ? lighten(leaf, random() * 0.25) : darken(leaf, random() * 0.35), 0.9);
      pen.beginPath();
      pen.ellipse(x, y, r * 1.3, r, random(), 0, 7);
      pen.fill();
    }
  });
}

/** A fern: arched fronds from one root. */
function fern(pen: Pen, x: number, foot: number, size: number, tone: Rgb, random: () => number): void {
  for (let k = 0; k < 9; k++) {
    const angle = -Math.PI * (0.1 + (k / 8) * 0.8);
    const ex = x + Math.cos(angle) * size;
    const ey = foot + Math.sin(angle) * size * 0.85 + size * 0.16;
    pen.fillStyle = css(k % 2 ? tone : lighten(tone, 0.15 + random() * 0.1));
    pen.beginPath();
    pen.moveTo(x, foot);
    pen.quadraticCurveTo(x + Math.cos(angle) * size * 0.5, foot + Math.sin(angle) * size - size * 0.08, ex, ey);
    pen.quadraticCurveTo(x + Math.cos(angle) * size * 0.55, foot + Math.sin(angle) * size + size * 0.14, x, foot);
    pen.fill();
  }
}

export function forest(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const { grass, leaf } = greens(stage);
  const horizon = 0.55;
  const deep = air.night ? rgb('#0c1c3a') : mix(darken(leaf, 0.2), air.haze, 0.35);
  if (stage.features.size > 0) {
    paintSky(stage, horizon);
    distance(stage, 0.56, 0.1, 0.3);
  }
  picture.glow((pen) => {
    pen.globalAlpha = stage.features.size > 0 ? 0.35 : 1;
    pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.7, [
      css(mix(deep, leaf, 0.3)),
      css(lighten(mix(air.haze, leaf, 0.25), air.night ? 0 : 0.3)),
      css(mix(deep, leaf, 0.5)),
    ]);
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = 1;
    halo(
      pen,
      width * air.lightX,
      height * 0.32,
      480 * unit,
      css(lighten(air.light, 0.3), air.night ? 0.3 : 0.75),
      css(air.light, 0),
    );
  });
  const bark = air.night ? rgb('#1f2a44') : multiply(rgb('#6d5240'), air.tint);
  treeLine(stage, 0.6, 0.2, 225, mix(leaf, air.haze, 0.55), 'conifer', 18, isWhite(stage));
  trunks(stage, 11, 17, 205, mix(bark, air.haze, 0.5), 0.6, mix(leaf, air.haze, 0.35), false);
  ground(stage, 0.585, mix(grass, air.haze, 0.25), darken(mix(grass, leaf, 0.5), 0.2), { wave: 0.01 });
  trunks(stage, 7, 32, 165, mix(bark, air.haze, 0.2), 0.64, mix(leaf, air.haze, 0.12), true);
  shafts(stage, air.night ? 0.12 : 0.3);
  meadowTexture(stage, 0.6, mix(grass, leaf, 0.3), isWhite(stage) ? [] : [rgb('#fff6d8'), rgb('#ffd9e6')]);
  trunks(stage, 4, 62, 90, bark, 0.74, leaf, true);
  picture.layer(30, (pen) => {
    for (let i = 0; i < 12; i++) {
      const x = width * (i % 2 ? random() * 0.22 : 0.78 + random() * 0.22);
      fern(
        pen,
        x,
        height * (0.96 + random() * 0.06),
        (60 + random() * 70) * unit,
        isWhite(stage) ? mix(leaf, rgb('#ffffff'), 0.5) : darken(leaf, 0.1 + random() * 0.2),
        random,
      );
    }
  });
  return {
    horizon,
    far: 0.7,
    near: 0.93,
    kind: isWhite(stage) ? 'snow' : 'grass',
    water: null,
    gloss: 0,
    colour: mix(grass, leaf, 0.4),
  };
}

/** Stalks of bamboo with knots and leaf sprays. */
function stalks(
  stage: Stage,
  count: number,
  wide: number,
  depth: number,
  tone: Rgb,
  keepMiddle: boolean,
  named: boolean,
): void {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  picture.layer(
    depth,
    (pen) => {
      for (let i = 0; i < count; i++) {
        let x = ((i + random()) / count) * width;
        if (keepMiddle && x > width * 0.22 && x < width * 0.78)
          x = i % 2 ? width * random() * 0.17 : width * (0.83 + random() * 0.17);
        const w = wide * unit * (0.7 + random() * 0.6);
        const lean = (random() - 0.5) * 50 * unit;
        const foot = height * (0.72 + ((255 - depth) / 255) * 0.2 + random() * 0.03);
        const hue = random() < 0.5 ? lighten(tone, random() * 0.18) : darken(tone, random() * 0.18);
        const joint = (86 + random() * 50) * unit * (wide / 22 + 0.4);
        for (let y = foot; y > -joint; y -= joint) {
          const t = (foot - y) / height;
          const px = x + lean * t;
          pen.fillStyle = ramp(pen, px - w / 2, 0, px + w / 2, 0, [
            css(darken(hue, 0.25)),
            css(lighten(hue, 0.34)),
            css(hue),
            css(darken(hue, 0.35)),
          ]);
          pen.fillRect(px - w / 2, y - joint + w * 0.12, w, joint - w * 0.12);
          pen.fillStyle = css(lighten(hue, 0.42));
          pen.fillRect(px - w * 0.58, y - joint, w * 1.16, w * 0.14);
          pen.fillStyle = css(darken(hue, 0.4));
          pen.fillRect(px - w * 0.54, y - joint + w * 0.14, w * 1.08, w * 0.07);
        }
        for (let k = 0; k < 6; k++) {
          const y = random() * height * 0.5;
          spray(
            pen,
            x + lean * ((foot - y) / height),
            y,
            w * (2.6 + random() * 2),
            random() < 0.5 ? -1 : 1,
            hue,
            random,
          );
        }
      }
    },
    named,
  );
}

function spray(pen: Pen, x: number, y: number, size: number, side: number, tone: Rgb, random: () => number): void {
  for (let k = 0; k < 6; k++) {
    const angle = (side > 0 ? 0.1 : Math.PI - 0.1) + side * (k * 0.22 - 0.2);
    const long = size * (0.7 + random() * 0.5);
    const ex = x + Math.cos(angle) * long;
    const ey = y + Math.sin(angle) * long + long * 0.25;
    pen.fillStyle = css(k % 2 ? lighten(tone, 0.12) : darken(tone, 0.12), 0.94);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.quadraticCurveTo((x + ex) / 2, (y + ey) / 2 - long * 0.13, ex, ey);
    pen.quadraticCurveTo((x + ex) / 2, (y + ey) / 2 + long * 0.1, x, y);
    pen.fill();
  }
}

export function bamboo(stage: Stage): Ground {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const { grass } = greens(stage);
  const named = stage.features.has('bamboo');
  const green = air.night ? rgb('#1d4a4c') : multiply(isWhite(stage) ? rgb('#7fae8c') : rgb('#6fae45'), air.tint);
  if (stage.features.size > (named ? 1 : 0)) {
    paintSky(stage, 0.56);
    distance(stage, 0.6, 0.12, 0.34);
  } else {
    picture.glow((pen) => {
      pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.75, [
        css(mix(air.haze, green, 0.35)),
        css(lighten(mix(air.haze, green, 0.12), air.night ? 0 : 0.45)),
        css(mix(air.haze, green, 0.4)),
      ]);
      pen.fillRect(0, 0, width, height);
      halo(
        pen,
        width * air.lightX,
        height * 0.28,
        460 * unit,
        css(lighten(air.light, 0.3), air.night ? 0.3 : 0.8),
        css(air.light, 0),
      );
    });
    stalks(stage, 24, 11, 225, mix(green, air.haze, 0.6), false, false);
  }
  stalks(stage, 13, 18, 195, mix(green, air.haze, 0.35), stage.features.size > 1, named);
  ground(stage, 0.66, mix(grass, air.haze, 0.25), darken(grass, 0.2), { wave: 0.012 });
  picture.layer({ top: height * 0.66, far: 180, near: 10 }, (pen) => {
    const path = multiply(air.night ? rgb('#5a5f7a') : rgb('#d9c8a0'), air.tint);
    pen.fillStyle = ramp(pen, 0, height * 0.66, 0, height, [css(mix(path, air.haze, 0.4)), css(path)]);
    pen.beginPath();
    pen.moveTo(width * 0.47, height * 0.665);
    pen.quadraticCurveTo(width * 0.44, height * 0.78, width * 0.2, height * 1.02);
    pen.lineTo(width * 0.8, height * 1.02);
    pen.quadraticCurveTo(width * 0.58, height * 0.78, width * 0.52, height * 0.665);
    pen.fill();
  });
  shafts(stage, air.night ? 0.1 : 0.26);
  meadowTexture(stage, 0.67, grass);
  stalks(stage, 6, 42, 70, green, true, named);
  grassEdge(stage, -20, width * 0.24, height * 1.01, height * 0.08, darken(grass, 0.2), 20);
  grassEdge(stage, width * 0.78, width + 20, height * 1.01, height * 0.08, darken(grass, 0.2), 20);
  return {
    horizon: 0.64,
    far: 0.74,
    near: 0.93,
    kind: isWhite(stage) ? 'snow' : 'grass',
    water: null,
    gloss: 0,
    colour: grass,
  };
}

/** A branch with clouds of blossom reaching in from a side. */
export function blossomTree(
  stage: Stage,
  x: number,
  foot: number,
  tall: number,
  depth: number,
  tone: Rgb,
  named: boolean,
): void {
  const { picture, air, random } = stage;
  const { unit } = picture;
  const bark = air.night ? rgb('#2a2338') : multiply(rgb('#5b4038'), air.tint);
  const tips: [number, number, number][] = [];
  picture.layer(
    depth,
    (pen) => {
      pen.strokeStyle = css(bark);
      pen.lineCap = 'round';
      const grow = (bx: number, by: number, long: number, angle: number, wide: number, level: number): void => {
        const ex = bx + Math.cos(angle) * long;
        const ey = by + Math.sin(angle) * long;
        pen.lineWidth = wide;
        pen.beginPath();
        pen.moveTo(bx, by);
        pen.quadraticCurveTo((bx + ex) / 2 + (random() - 0.5) * long * 0.25, (by + ey) / 2, ex, ey);
        pen.stroke();
        if (level >= 2) tips.push([ex, ey, level]);
        if (level < 4) {
          const n = level === 0 ? 3 : 2;
          for (let k = 0; k < n; k++)
            grow(
              ex,
              ey,
              long * (0.66 + random() * 0.16),
              angle + (k - (n - 1) / 2) * (0.75 + random() * 0.3) + (random() - 0.5) * 0.3,
              wide * 0.62,
              level + 1,
            );
        }
      };
      grow(x, foot, tall * 0.34, -Math.PI / 2 + (random() - 0.5) * 0.25, tall * 0.06, 0);
      for (const pass of [0, 1, 2]) {
        for (const [tx, ty] of tips) {
          for (let k = 0; k < 5; k++) {
            const r = tall * (0.032 + random() * 0.03) * (pass === 2 ? 0.6 : 1);
            const px = tx + (random() - 0.5) * tall * 0.13 + (pass === 2 ? (air.lightX - 0.5) * tall * 0.05 : 0);
            const py = ty + (random() - 0.5) * tall * 0.1 - (pass === 2 ? tall * 0.025 : 0);
            pen.fillStyle = css(
              pass === 0
                ? darken(tone, 0.2)
                : pass === 1
                  ? mix(tone, lighten(tone, 0.3), random())
                  : lighten(tone, 0.5),
              pass === 0 ? 0.9 : 0.75,
            );
            pen.beginPath();
            pen.ellipse(px, py, r * 1.15, r, random() * 3, 0, 7);
            pen.fill();
          }
        }
      }
      for (const [tx, ty] of tips) {
        if (random() < 0.5) continue;
        const r = (4 + random() * 4) * unit;
        pen.fillStyle = css(lighten(tone, 0.7));
        for (let k = 0; k < 5; k++) {
          pen.beginPath();
          pen.arc(tx + Math.cos(k * 1.257) * r * 0.8, ty + Math.sin(k * 1.257) * r * 0.8, r * 0.7, 0, 7);
          pen.fill();
        }
      }
    },
    named,
  );
}

export function blossom(stage: Stage): Ground {
  const { picture, air } = stage;
  const { width, height } = picture;
  const { grass, leaf } = greens({ ...stage, air: { ...air, season: air.season ?? 'spring' } });
  const pink = air.night ? rgb('#a878b0') : multiply(rgb('#ffb3c8'), air.tint);
  const named = stage.features.has('blossom');
  const horizon = 0.5;
  paintSky(stage, horizon);
  distance(stage, 0.54, 0.14, 0.3);
  treeLine(stage, 0.57, 0.11, 190, mix(pink, air.haze, 0.4), 'leaf', 17);
  ground(stage, 0.56, mix(grass, air.haze, 0.2), darken(grass, 0.1));
  meadowTexture(stage, 0.57, mix(grass, leaf, 0.1), [lighten(pink, 0.4), pink, rgb('#ffffff')]);
  blossomTree(stage, width * 0.84, height * 0.66, height * 0.52, 150, mix(pink, air.haze, 0.15), named);
  blossomTree(stage, width * 0.08, height * 0.8, height * 0.82, 100, pink, named);
  return { horizon, far: 0.68, near: 0.93, kind: 'grass', water: null, gloss: 0, colour: grass };
}

export function ginkgo(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const gold = air.night
    ? rgb('#8a6a2c')
    : multiply(
        air.season === 'spring' || air.season === 'summer'
          ? rgb('#8fc24a')
          : air.season === 'winter'
            ? rgb('#dfe6ea')
            : rgb('#f5c02e'),
        air.tint,
      );
  const horizon = 0.5;
  paintSky(stage, horizon);
  distance(stage, 0.53, 0.08, 0.3);
  const carpet = mix(gold, rgb('#b98a3a'), 0.3);
  ground(stage, 0.52, mix(carpet, air.haze, 0.3), carpet, { wave: 0.004 });
  picture.layer({ top: height * 0.52, far: 190, near: 10 }, (pen) => {
    const way = multiply(air.night ? rgb('#4c5068') : rgb('#b7a690'), air.tint);
    pen.fillStyle = ramp(pen, 0, height * 0.52, 0, height, [css(mix(way, air.haze, 0.4)), css(way)]);
    pen.beginPath();
    pen.moveTo(width * 0.485, height * 0.52);
    pen.lineTo(width * 0.515, height * 0.52);
    pen.lineTo(width * 0.86, height * 1.01);
    pen.lineTo(width * 0.14, height * 1.01);
    pen.fill();
  });
  const bark = air.night ? rgb('#2b2a3c') : multiply(rgb('#6e543c'), air.tint);
  for (const t of [0.12, 0.22, 0.36, 0.56, 0.85]) {
    picture.layer(
      Math.round(205 - t * 130),
      (pen) => {
        for (const side of [-1, 1]) {
          const x = width * (0.5 + side * (0.05 + t * 0.5));
          leafTree(
            pen,
            x,
            height * (0.53 + t * 0.3),
            height * (0.2 + t * 0.95),
            mix(gold, air.haze, (1 - t) * 0.4),
            mix(bark, air.haze, (1 - t) * 0.4),
            air.lightX,
            random,
          );
        }
      },
      stage.features.has('ginkgo'),
    );
  }
  shafts(stage, air.night ? 0.08 : 0.2);
  picture.glow((pen) => {
    for (let i = 0; i < 420; i++) {
      const t = random() ** 0.8;
      const y = height * (0.54 + t * 0.46);
      pen.fillStyle = css(random() < 0.5 ? lighten(gold, random() * 0.35) : darken(gold, random() * 0.25), 0.9);
      pen.beginPath();
      pen.ellipse(random() * width, y, (1.5 + t * 9) * unit, (0.8 + t * 4) * unit, random() * 3, 0, 7);
      pen.fill();
    }
  });
  return { horizon, far: 0.66, near: 0.92, kind: 'floor', water: null, gloss: 0, colour: carpet };
}
