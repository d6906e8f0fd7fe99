// The far distance of open places: ranges in the haze, a volcano, the Great Wall, a skyline, when the text names them.
// Must not know the place in front.
import { css, darken, lighten, mix, multiply, type Rgb, rgb } from '../colour.js';
import { ridge } from '../land.js';
import { halo, ramp } from '../picture.js';
import type { Stage } from '../stage.js';
import { archBridge, greatWall, skyline, suspensionBridge } from './built.js';

/** Whether everything lies under snow. */
export const isWhite = (stage: Stage): boolean => stage.air.season === 'winter' || stage.air.weather === 'snow';

/**
 * What is seen beyond the ground: hills of height `low`; of height `high` and marked as depicted when the text names mountains.
 */
export function distance(stage: Stage, base: number, low: number, high: number): void {
  const { air, features } = stage;
  const snowy = features.has('snowmountain') || isWhite(stage);
  const named = features.has('mountain') || features.has('snowmountain');
  const rise = named || features.has('volcano') ? high : low;
  const blue: Rgb = air.night ? rgb('#2a3f78') : air.warmth > 0.4 ? rgb('#8a6a9a') : rgb('#6f93bd');
  if (rise > 0.08) ridge(stage, base, rise * 0.95, 228, mix(blue, air.haze, 0.6), { peaks: 3.4, snow: snowy });
  ridge(
    stage,
    base + 0.008,
    rise * (named ? 0.95 : 0.6),
    210,
    mix(snowy && named ? mix(blue, rgb('#9fb4d4'), 0.5) : blue, air.haze, named ? 0.18 : 0.34),
    {
      peaks: named ? 2.2 : 5,
      named,
      snow: snowy,
      soft: rise <= 0.06,
    },
  );
  if (features.has('volcano')) volcano(stage, base + 0.01);
  if (features.has('skyline') || features.has('tower')) skyline(stage, base + 0.012, 0.26, true);
  if (features.has('greatwall')) greatWall(stage, base + 0.05);
  if (features.has('suspension')) suspensionBridge(stage, base + 0.05);
  if (features.has('bridge')) archBridge(stage, base + 0.16, true);
}

function volcano(stage: Stage, base: number): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const x = width * 0.5;
  const top = height * (base - 0.28);
  const rock = mix(multiply(rgb('#6b4a4e'), air.tint), air.haze, 0.15);
  picture.glow((pen) => {
    for (let i = 0; i < 22; i++) {
      const t = i / 22;
      halo(
        pen,
        x + (random() - 0.3) * 160 * unit * t,
        top - t * 200 * unit,
        (36 + t * 70) * unit,
        css(mix(rgb('#5c5157'), air.haze, 0.3 + t * 0.4), 0.5),
        css(air.haze, 0),
      );
    }
    pen.globalCompositeOperation = 'screen';
    halo(pen, x, top, 190 * unit, 'rgba(255,120,40,.8)', 'rgba(255,80,20,0)');
  });
  picture.layer(
    205,
    (pen) => {
      pen.beginPath();
      pen.moveTo(x - 300 * unit, height * base);
      pen.quadraticCurveTo(x - 120 * unit, height * (base - 0.07), x - 52 * unit, top);
      pen.lineTo(x + 52 * unit, top);
      pen.quadraticCurveTo(x + 120 * unit, height * (base - 0.07), x + 300 * unit, height * base);
      pen.closePath();
      pen.fillStyle = ramp(
        pen,
        x - 200 * unit,
        0,
        x + 200 * unit,
        0,
        air.lightX < 0.5
          ? [css(lighten(rock, 0.2)), css(rock), css(darken(rock, 0.4))]
          : [css(darken(rock, 0.4)), css(rock), css(lighten(rock, 0.2))],
      );
      pen.fill();
      pen.clip();
      for (let i = 0; i < 6; i++) {
        const start = x + (i - 2.5) * 18 * unit;
        pen.strokeStyle = ramp(pen, 0, top, 0, height * base, ['#fff0a0', '#ff8a2a', '#e0301e']);
        pen.lineWidth = (16 - Math.abs(i - 2.5) * 3) * unit;
        pen.lineCap = 'round';
        pen.beginPath();
        pen.moveTo(start, top - 6 * unit);
        pen.bezierCurveTo(
          start + (i - 2.5) * 20 * unit,
          top + 80 * unit,
          start + (i - 2.5) * 26 * unit + (random() - 0.5) * 50 * unit,
          top + 120 * unit,
          start + (i - 2.5) * 56 * unit,
          top + (130 + random() * 110) * unit,
        );
        pen.stroke();
      }
    },
    true,
  );
  picture.glow((pen) => {
    pen.globalCompositeOperation = 'screen';
    for (let i = 0; i < 40; i++) {
      const angle = -Math.PI * (0.2 + random() * 0.6);
      const r = (20 + random() * 150) * unit;
      halo(
        pen,
        x + Math.cos(angle) * r,
        top + Math.sin(angle) * r,
        (3 + random() * 8) * unit,
        'rgba(255,200,90,1)',
        'rgba(255,90,20,0)',
      );
    }
  });
}
