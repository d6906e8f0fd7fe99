// Places under a roof: the window sill, the living room, the café, the kitchen, the table top.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { greens, ridge, treeLine } from '../land.js';
import { halo, type Pen, ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { distance, isWhite } from './distance.js';

/** Planks of wood from `top` down, in perspective. */
export function woodTop(stage: Stage, top: number, tone: Rgb): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  picture.layer({ top: height * top, far: 140, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * top, 0, height, [
      css(lighten(tone, 0.18)),
      css(tone),
      css(darken(tone, 0.12)),
    ]);
    pen.fillRect(0, height * top, width, height);
    const planks = 7;
    for (let i = -4; i <= planks + 4; i++) {
      const far = (t: number): number => width * (0.5 + ((i - planks / 2) / planks) * (0.82 + t * 1.1));
      pen.fillStyle = css(i % 2 ? lighten(tone, random() * 0.1) : darken(tone, random() * 0.1), 0.6);
      pen.beginPath();
      pen.moveTo(far(0), height * top);
      pen.lineTo(far(0) + (width * 0.82) / planks, height * top);
      pen.lineTo(far(1) + (width * 1.92) / planks, height);
      pen.lineTo(far(1), height);
      pen.fill();
      pen.strokeStyle = css(darken(tone, 0.45), 0.6);
      pen.lineWidth = 2.4 * unit;
      pen.beginPath();
      pen.moveTo(far(0), height * top);
      pen.lineTo(far(1), height);
      pen.stroke();
      pen.strokeStyle = css(darken(tone, 0.3), 0.25);
      pen.lineWidth = 1.4 * unit;
      for (let k = 0; k < 5; k++) {
        const u = random();
        const y0 = height * (top + random() * (1 - top) * 0.6);
        const x = far((y0 / height - top) / (1 - top)) + u * 110 * unit;
        pen.beginPath();
        pen.moveTo(x, y0);
        pen.quadraticCurveTo(x + 6 * unit, y0 + 40 * unit, x + (x - width / 2) * 0.12, y0 + 90 * unit);
        pen.stroke();
      }
    }
    pen.fillStyle = css(lighten(tone, 0.4), 0.8);
    pen.fillRect(0, height * top, width, 5 * unit);
  });
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'soft-light';
    halo(pen, width * air.lightX, height * (top + 0.08), 520 * unit, css(air.light, 0.75), css(air.light, 0));
  });
}

/** The view through a window: sky, land and what the text wants far away. */
function view(stage: Stage, low: number): void {
  const { leaf, grass, far } = greens(stage);
  paintSky(stage, low);
  distance(stage, low - 0.02, 0.14, 0.3);
  ridge(stage, low + 0.02, 0.08, 210, mix(far, stage.air.haze, 0.3), { soft: true, peaks: 2 });
  treeLine(
    stage,
    low + 0.06,
    0.13,
    195,
    mix(leaf, stage.air.haze, 0.2),
    isWhite(stage) ? 'conifer' : 'leaf',
    9,
    isWhite(stage),
  );
  stage.picture.layer(190, (pen) => {
    pen.fillStyle = css(grass);
    pen.fillRect(0, stage.picture.height * (low + 0.045), stage.picture.width, stage.picture.height);
  });
}

/** Frame with panes over the view; `holes` are the panes in parts of the picture. */
function frame(
  pen: Pen,
  stage: Stage,
  wall: Rgb,
  wood: Rgb,
  holes: readonly (readonly [number, number, number, number])[],
): void {
  const { width, height, unit } = stage.picture;
  pen.fillStyle = ramp(pen, 0, 0, width, height, [css(lighten(wall, 0.1)), css(wall), css(darken(wall, 0.1))]);
  pen.beginPath();
  pen.rect(0, 0, width, height);
  for (const [x, y, w, h] of holes) pen.rect(width * x, height * y, width * w, height * h);
  pen.fill('evenodd');
  for (const [x, y, w, h] of holes) {
    pen.strokeStyle = css(wood);
    pen.lineWidth = 22 * unit;
    pen.strokeRect(width * x, height * y, width * w, height * h);
    pen.strokeStyle = css(lighten(wood, 0.3));
    pen.lineWidth = 5 * unit;
    pen.strokeRect(width * x - 8 * unit, height * y - 8 * unit, width * w + 16 * unit, height * h + 16 * unit);
    pen.fillStyle = css(wood);
    pen.fillRect(width * (x + w / 2) - 7 * unit, height * y, 14 * unit, height * h);
    pen.fillRect(width * x, height * (y + h * 0.36) - 6 * unit, width * w, 12 * unit);
  }
}

