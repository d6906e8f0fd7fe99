// The sky and what stands in it: gradient, stars, moon, sun, clouds, rainbow, aurora, fireworks, lightning.
// Must not know what is below the horizon.

import { css, lighten, mix, type Rgb, rgb } from './colour.js';
import { lineNoise } from './noise.js';
import { halo, type Pen, ramp } from './picture.js';
import type { Stage } from './stage.js';

/** Paints the whole sky down to `horizon` (part of the height). */
export function paintSky(stage: Stage, horizon: number): void {
  const { picture, air, features } = stage;
  const { width, height } = picture;
  const bottom = height * Math.min(1, horizon + 0.06);
  picture.glow((pen) => {
    pen.fillStyle = ramp(
      pen,
      0,
      0,
      0,
      bottom,
      air.sky.map((stop) => css(stop)),
    );
    pen.fillRect(0, 0, width, height);
  });
  if (air.night && air.weather !== 'rain' && air.weather !== 'storm')
    stars(stage, horizon, features.has('stars') ? 2 : 1);
  if (features.has('milkyway') || features.has('stars')) milkyWay(stage, horizon);
  if (features.has('aurora')) aurora(stage, horizon);
  const overcast = air.weather === 'rain' || air.weather === 'storm' || air.weather === 'fog';
  if (features.has('moon') || (air.night && !features.has('sun') && !overcast)) moon(stage);
  if (features.has('sun') || (!air.night && !overcast && air.weather !== 'snow' && !features.has('moon')))
    sun(stage, features.has('sun'));
  if (air.weather !== 'clear' || features.has('clouds'))
    clouds(stage, horizon, features.has('clouds') ? 9 : overcast ? 7 : air.night ? 3 : 4);
  if (features.has('rainbow')) rainbow(stage, horizon);
  if (features.has('meteor')) meteors(stage);
  if (features.has('lightning') || air.weather === 'storm') lightning(stage, horizon);
  if (features.has('fireworks')) fireworks(stage, horizon);
}

function stars({ picture, random }: Stage, horizon: number, density: number): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 190 * density; i++) {
      const y = random() ** 1.4 * horizon * height;
      const size = (0.6 + random() ** 3 * 2.2) * unit;
      pen.fillStyle = css(
        random() < 0.25 ? [255, 232, 200] : [235, 242, 255],
        (0.35 + random() * 0.6) * (1 - (y / height / horizon) * 0.6),
      );
      pen.beginPath();
      pen.arc(random() * width, y, size, 0, 7);
      pen.fill();
    }
    for (let i = 0; i < 7 * density; i++) {
      const x = random() * width;
      const y = random() * horizon * height * 0.7;
      const r = (6 + random() * 9) * unit;
      halo(pen, x, y, r * 1.6, 'rgba(220,232,255,.5)', 'rgba(220,232,255,0)');
      pen.fillStyle = '#fff';
      pen.beginPath();
      for (let k = 0; k < 8; k++) {
        const radius = k % 2 ? r * 0.12 : r;
        pen.lineTo(x + Math.cos((k * Math.PI) / 4) * radius, y + Math.sin((k * Math.PI) / 4) * radius);
      }
      pen.fill();
    }
  });
}

function milkyWay({ picture, random }: Stage, horizon: number): void {
  const { width, height, unit } = picture;
  const noise = lineNoise(random);
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (let i = 0; i < 60; i++) {
      const t = i / 59;
      const x = width * (0.12 + t * 0.8) + noise(t * 9) * 40 * unit;
      const y = height * horizon * (0.98 - t * 0.95) + noise(t * 7 + 40) * 50 * unit;
      const tone: Rgb = i % 3 ? [96, 116, 220] : [190, 120, 200];
      halo(pen, x, y, (70 + random() * 110) * unit, css(tone, 0.15), css(tone, 0));
    }
    for (let i = 0; i < 420; i++) {
      const t = random();
      const spread = (random() + random() + random() - 1.5) * 150 * unit;
      pen.fillStyle = css([240, 240, 255], 0.3 + random() * 0.6);
      pen.fillRect(
        width * (0.12 + t * 0.8) + spread,
        height * horizon * (0.98 - t * 0.95) + spread * 0.6,
        unit * (1 + random()),
        unit * (1 + random()),
      );
    }
  });
}

function aurora({ picture, random }: Stage, horizon: number): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (const [tone, base] of [
      ['#3dffb0', 0.62],
      ['#38c8ff', 0.5],
      ['#b26bff', 0.42],
    ] as const) {
      const noise = lineNoise(random);
      const colour = rgb(tone);
      for (let x = 0; x < width; x += 3 * unit) {
        const y = height * horizon * (base + noise((x / width) * 3) * 0.25);
        const tall = height * horizon * (0.3 + noise((x / width) * 12 + 30) * 0.14);
        pen.fillStyle = ramp(pen, 0, y - tall, 0, y + 20 * unit, [css(colour, 0), css(colour, 0.34), css(colour, 0)]);
        pen.fillRect(x, y - tall, 3.4 * unit, tall + 20 * unit);
      }
    }
  });
}

