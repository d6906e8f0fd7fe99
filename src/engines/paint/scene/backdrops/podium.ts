// The photographer's studio: a backdrop, an arch, steps to stand on. Calm, made for wares.
import { css, darken, fromHsl, lighten, mix, type Rgb, rgb, toHsl } from '../colour.js';
import { halo, type Pen, ramp } from '../picture.js';
import type { Ground, Stage } from '../stage.js';

/** Two-tone schemes: wall and steps. */
const schemes: readonly (readonly [string, string, string])[] = [
  ['#f8d9d3', '#fbece7', '#e9a79b'],
  ['#d7e6f4', '#f1f7fc', '#8fb4d8'],
  ['#f6e6c8', '#fdf6e6', '#dcae66'],
  ['#dcebd9', '#f3f9f0', '#94bd8c'],
  ['#e6dcf3', '#f6f1fb', '#ab92d2'],
];

/** The wall's colour: what the text says, else by mood and season, else by chance. */
function scheme(stage: Stage): readonly [Rgb, Rgb, Rgb] {
  const { air, backdrop, random } = stage;
  if (backdrop) {
    const [h, s, l] = toHsl(backdrop);
    const wall = fromHsl(h, Math.min(s, 0.62), Math.max(0.14, Math.min(0.8, l * 0.5 + 0.38)));
    return [wall, lighten(wall, 0.45), darken(wall, 0.3)];
  }
  if (air.night) return [rgb('#1d2350'), rgb('#39408a'), rgb('#6a5bd0')];
  const pick =
    air.season === 'spring'
      ? 0
      : air.season === 'summer'
        ? 1
        : air.season === 'autumn'
          ? 2
          : air.season === 'winter'
            ? 1
            : Math.floor(random() * schemes.length);
  const [wall, step, accent] = schemes[pick] ?? ['#f8d9d3', '#fbece7', '#e9a79b'];
  const warm = (c: string): Rgb => mix(rgb(c), air.haze, 0.12);
  return [warm(wall), warm(step), warm(accent)];
}

function drum(pen: Pen, x: number, top: number, half: number, tall: number, tone: Rgb): void {
  const flat = half * 0.2;
  pen.fillStyle = ramp(pen, x - half, 0, x + half, 0, [
    css(darken(tone, 0.1)),
    css(lighten(tone, 0.25)),
    css(tone),
    css(darken(tone, 0.24)),
  ]);
  pen.beginPath();
  pen.ellipse(x, top + tall, half, flat, 0, 0, Math.PI);
  pen.lineTo(x - half, top);
  pen.ellipse(x, top, half, flat, 0, Math.PI, 0, true);
  pen.lineTo(x + half, top + tall);
  pen.fill();
  pen.fillStyle = ramp(pen, x - half, top - flat, x + half, top + flat, [
    css(lighten(tone, 0.5)),
    css(lighten(tone, 0.15)),
  ]);
  pen.beginPath();
  pen.ellipse(x, top, half, flat, 0, 0, 7);
  pen.fill();
}

export function podium(stage: Stage): Ground {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const [wall, step, accent] = scheme(stage);
  const horizon = 0.62;
  picture.layer(250, (pen) => {
    pen.fillStyle = ramp(pen, 0, 0, width, height * horizon, [
      css(lighten(wall, 0.28)),
      css(wall),
      css(darken(wall, 0.1)),
    ]);
    pen.fillRect(0, 0, width, height);
    halo(pen, width * air.lightX, height * 0.2, 700 * unit, css(lighten(air.light, 0.5), 0.55), css(air.light, 0));
  });
  picture.layer(225, (pen) => {
    // Arch and disc, the set's depth.
    const x = width * 0.5;
    const half = 300 * unit;
    pen.fillStyle = ramp(pen, x - half, 0, x + half, height * horizon, [
      css(mix(accent, wall, 0.45)),
      css(mix(accent, wall, 0.7)),
    ]);
    pen.beginPath();
    pen.moveTo(x - half, height * 0.74);
    pen.lineTo(x - half, height * 0.4);
    pen.arc(x, height * 0.4, half, Math.PI, 0);
    pen.lineTo(x + half, height * 0.74);
    pen.fill();
    pen.fillStyle = ramp(pen, x, height * 0.1, x, height * 0.6, [css(lighten(wall, 0.5)), css(lighten(wall, 0.1))]);
    pen.beginPath();
    pen.arc(x + 190 * unit, height * 0.34, 118 * unit, 0, 7);
    pen.fill();
  });
  picture.layer({ top: height * horizon, far: 200, near: 12 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, height * horizon, 0, height, [
      css(mix(wall, step, 0.4)),
      css(mix(wall, step, 0.75)),
      css(mix(wall, accent, 0.15)),
    ]);
    pen.fillRect(0, height * horizon, width, height);
    pen.fillStyle = ramp(pen, 0, height * horizon, 0, height * (horizon + 0.05), [
      css(darken(wall, 0.3), 0.25),
      css(wall, 0),
    ]);
    pen.fillRect(0, height * horizon, width, height * 0.05);
  });
  const spots: readonly (readonly [number, number, number, number])[] = [
    [0.14, 0.69, 120, 60],
    [0.88, 0.72, 130, 46],
    [0.5, 0.84, 350, 70],
  ];
  for (const [px, py, half, tall] of spots) {
    picture.soft(18 * unit, (pen) => {
      pen.fillStyle = css(air.shadow, 0.28);
      pen.beginPath();
      pen.ellipse(
        width * px + (0.5 - air.lightX) * 90 * unit,
        height * py + tall * unit,
        half * unit * 1.08,
        half * unit * 0.22,
        0,
        0,
        7,
      );
      pen.fill();
    });
    picture.layer(px === 0.5 ? 90 : 150, (pen) => {
      drum(pen, width * px, height * py, half * unit, tall * unit, px === 0.5 ? step : mix(step, accent, 0.5));
    });
  }
  // Small spheres on the floor, like beads of a display.
  picture.layer(70, (pen) => {
    for (let i = 0; i < 5; i++) {
      const x = width * (i % 2 ? 0.08 + random() * 0.14 : 0.78 + random() * 0.16);
      const y = height * (0.86 + random() * 0.08);
      const r = (14 + random() * 20) * unit;
      pen.fillStyle = css(air.shadow, 0.2);
      pen.beginPath();
      pen.ellipse(x, y + r * 0.9, r * 1.1, r * 0.25, 0, 0, 7);
      pen.fill();
      const ball = pen.createRadialGradient(x - r * 0.4, y - r * 0.5, r * 0.1, x, y, r);
      ball.addColorStop(0, css(lighten(accent, 0.75)));
      ball.addColorStop(0.6, css(accent));
      ball.addColorStop(1, css(darken(accent, 0.3)));
      pen.fillStyle = ball;
      pen.beginPath();
      pen.arc(x, y, r, 0, 7);
      pen.fill();
    }
  });
  return { horizon, far: 0.78, near: 0.88, kind: 'floor', water: null, gloss: 0.25, colour: step };
}
