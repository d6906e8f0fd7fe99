// Places made for showing: the stage, the plain studio, the festive ground.
import { css, darken, lighten, mix, type Rgb, rgb } from '../colour.js';
import { halo, type Pen, ramp } from '../picture.js';
import type { Ground, Stage } from '../stage.js';

export function stagePlace(stage: Stage): Ground {
  const { picture, random, backdrop, air } = stage;
  const { width, height, unit } = picture;
  const cloth: Rgb =
    backdrop ?? (air.moods.includes('cool') || air.moods.includes('tech') ? rgb('#2b3f9e') : rgb('#a3172b'));
  picture.layer(250, (pen) => {
    pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.72, [
      css(darken(cloth, 0.86)),
      css(darken(cloth, 0.55)),
      css(darken(cloth, 0.3)),
    ]);
    pen.fillRect(0, 0, width, height);
  });
  picture.layer({ top: height * 0.64, far: 210, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.64, 0, height, ['#3a2418', '#8a5a34', '#5c3a22']);
    pen.fillRect(0, height * 0.66, width, height);
    pen.strokeStyle = 'rgba(30,14,8,.5)';
    pen.lineWidth = 2 * unit;
    for (let k = 1; k < 12; k++) {
      const y = height * (0.66 + 0.34 * (k / 12) ** 1.7);
      pen.beginPath();
      pen.moveTo(0, y);
      pen.lineTo(width, y);
      pen.stroke();
    }
  });
  // Beams of coloured light, then the pool they make.
  picture.soft(
    7 * unit,
    (pen) => {
      for (const [x, to, tone] of [
        [0.1, 0.42, '#ff9ecf'],
        [0.32, 0.46, '#fff0c0'],
        [0.5, 0.5, '#ffffff'],
        [0.68, 0.54, '#bfe3ff'],
        [0.9, 0.58, '#b9a4ff'],
      ] as const) {
        const colour = rgb(tone);
        pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.85, [css(colour, 0.6), css(colour, 0.1)]);
        pen.beginPath();
        pen.moveTo(width * x - 12 * unit, -10);
        pen.lineTo(width * x + 12 * unit, -10);
        pen.lineTo(width * to + 190 * unit, height * 0.84);
        pen.lineTo(width * to - 190 * unit, height * 0.84);
        pen.fill();
      }
    },
    'screen',
  );
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    pen.save();
    pen.translate(width / 2, height * 0.85);
    pen.scale(1, 0.26);
    halo(pen, 0, 0, 430 * unit, 'rgba(255,246,220,.85)', 'rgba(255,240,210,0)');
    pen.restore();
    for (let i = 0; i < 70; i++)
      halo(
        pen,
        random() * width,
        random() * height * 0.8,
        (2 + random() * 7) * unit,
        'rgba(255,240,200,.8)',
        'rgba(255,230,180,0)',
      );
  });
  picture.layer(190, (pen) => {
    const drape = (x: number, wide: number): void => {
      for (let i = 0; i < 7; i++) {
        const t = i / 7;
        const left = x < width / 2;
        const swing = (left ? 1 : -1) * wide * 0.35;
        pen.fillStyle = ramp(pen, x + wide * t, 0, x + wide * (t + 1 / 7), 0, [
          css(darken(cloth, 0.45)),
          css(lighten(cloth, 0.12)),
          css(darken(cloth, 0.35)),
        ]);
        pen.beginPath();
        pen.moveTo(x + wide * t, 0);
        pen.lineTo(x + wide * (t + 1 / 7) + 1, 0);
        pen.quadraticCurveTo(
          x + wide * (t + 1 / 7),
          height * 0.5,
          x + wide * (t + 1 / 7) - swing * (left ? t : 1 - t),
          height * 0.74,
        );
        pen.lineTo(x + wide * t - swing * (left ? t : 1 - t), height * 0.74);
        pen.quadraticCurveTo(x + wide * t, height * 0.5, x + wide * t, 0);
        pen.fill();
      }
    };
    drape(-10, width * 0.2);
    drape(width * 0.8 + 10, width * 0.2);
    for (let i = 0; i < 8; i++) {
      const x = (i / 8) * width;
      const w = width / 8;
      pen.fillStyle = ramp(pen, 0, 0, 0, height * 0.12, [css(darken(cloth, 0.4)), css(lighten(cloth, 0.08))]);
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x + w, 0);
      pen.quadraticCurveTo(x + w, height * 0.07, x + w / 2, height * 0.115);
      pen.quadraticCurveTo(x, height * 0.07, x, 0);
      pen.fill();
      pen.strokeStyle = '#e3b75c';
      pen.lineWidth = 5 * unit;
      pen.beginPath();
      pen.moveTo(x, height * 0.012);
      pen.quadraticCurveTo(x, height * 0.07, x + w / 2, height * 0.115);
      pen.quadraticCurveTo(x + w, height * 0.07, x + w, height * 0.012);
      pen.stroke();
    }
  });
  return { horizon: 0.66, far: 0.78, near: 0.91, kind: 'floor', water: null, gloss: 0.3, colour: rgb('#a8744a') };
}