function moon({ picture, air, random, features }: Stage): void {
  const { width, height, unit } = picture;
  const x = width * air.lightX;
  const y = height * Math.min(air.lightY, 0.24);
  const r = (features.has('moon') || air.time === 'fullmoon' ? 92 : 48) * unit;
  picture.glow((pen) => {
    halo(pen, x, y, r * 4.6, 'rgba(255,244,208,.34)', 'rgba(200,214,255,0)');
    halo(pen, x, y, r * 1.9, 'rgba(255,246,220,.6)', 'rgba(255,246,220,0)');
  });
  picture.layer(
    250,
    (pen) => {
      const body = pen.createRadialGradient(x - r * 0.35, y - r * 0.35, r * 0.1, x, y, r);
      body.addColorStop(0, '#fffdf2');
      body.addColorStop(0.7, '#fdf0c6');
      body.addColorStop(1, '#e6cf96');
      pen.fillStyle = body;
      pen.beginPath();
      pen.arc(x, y, r, 0, 7);
      pen.fill();
      pen.clip();
      for (let i = 0; i < 11; i++) {
        const angle = random() * 6.3;
        const away = Math.sqrt(random()) * r * 0.85;
        pen.fillStyle = `rgba(196,170,116,${(0.12 + random() * 0.2).toFixed(2)})`;
        pen.beginPath();
        pen.arc(x + Math.cos(angle) * away, y + Math.sin(angle) * away, r * (0.06 + random() * 0.2), 0, 7);
        pen.fill();
      }
    },
    features.has('moon'),
  );
}

function sun({ picture, air, features }: Stage, named: boolean): void {
  const { width, height, unit } = picture;
  const x = width * air.lightX;
  const y = height * air.lightY;
  const r = (named || features.has('sun') ? 84 : 50) * unit;
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    halo(pen, x, y, r * 8, css(air.light, 0.42), css(air.light, 0));
    halo(pen, x, y, r * 2.6, css(lighten(air.light, 0.4), 0.75), css(air.light, 0));
  });
  const draw = (pen: Pen): void => {
    const low = air.time === 'dusk' || air.time === 'dawn';
    pen.fillStyle = ramp(pen, 0, y - r, 0, y + r, low ? ['#fff3c4', '#ff9d52'] : ['#fffef4', '#ffeaa0']);
    pen.beginPath();
    pen.arc(x, y, r, 0, 7);
    pen.fill();
  };
  if (named) picture.layer(250, draw, true);
  else picture.glow(draw);
}

/** One cumulus: puffs on a flat base, lit from above. */
export function cloud(
  pen: Pen,
  x: number,
  y: number,
  size: number,
  lit: Rgb,
  shade: Rgb,
  alpha: number,
  random: () => number,
): void {
  // Shaded base first, then the body, then the lit heads: three sizes of puffs, soft at their rims.
  for (const [tone, count, scale, lift, strength] of [
    [shade, 12, 1, 0.06, 0.75],
    [mix(shade, lit, 0.72), 18, 0.9, 0, 0.85],
    [lit, 16, 0.62, -0.055, 0.95],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const t = (i + random()) / count;
      const bump = Math.sin(t * Math.PI) ** 0.7 * (0.72 + 0.28 * Math.sin(t * 9 + size));
      const r = size * (0.06 + bump * 0.15) * scale * (0.8 + random() * 0.4);
      const px = x + (t - 0.5) * size * 1.55;
      const py = y - bump * size * 0.14 * (0.6 + random() * 0.7) + size * lift;
      const fill = pen.createRadialGradient(px, py - r * 0.25, r * 0.05, px, py, r);
      fill.addColorStop(0, css(tone, alpha * strength));
      fill.addColorStop(0.55, css(tone, alpha * strength * 0.62));
      fill.addColorStop(1, css(tone, 0));
      pen.fillStyle = fill;
      pen.beginPath();
      pen.ellipse(px, py, r * 1.35, r, 0, 0, 7);
      pen.fill();
    }
  }
}

function clouds(stage: Stage, horizon: number, count: number): void {
  const { picture, air, random, features } = stage;
  const { width, height, unit } = picture;
  const lit = mix(lighten(air.haze, air.night ? 0.12 : 0.72), air.light, air.warmth > 0.3 ? 0.35 : 0.1);
  const shade = mix(air.haze, air.sky[0] ?? air.haze, 0.35);
  const named = features.has('clouds');
  const draw = (pen: Pen): void => {
    for (let i = 0; i < count; i++) {
      const depth = (i + 0.5) / count;
      const y = height * horizon * (0.12 + (1 - depth) * 0.62 + random() * 0.1);
      const size = (named ? 190 + depth * 260 : 130 + depth * 210) * unit;
      cloud(pen, random() * width, y, size, lit, shade, (air.night ? 0.4 : 0.8) * (0.6 + depth * 0.4), random);
    }
  };
  if (named) picture.layer(240, draw, true);
  else picture.glow(draw);
}