/** Drops on a pane when it rains outside. */
function panes(stage: Stage, x: number, y: number, w: number, h: number, raining: boolean): void {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.fillStyle = ramp(pen, width * x, height * y, width * (x + w), height * (y + h), [
      'rgba(255,255,255,.22)',
      'rgba(255,255,255,.02)',
      'rgba(255,255,255,.14)',
    ]);
    pen.fillRect(width * x, height * y, width * w, height * h);
    if (!raining) return;
    for (let i = 0; i < 150; i++) {
      const px = width * (x + random() * w);
      const py = height * (y + random() * h);
      const r = (1.5 + random() * 5) * unit;
      pen.fillStyle = 'rgba(235,245,255,.6)';
      pen.beginPath();
      pen.ellipse(px, py, r * 0.8, r, 0, 0, 7);
      pen.fill();
      if (random() < 0.25) {
        pen.strokeStyle = 'rgba(235,245,255,.34)';
        pen.lineWidth = r * 0.8;
        pen.beginPath();
        pen.moveTo(px, py);
        pen.lineTo(px + 2 * unit, py - (30 + random() * 70) * unit);
        pen.stroke();
      }
    }
  });
}

function curtain(pen: Pen, x: number, top: number, wide: number, tall: number, tone: Rgb): void {
  for (let i = 0; i < 6; i++) {
    const t = i / 6;
    pen.fillStyle = ramp(pen, x + wide * t, 0, x + wide * (t + 1 / 6), 0, [
      css(darken(tone, 0.14)),
      css(lighten(tone, 0.2)),
      css(darken(tone, 0.1)),
    ]);
    pen.beginPath();
    pen.moveTo(x + wide * t, top);
    pen.lineTo(x + wide * (t + 1 / 6) + 1, top);
    pen.quadraticCurveTo(
      x + wide * (t + 1 / 6) + wide * 0.03,
      top + tall * 0.6,
      x + wide * (t + 1 / 6) + 1,
      top + tall,
    );
    pen.lineTo(x + wide * t, top + tall);
    pen.fill();
  }
}

const lampLight = (stage: Stage): boolean =>
  stage.air.night || stage.air.time === 'dusk' || stage.air.weather === 'rain' || stage.air.weather === 'storm';

export function windowsill(stage: Stage): Ground {
  const { picture, air } = stage;
  const { width, height, unit } = picture;
  const wall = mix(multiply(rgb('#f0e2cf'), air.tint), air.night ? rgb('#3a3358') : air.haze, air.night ? 0.55 : 0.08);
  const wood = mix(multiply(rgb('#fbf6ee'), air.tint), air.night ? rgb('#4a4570') : air.haze, air.night ? 0.45 : 0.05);
  view(stage, 0.5);
  panes(stage, 0.13, 0.03, 0.74, 0.66, air.weather === 'rain' || air.weather === 'storm');
  picture.layer(130, (pen) => {
    frame(pen, stage, wall, wood, [[0.13, -0.05, 0.74, 0.75]]);
    curtain(
      pen,
      -20 * unit,
      0,
      width * 0.2,
      height * 0.8,
      multiply(rgb('#f6d9c4'), air.night ? rgb('#8f86b8') : air.tint),
    );
    curtain(
      pen,
      width * 0.84,
      0,
      width * 0.2,
      height * 0.8,
      multiply(rgb('#f6d9c4'), air.night ? rgb('#8f86b8') : air.tint),
    );
  });
  woodTop(
    stage,
    0.72,
    mix(multiply(rgb('#d8a871'), air.tint), air.night ? rgb('#2a2446') : air.haze, air.night ? 0.4 : 0.04),
  );
  return { horizon: 0.5, far: 0.8, near: 0.93, kind: 'floor', water: null, gloss: 0.16, colour: rgb('#d8a871') };
}