/** A seamless coloured ground with large soft shapes. */
export function studio(stage: Stage): Ground {
  const { picture, air, backdrop, random } = stage;
  const { width, height, unit } = picture;
  const pick = [rgb('#9cc9ee'), rgb('#f7c6cf'), rgb('#f4dda8'), rgb('#bfe0c6'), rgb('#cfc2ee')];
  const tone = mix(
    backdrop ?? pick[Math.floor(random() * pick.length)] ?? [200, 220, 240],
    air.haze,
    backdrop ? 0 : 0.1,
  );
  picture.layer(250, (pen) => {
    pen.fillStyle = ramp(pen, 0, 0, 0, height, [
      css(darken(tone, 0.06)),
      css(lighten(tone, 0.22)),
      css(lighten(tone, 0.1)),
      css(darken(tone, 0.1)),
    ]);
    pen.fillRect(0, 0, width, height);
  });
  picture.glow((pen) => {
    halo(pen, width * air.lightX, height * 0.3, 640 * unit, css(lighten(tone, 0.75), 0.7), css(tone, 0));
    for (let i = 0; i < 5; i++) {
      pen.fillStyle = css(i % 2 ? lighten(tone, 0.4) : darken(tone, 0.12), 0.24);
      pen.beginPath();
      pen.arc(width * random(), height * random() * 0.6, (70 + random() * 150) * unit, 0, 7);
      pen.fill();
    }
  });
  picture.layer({ top: height * 0.66, far: 200, near: 10 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * 0.64, 0, height, [
      css(lighten(tone, 0.2), 0),
      css(lighten(tone, 0.3)),
      css(darken(tone, 0.06)),
    ]);
    pen.fillRect(0, height * 0.64, width, height);
  });
  return { horizon: 0.66, far: 0.78, near: 0.9, kind: 'floor', water: null, gloss: 0.28, colour: lighten(tone, 0.2) };
}

/** A cloud of good omen: spirals with a trailing tail. */
export function luckyCloud(
  pen: Pen,
  x: number,
  y: number,
  size: number,
  line: string,
  fill: string,
  mirrored: boolean,
): void {
  pen.save();
  pen.translate(x, y);
  pen.scale(mirrored ? -size : size, size);
  pen.fillStyle = fill;
  pen.strokeStyle = line;
  pen.lineWidth = 0.035;
  pen.lineCap = 'round';
  pen.beginPath();
  pen.moveTo(-1.1, 0.2);
  pen.bezierCurveTo(-0.8, 0.16, -0.76, 0.1, -0.7, 0);
  pen.bezierCurveTo(-0.72, -0.3, -0.3, -0.36, -0.22, -0.16);
  pen.bezierCurveTo(-0.14, -0.56, 0.44, -0.5, 0.38, -0.1);
  pen.bezierCurveTo(0.62, -0.2, 0.8, 0.04, 0.62, 0.16);
  pen.bezierCurveTo(0.8, 0.2, 0.95, 0.2, 1.1, 0.2);
  pen.bezierCurveTo(0.6, 0.26, -0.6, 0.26, -1.1, 0.2);
  pen.fill();
  pen.stroke();
  for (const [cx, cy, r] of [
    [-0.46, -0.04, 0.15],
    [0.1, -0.16, 0.19],
    [0.5, 0.04, 0.12],
  ] as const) {
    pen.beginPath();
    for (let i = 0; i <= 22; i++) {
      const a = (i / 22) * Math.PI * 3.3;
      const d = r * (1 - i / 26);
      pen.lineTo(cx + Math.cos(a + 2) * d, cy + Math.sin(a + 2) * d);
    }
    pen.stroke();
  }
  pen.restore();
}