function rainbow({ picture }: Stage, horizon: number): void {
  const { width, height } = picture;
  const bands = ['#ff4b4b', '#ff9a3d', '#ffe14d', '#59d46a', '#3fb4ff', '#5a6cff', '#a45bff'];
  const r = Math.min(width * 0.62, height * horizon * 1.05);
  const step = r * 0.032;
  picture.layer(
    245,
    (pen) => {
      pen.globalAlpha = 0.72;
      pen.lineWidth = step * 1.15;
      bands.forEach((band, i) => {
        pen.strokeStyle = band;
        pen.beginPath();
        pen.arc(width * 0.5, height * (horizon + 0.04), r - i * step, Math.PI, 0);
        pen.stroke();
      });
      pen.globalAlpha = 1;
      pen.globalCompositeOperation = 'destination-out';
      pen.fillStyle = ramp(pen, 0, height * horizon * 0.72, 0, height * (horizon + 0.04), [
        'rgba(0,0,0,0)',
        'rgba(0,0,0,.9)',
      ]);
      pen.fillRect(0, height * horizon * 0.72, width, height);
    },
    true,
  );
}

function meteors({ picture, random }: Stage): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 9; i++) {
      const x = random() * width;
      const y = random() * height * 0.36;
      const long = (90 + random() * 190) * unit;
      pen.strokeStyle = ramp(pen, x, y, x - long, y + long * 0.55, ['rgba(255,255,255,0)', 'rgba(255,255,255,.95)']);
      pen.lineWidth = (1.5 + random() * 3) * unit;
      pen.lineCap = 'round';
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x - long, y + long * 0.55);
      pen.stroke();
      halo(pen, x - long, y + long * 0.55, 14 * unit, 'rgba(255,255,255,.9)', 'rgba(190,220,255,0)');
    }
  });
}

function lightning({ picture, random }: Stage, horizon: number): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    let x = width * (0.2 + random() * 0.6);
    halo(pen, x, height * horizon * 0.3, 300 * unit, 'rgba(190,200,255,.5)', 'rgba(190,200,255,0)');
    pen.strokeStyle = '#f4f6ff';
    pen.lineJoin = 'round';
    for (const wide of [10, 4]) {
      pen.lineWidth = wide * unit;
      pen.globalAlpha = wide > 5 ? 0.4 : 1;
      pen.beginPath();
      let y = 0;
      pen.moveTo(x, y);
      while (y < height * horizon) {
        x += (random() - 0.5) * 90 * unit;
        y += (30 + random() * 50) * unit;
        pen.lineTo(x, y);
      }
      pen.stroke();
    }
  });
}

/** Bursts of fire above `horizon`. */
export function fireworks({ picture, random }: Stage, horizon: number): void {
  const { width, height, unit } = picture;
  const tones = ['#ff5a6e', '#ffd75a', '#6ae0ff', '#c58bff', '#7dff9a', '#ff9d4d'];
  const spots = [
    [0.24, 0.3],
    [0.7, 0.22],
    [0.48, 0.5],
    [0.88, 0.55],
    [0.1, 0.62],
  ] as const;
  picture.layer(
    235,
    (pen) => {
      spots.forEach(([sx, sy], i) => {
        const x = width * (sx + (random() - 0.5) * 0.06);
        const y = height * horizon * sy;
        const r = (i < 2 ? 190 : 110) * unit * (0.85 + random() * 0.3);
        const tone = rgb(tones[(i + Math.floor(random() * 3)) % tones.length] ?? '#fff');
        halo(pen, x, y, r * 1.1, css(tone, 0.3), css(tone, 0));
        const rays = 46;
        for (let k = 0; k < rays; k++) {
          const angle = (k / rays) * Math.PI * 2 + random() * 0.1;
          const reach = r * (k % 2 ? 0.68 : 1) * (0.9 + random() * 0.12);
          const ex = x + Math.cos(angle) * reach;
          const ey = y + Math.sin(angle) * reach + reach * 0.12;
          pen.strokeStyle = ramp(pen, x, y, ex, ey, [
            css(lighten(tone, 0.7), 0),
            css(tone, 0.95),
            css(lighten(tone, 0.5), 1),
          ]);
          pen.lineWidth = 2.6 * unit;
          pen.lineCap = 'round';
          pen.beginPath();
          pen.moveTo(x + Math.cos(angle) * reach * 0.14, y + Math.sin(angle) * reach * 0.14);
          pen.quadraticCurveTo(x + Math.cos(angle) * reach * 0.6, y + Math.sin(angle) * reach * 0.55, ex, ey);
          pen.stroke();
          pen.fillStyle = css(lighten(tone, 0.75));
          pen.beginPath();
          pen.arc(ex, ey, 3.4 * unit, 0, 7);
          pen.fill();
        }
        halo(pen, x, y, r * 0.25, 'rgba(255,255,255,.95)', css(tone, 0));
      });
    },
    true,
  );
}
