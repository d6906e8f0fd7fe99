// What falls and drifts in the air, over everything: rain, snow, fog, petals, leaves, confetti, fireflies.
// Must not know the place.
import { css, lighten, mix, multiply, rgb } from './colour.js';
import { halo, ramp } from './picture.js';
import type { Ground, Stage } from './stage.js';

export function paintWeather(stage: Stage, ground: Ground, indoors: boolean): void {
  const { air, features, season } = { ...stage, season: stage.air.season };
  if (!indoors) {
    if (air.weather === 'rain' || air.weather === 'storm') rain(stage, ground, air.weather === 'storm');
    if (air.weather === 'snow' || features.has('snow')) snow(stage);
    if (air.weather === 'fog' || features.has('mist')) fog(stage, ground);
    if (features.has('smoke')) smoke(stage);
  }
  if (features.has('petals') || features.has('blossom')) drift(stage, ['#ffc4d4', '#ff9fba', '#fff0f4'], 46);
  else if (
    !indoors &&
    (features.has('ginkgo') || (season === 'autumn' && air.weather === null && ground.kind === 'grass'))
  )
    drift(stage, ['#f2b632', '#e0702f', '#f7d65e'], 22);
  if (features.has('confetti')) drift(stage, ['#ff5f7a', '#ffd24d', '#5fc8ff', '#7be08a', '#c28bff'], 90);
  if (features.has('fireflies')) fireflies(stage);
}

function rain({ picture, air, random }: Stage, ground: Ground, storm: boolean): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.lineCap = 'round';
    for (let i = 0; i < (storm ? 420 : 260); i++) {
      const near = random();
      const long = (16 + near * 56) * unit;
      const x = random() * width * 1.1;
      const y = random() * height;
      pen.strokeStyle = css(lighten(air.haze, 0.65), 0.14 + near * 0.3);
      pen.lineWidth = (0.7 + near * 1.8) * unit;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x - long * (storm ? 0.42 : 0.16), y + long);
      pen.stroke();
    }
    for (let i = 0; i < 46; i++) {
      const t = random();
      const y = height * (ground.far + (1 - ground.far) * t);
      pen.strokeStyle = css(lighten(air.haze, 0.7), 0.4);
      pen.lineWidth = 1.5 * unit;
      pen.beginPath();
      pen.ellipse(random() * width, y, (6 + t * 16) * unit, (1.6 + t * 4) * unit, 0, 0, 7);
      pen.stroke();
    }
  });
}

function snow({ picture, random }: Stage): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 260; i++) {
      const near = random() ** 2.2;
      const r = (1.2 + near * 9) * unit;
      const x = random() * width;
      const y = random() * height;
      if (near > 0.35) halo(pen, x, y, r * 1.5, 'rgba(255,255,255,.9)', 'rgba(255,255,255,0)');
      else {
        pen.fillStyle = 'rgba(255,255,255,.85)';
        pen.beginPath();
        pen.arc(x, y, r, 0, 7);
        pen.fill();
      }
    }
  });
}

function fog({ picture, air, random }: Stage, ground: Ground): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    const tone = lighten(air.haze, air.night ? 0.1 : 0.45);
    for (let i = 0; i < 12; i++) {
      const y = height * (ground.horizon - 0.05 + random() * 0.26);
      pen.save();
      pen.translate(random() * width, y);
      pen.scale(3.4, 1);
      halo(pen, 0, 0, (60 + random() * 90) * unit, css(tone, 0.34), css(tone, 0));
      pen.restore();
    }
    pen.fillStyle = ramp(pen, 0, height * (ground.horizon - 0.15), 0, height, [
      css(tone, 0),
      css(tone, 0.36),
      css(tone, 0.05),
    ]);
    pen.fillRect(0, 0, width, height);
  });
}

function smoke({ picture, air, random }: Stage): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < 26; i++) {
      const t = i / 26;
      halo(
        pen,
        width * 0.62 + Math.sin(t * 5) * 46 * unit + (random() - 0.5) * 20 * unit,
        height * (0.5 - t * 0.36),
        (12 + t * 46) * unit,
        css(lighten(air.haze, 0.5), 0.3 * (1 - t)),
        css(air.haze, 0),
      );
    }
  });
}

function drift({ picture, air, random }: Stage, tones: readonly string[], count: number): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    for (let i = 0; i < count; i++) {
      const near = random() ** 1.6;
      const r = (4 + near * 15) * unit;
      pen.save();
      pen.translate(random() * width, random() * height);
      pen.rotate(random() * 6);
      pen.fillStyle = css(
        mix(multiply(rgb(tones[i % tones.length] ?? '#ffffff'), air.tint), air.haze, (1 - near) * 0.3),
        0.92,
      );
      pen.beginPath();
      pen.moveTo(-r, 0);
      pen.quadraticCurveTo(0, -r * 0.75, r, 0);
      pen.quadraticCurveTo(0, r * 0.55, -r, 0);
      pen.fill();
      pen.restore();
    }
  });
}

function fireflies({ picture, random }: Stage): void {
  const { width, height, unit } = picture;
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (let i = 0; i < 46; i++) {
      const x = random() * width;
      const y = height * (0.35 + random() * 0.6);
      const r = (5 + random() * 12) * unit;
      halo(pen, x, y, r * 2.6, 'rgba(210,255,110,.55)', 'rgba(190,255,90,0)');
      halo(pen, x, y, r * 0.6, 'rgba(255,255,220,1)', 'rgba(230,255,150,0)');
    }
  });
}