export function interior(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const lamp = lampLight(stage);
  const wall = mix(multiply(rgb('#ecdcc6'), air.tint), air.night ? rgb('#4a3f5e') : air.haze, air.night ? 0.45 : 0.05);
  view(stage, 0.36);
  panes(stage, 0.54, 0.1, 0.36, 0.4, air.weather === 'rain' || air.weather === 'storm');
  picture.layer(185, (pen) => {
    frame(pen, stage, wall, multiply(rgb('#fdf8f0'), lamp ? rgb('#d8cfe0') : air.tint), [[0.54, 0.1, 0.36, 0.4]]);
    curtain(pen, width * 0.47, height * 0.06, width * 0.09, height * 0.56, multiply(rgb('#c7d6cf'), air.tint));
    curtain(pen, width * 0.88, height * 0.06, width * 0.09, height * 0.56, multiply(rgb('#c7d6cf'), air.tint));
    // A shelf with books, and a picture.
    const shelf = multiply(rgb('#b98a5c'), air.tint);
    const tones = ['#d9745f', '#e7b35a', '#6c9c8e', '#5c7fb0', '#efe2c8', '#a8698a'];
    for (const y of [0.2, 0.36]) {
      let x = width * 0.08;
      while (x < width * 0.36) {
        const w = (10 + random() * 16) * unit;
        const h = height * (0.06 + random() * 0.045);
        pen.fillStyle = css(multiply(rgb(tones[Math.floor(random() * tones.length)] ?? '#d9745f'), air.tint));
        pen.fillRect(x, height * y - h, w, h);
        x += w + 2 * unit;
        if (random() < 0.12) x += 50 * unit;
      }
      pen.fillStyle = css(shelf);
      pen.fillRect(width * 0.06, height * y, width * 0.34, 14 * unit);
    }
    pen.fillStyle = css(darken(wall, 0.1));
    pen.fillRect(0, height * 0.6, width, 10 * unit);
    pen.fillStyle = css(lighten(wall, 0.24));
    pen.fillRect(0, height * 0.605, width, height * 0.03);
  });
  woodTop(
    stage,
    0.635,
    mix(multiply(rgb('#c99a68'), air.tint), air.night ? rgb('#33284a') : air.haze, air.night ? 0.4 : 0.04),
  );
  picture.layer({ top: height * 0.72, far: 110, near: 20 }, (pen) => {
    pen.fillStyle = css(multiply(rgb('#e8c9b8'), air.tint));
    pen.beginPath();
    pen.ellipse(width * 0.5, height * 0.87, width * 0.42, height * 0.11, 0, 0, 7);
    pen.fill();
    pen.strokeStyle = css(multiply(rgb('#c98f7c'), air.tint));
    pen.lineWidth = 7 * unit;
    for (const s of [0.94, 0.78]) {
      pen.beginPath();
      pen.ellipse(width * 0.5, height * 0.87, width * 0.42 * s, height * 0.11 * s, 0, 0, 7);
      pen.stroke();
    }
  });
  if (lamp) {
    picture.glow((pen) => {
      pen.globalCompositeOperation = 'screen';
      halo(pen, width * 0.22, height * 0.28, 460 * unit, 'rgba(255,196,120,.5)', 'rgba(255,180,100,0)');
    });
  } else {
    picture.soft(
      12 * unit,
      (pen) => {
        pen.fillStyle = css(air.light, 0.26);
        pen.beginPath();
        pen.moveTo(width * 0.54, height * 0.12);
        pen.lineTo(width * 0.9, height * 0.12);
        pen.lineTo(width * 0.7, height);
        pen.lineTo(width * 0.16, height);
        pen.fill();
      },
      'screen',
    );
  }
  return { horizon: 0.62, far: 0.78, near: 0.93, kind: 'floor', water: null, gloss: 0.08, colour: rgb('#cfa27a') };
}

/** Soft discs of light out of focus. */
function bokeh(stage: Stage, count: number, tones: readonly string[], y0: number, y1: number): void {
  const { picture, random } = stage;
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (let i = 0; i < count; i++) {
      const tone = rgb(tones[i % tones.length] ?? '#ffffff');
      const r = (18 + random() * 48) * unit;
      const x = random() * width;
      const y = height * (y0 + random() * (y1 - y0));
      const disc = pen.createRadialGradient(x, y, r * 0.2, x, y, r);
      disc.addColorStop(0, css(tone, 0.22));
      disc.addColorStop(0.88, css(tone, 0.34));
      disc.addColorStop(1, css(tone, 0));
      pen.fillStyle = disc;
      pen.beginPath();
      pen.arc(x, y, r, 0, 7);
      pen.fill();
    }
  });
}