export function festive(stage: Stage): Ground {
  const { picture, air, random, backdrop } = stage;
  const { width, height, unit } = picture;
  const red: Rgb = backdrop ?? (air.night ? rgb('#a5121e') : rgb('#d0202a'));
  const gold = rgb('#f3c969');
  picture.layer(250, (pen) => {
    const glow = pen.createRadialGradient(
      width / 2,
      height * 0.42,
      40 * unit,
      width / 2,
      height * 0.45,
      Math.max(width, height) * 0.72,
    );
    glow.addColorStop(0, css(lighten(red, 0.18)));
    glow.addColorStop(0.5, css(red));
    glow.addColorStop(1, css(darken(red, 0.42)));
    pen.fillStyle = glow;
    pen.fillRect(0, 0, width, height);
  });
  picture.glow((pen) => {
    // Rays and a fine lattice of scales.
    pen.save();
    pen.translate(width / 2, height * 0.46);
    for (let k = 0; k < 24; k++) {
      pen.rotate(Math.PI / 12);
      pen.fillStyle = css(lighten(red, 0.25), k % 2 ? 0.1 : 0.02);
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.lineTo(-110 * unit, -Math.max(width, height));
      pen.lineTo(110 * unit, -Math.max(width, height));
      pen.fill();
    }
    pen.restore();
    pen.strokeStyle = css(gold, 0.55);
    pen.lineWidth = 5 * unit;
    for (const r of [318, 336]) {
      pen.beginPath();
      pen.arc(width / 2, height * 0.44, r * unit, 0, 7);
      pen.stroke();
    }
    halo(pen, width / 2, height * 0.44, 330 * unit, 'rgba(255,214,140,.5)', 'rgba(255,190,110,0)');
    for (let row = 0; row < 6; row++) {
      for (let k = -1; k < 15; k++) {
        const x = ((k + (row % 2) * 0.5) / 13) * width;
        const y = height * (0.74 + row * 0.045);
        for (const r of [44, 32, 20]) {
          pen.strokeStyle = css(gold, 0.16);
          pen.lineWidth = 2.4 * unit;
          pen.beginPath();
          pen.arc(x, y + 40 * unit, r * unit, Math.PI, 0);
          pen.stroke();
        }
      }
    }
  });
  picture.layer(215, (pen) => {
    const cloudTone = css(lighten(red, 0.12));
    const line = css(gold);
    for (const [x, y, size, mirrored] of [
      [0.12, 0.2, 120, false],
      [0.88, 0.15, 110, true],
      [0.2, 0.66, 135, false],
      [0.84, 0.62, 145, true],
    ] as const)
      luckyCloud(pen, width * x, height * y, size * unit, line, cloudTone, mirrored);
  });
  picture.layer({ top: height * 0.7, far: 190, near: 12 }, (pen) => {
    // A round dais edged in gold.
    for (const [y, half, tall] of [
      [0.86, 470, 60],
      [0.8, 360, 60],
    ] as const) {
      const cy = height * y;
      const h = half * unit;
      pen.fillStyle = ramp(pen, width / 2 - h, 0, width / 2 + h, 0, [
        css(darken(red, 0.35)),
        css(lighten(red, 0.16)),
        css(darken(red, 0.4)),
      ]);
      pen.beginPath();
      pen.ellipse(width / 2, cy + tall * unit, h, h * 0.2, 0, 0, Math.PI);
      pen.lineTo(width / 2 - h, cy);
      pen.ellipse(width / 2, cy, h, h * 0.2, 0, Math.PI, 0, true);
      pen.fill();
      pen.fillStyle = ramp(pen, 0, cy - h * 0.2, 0, cy + h * 0.2, [css(lighten(red, 0.32)), css(red)]);
      pen.beginPath();
      pen.ellipse(width / 2, cy, h, h * 0.2, 0, 0, 7);
      pen.fill();
      pen.strokeStyle = css(gold);
      pen.lineWidth = 6 * unit;
      pen.stroke();
    }
  });
  picture.glow((pen) => {
    for (let i = 0; i < 90; i++) {
      pen.fillStyle = css(random() < 0.7 ? gold : rgb('#fff2c8'), 0.5 + random() * 0.5);
      const x = random() * width;
      const y = random() ** 1.2 * height;
      const s = (2 + random() * 6) * unit;
      pen.save();
      pen.translate(x, y);
      pen.rotate(random() * 3);
      pen.fillRect(-s, -s * 0.4, s * 2, s * 0.8);
      pen.restore();
    }
  });
  return { horizon: 0.72, far: 0.79, near: 0.91, kind: 'floor', water: null, gloss: 0.18, colour: lighten(red, 0.12) };
}