export function cafe(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  view(stage, 0.36);
  panes(stage, 0.06, 0.05, 0.5, 0.46, air.weather === 'rain' || air.weather === 'storm');
  const wall = mix(
    multiply(rgb('#8a6650'), air.tint),
    air.night ? rgb('#33253e') : rgb('#c9a884'),
    air.night ? 0.4 : 0.2,
  );
  picture.layer(190, (pen) => {
    frame(pen, stage, wall, multiply(rgb('#4b3428'), air.tint), [[0.06, 0.05, 0.5, 0.46]]);
    // Bricks, a blackboard, shelves with cups.
    for (let row = 0; row < 14; row++) {
      for (let k = 0; k < 9; k++) {
        const x = width * 0.6 + (k + (row % 2) * 0.5) * 50 * unit;
        pen.fillStyle = css(random() < 0.5 ? lighten(wall, random() * 0.12) : darken(wall, random() * 0.14));
        pen.fillRect(x, row * 36 * unit, 46 * unit, 32 * unit);
      }
    }
    pen.fillStyle = css(multiply(rgb('#5a3d2b'), air.tint));
    pen.fillRect(width * 0.64, height * 0.05, width * 0.3, height * 0.17);
    pen.fillStyle = css(multiply(rgb('#2f3d38'), air.tint));
    pen.fillRect(width * 0.655, height * 0.062, width * 0.27, height * 0.146);
    pen.fillStyle = 'rgba(244,240,226,.8)';
    for (let k = 0; k < 4; k++)
      pen.fillRect(width * 0.68, height * (0.082 + k * 0.03), width * (0.1 + random() * 0.1), 4 * unit);
    for (const y of [0.34, 0.47]) {
      for (let k = 0; k < 7; k++) {
        const x = width * 0.645 + k * 44 * unit;
        pen.fillStyle = css(
          multiply(
            rgb(['#f4efe6', '#d9926a', '#7fa396', '#e8c66a'][(k + (y > 0.4 ? 1 : 0)) % 4] ?? '#f4efe6'),
            air.tint,
          ),
        );
        pen.beginPath();
        pen.roundRect(x, height * y - 34 * unit, 28 * unit, 34 * unit, 6 * unit);
        pen.fill();
      }
      pen.fillStyle = css(multiply(rgb('#4b3428'), air.tint));
      pen.fillRect(width * 0.62, height * y, width * 0.36, 12 * unit);
    }
  });
  picture.layer(150, (pen) => {
    for (const x of [0.3, 0.72]) {
      pen.strokeStyle = '#2a2420';
      pen.lineWidth = 3 * unit;
      pen.beginPath();
      pen.moveTo(width * x, 0);
      pen.lineTo(width * x, height * 0.1);
      pen.stroke();
      pen.fillStyle = '#3a2f28';
      pen.beginPath();
      pen.moveTo(width * x - 22 * unit, height * 0.1);
      pen.lineTo(width * x + 22 * unit, height * 0.1);
      pen.lineTo(width * x + 62 * unit, height * 0.155);
      pen.lineTo(width * x - 62 * unit, height * 0.155);
      pen.fill();
      pen.fillStyle = '#fff0c0';
      pen.beginPath();
      pen.ellipse(width * x, height * 0.157, 36 * unit, 14 * unit, 0, 0, 7);
      pen.fill();
    }
  });
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (const x of [0.3, 0.72])
      halo(pen, width * x, height * 0.17, 300 * unit, 'rgba(255,206,130,.55)', 'rgba(255,190,110,0)');
  });
  bokeh(stage, 9, ['#ffcf8a', '#ffb56b', '#ffe6b8'], 0.3, 0.6);
  woodTop(
    stage,
    0.63,
    mix(multiply(rgb('#a8713f'), air.tint), air.night ? rgb('#2a1c30') : air.haze, air.night ? 0.3 : 0.04),
  );
  return { horizon: 0.6, far: 0.76, near: 0.92, kind: 'floor', water: null, gloss: 0.2, colour: rgb('#a8713f') };
}

export function kitchen(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  view(stage, 0.34);
  panes(stage, 0.3, 0.07, 0.4, 0.32, air.weather === 'rain');
  const wall = mix(multiply(rgb('#eef2ee'), air.tint), air.night ? rgb('#48506e') : air.haze, air.night ? 0.45 : 0.04);
  picture.layer(190, (pen) => {
    frame(pen, stage, wall, multiply(rgb('#ffffff'), air.tint), [[0.3, 0.07, 0.4, 0.32]]);
    for (let row = 0; row < 6; row++) {
      for (let k = 0; k < 18; k++) {
        pen.fillStyle = css(mix(multiply(rgb(random() < 0.2 ? '#bfe0d8' : '#f8faf6'), air.tint), wall, 0.3));
        pen.fillRect(
          k * 60 * unit * (width / (1000 * unit)) + 2 * unit,
          height * 0.44 + row * 34 * unit,
          56 * unit * (width / (1000 * unit)),
          30 * unit,
        );
      }
    }
    const wood = multiply(rgb('#7fb0a0'), air.tint);
    for (const [x, w] of [
      [0, 0.25],
      [0.76, 0.25],
    ] as const) {
      for (let k = 0; k < 2; k++) {
        pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.3, [css(lighten(wood, 0.15)), css(wood)]);
        pen.fillRect(width * (x + (k * w) / 2) + 3 * unit, 0, (width * w) / 2 - 6 * unit, height * 0.3);
        pen.strokeStyle = css(darken(wood, 0.2));
        pen.lineWidth = 3 * unit;
        pen.strokeRect(
          width * (x + (k * w) / 2) + 16 * unit,
          16 * unit,
          (width * w) / 2 - 32 * unit,
          height * 0.3 - 32 * unit,
        );
      }
    }
  });
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    halo(pen, width * 0.5, height * 0.24, 480 * unit, css(air.light, 0.4), css(air.light, 0));
  });
  woodTop(
    stage,
    0.62,
    mix(multiply(rgb('#e0b98a'), air.tint), air.night ? rgb('#2a2446') : air.haze, air.night ? 0.4 : 0.04),
  );
  return { horizon: 0.58, far: 0.76, near: 0.92, kind: 'floor', water: null, gloss: 0.14, colour: rgb('#e0b98a') };
}

/** Table linen and a softly lit wall: food photography. */
export function table(stage: Stage): Ground {
  const { picture, air, backdrop, random } = stage;
  const { width, height, unit } = picture;
  const base: Rgb =
    backdrop ??
    (air.night
      ? rgb('#3a2c4a')
      : air.season === 'winter'
        ? rgb('#c9d8e6')
        : air.season === 'summer'
          ? rgb('#bfe3dd')
          : air.season === 'autumn'
            ? rgb('#e3b98a')
            : rgb('#f3d6b8'));
  const wall = mix(multiply(base, air.tint), air.haze, 0.1);
  picture.layer(245, (pen) => {
    pen.fillStyle = ramp(pen, 0, 0, width, height * 0.7, [css(lighten(wall, 0.3)), css(wall), css(darken(wall, 0.14))]);
    pen.fillRect(0, 0, width, height);
    halo(pen, width * air.lightX, height * 0.26, 620 * unit, css(lighten(air.light, 0.4), 0.7), css(air.light, 0));
  });
  // Shadows of leaves on the wall, as from a window.
  picture.soft(10 * unit, (pen) => {
    pen.fillStyle = css(mix(darken(wall, 0.35), air.shadow, 0.2), 0.2);
    for (let i = 0; i < 26; i++) {
      const x = width * (air.lightX < 0.5 ? 0.5 + random() * 0.5 : random() * 0.5);
      const y = height * random() * 0.5;
      pen.beginPath();
      pen.ellipse(x, y, (60 + random() * 60) * unit, (12 + random() * 12) * unit, random() * 3, 0, 7);
      pen.fill();
    }
  });
  bokeh(stage, 12, air.night ? ['#ffb35a', '#ffd9a0', '#ff8a5a'] : ['#ffffff', '#fff3d6', '#ffe0c0'], 0.08, 0.56);
  woodTop(
    stage,
    0.6,
    mix(multiply(rgb('#c08a54'), air.tint), air.night ? rgb('#2a1c34') : air.haze, air.night ? 0.4 : 0.06),
  );
  // A folded cloth.
  picture.layer({ top: height * 0.78, far: 60, near: 15 }, (pen) => {
    const cloth = multiply(lighten(base, 0.55), air.tint);
    pen.fillStyle = ramp(pen, 0, height * 0.76, width * 0.5, height, [
      css(lighten(cloth, 0.2)),
      css(cloth),
      css(darken(cloth, 0.12)),
    ]);
    pen.beginPath();
    pen.moveTo(-10, height * 0.83);
    pen.quadraticCurveTo(width * 0.3, height * 0.745, width * 0.72, height * 0.79);
    pen.quadraticCurveTo(width * 0.86, height * 0.87, width * 0.8, height * 1.01);
    pen.lineTo(-10, height * 1.01);
    pen.fill();
    pen.strokeStyle = css(darken(base, 0.15), 0.4);
    pen.lineWidth = 5 * unit;
    for (let k = 0; k < 2; k++) {
      pen.beginPath();
      pen.moveTo(-10, height * (0.85 + k * 0.02));
      pen.quadraticCurveTo(
        width * 0.3,
        height * (0.77 + k * 0.02),
        width * (0.7 - k * 0.02),
        height * (0.81 + k * 0.02),
      );
      pen.quadraticCurveTo(width * (0.83 - k * 0.025), height * 0.88, width * (0.775 - k * 0.02), height * 1.01);
      pen.stroke();
    }
  });
  return { horizon: 0.58, far: 0.76, near: 0.9, kind: 'floor', water: null, gloss: 0.12, colour: rgb('#d9a878') };
}
