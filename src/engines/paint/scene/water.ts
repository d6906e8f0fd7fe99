// Water: a surface that mirrors what stands above it, with ripples and the light's path. Must not know which water it is.
import { css, darken, lighten, mix, type Rgb, rgb } from './colour.js';
import { ramp } from './picture.js';
import type { Stage } from './stage.js';

/**
 * Water from `top` to `bottom` (parts of the height).
 * @param mirror how much of the picture above shows in it, 0–1
 * @param waves 0 still – 1 open sea
 */
export function water(stage: Stage, top: number, bottom: number, mirror: number, waves: number, tone?: Rgb): void {
  const { picture, air, random } = stage;
  const { width, height, unit } = picture;
  const y0 = Math.round(height * top);
  const y1 = Math.round(height * bottom);
  const tall = y1 - y0;
  const deep =
    tone ??
    (air.night
      ? rgb('#0c1d4c')
      : air.time === 'dusk'
        ? rgb('#54487f')
        : air.time === 'dawn'
          ? rgb('#6f8fb8')
          : rgb('#2b8fb8'));
  const zenith = air.sky[0] ?? deep;
  const far = mix(mix(deep, air.haze, 0.65), zenith, 0.1);
  picture.layer({ top: y0, far: 215, near: 60 }, (pen) => {
    pen.fillStyle = ramp(pen, 0, y0, 0, y1, [css(far), css(mix(far, deep, 0.7)), css(deep), css(darken(deep, 0.25))]);
    pen.fillRect(0, y0, width, tall);
    if (mirror > 0) {
      // Strips of the picture above, upside down, each shifted a little: the farther down, the more.
      const strip = Math.max(1, Math.round(2 * unit));
      for (let y = 0; y < tall; y += strip) {
        const t = y / tall;
        const from = y0 - 1 - y * 1.02;
        if (from < strip) break;
        const shift = Math.sin(y / (5 * unit) + Math.sin(y / (17 * unit)) * 2) * (1 + t * 9) * unit * (0.4 + waves);
        pen.globalAlpha = mirror * (1 - t * 0.55);
        pen.drawImage(picture.canvas, 0, from - strip, width, strip, shift, y0 + y, width, strip + 0.6);
      }
      pen.globalAlpha = 1;
    }
    // Ripples: light and dark lens-shaped strokes, growing towards the viewer.
    const count = Math.round(150 + waves * 260);
    for (let i = 0; i < count; i++) {
      const t = random() ** 1.5;
      const y = y0 + t * tall;
      const w = (8 + t * (50 + waves * 80)) * unit * (0.5 + random());
      const h = (0.8 + t * (2.2 + waves * 5)) * unit;
      const x = random() * width;
      pen.fillStyle =
        random() < 0.55 ? css(lighten(mix(deep, air.haze, 0.5), 0.35), 0.2 + t * 0.12) : css(darken(deep, 0.35), 0.2);
      pen.beginPath();
      pen.ellipse(x, y, w, h, 0, 0, 7);
      pen.fill();
    }
    if (waves > 0.5) {
      // Crests with foam, in rows that open towards the viewer.
      for (let row = 0; row < 7; row++) {
        const t = ((row + 0.6) / 7) ** 1.7;
        const y = y0 + t * tall;
        const amp = (2 + t * 16) * unit;
        const long = (60 + t * 260) * unit;
        const phase = random() * long;
        pen.strokeStyle = css(lighten(mix(deep, air.haze, 0.35), air.night ? 0.3 : 0.75), 0.25 + t * 0.4);
        pen.lineWidth = (0.8 + t * 3.4) * unit;
        for (let x = -phase; x < width; x += long * (0.8 + random() * 0.5)) {
          pen.beginPath();
          pen.moveTo(x, y + amp * 0.3);
          pen.quadraticCurveTo(x + long * 0.2, y - amp, x + long * 0.42, y);
          pen.stroke();
        }
      }
    }
  });
  // The light's path on the water.
  picture.glow((pen) => {
    if (air.weather === 'rain' || air.weather === 'storm' || air.weather === 'fog') return;
    pen.globalCompositeOperation = 'screen';
    const x = width * air.lightX;
    for (let i = 0; i < 120; i++) {
      const t = random();
      const y = y0 + t * tall;
      const spread = (20 + t * 120) * unit;
      pen.fillStyle = css(air.light, (air.night || air.warmth > 0.4 ? 0.34 : 0.16) * (1 - t * 0.5));
      pen.beginPath();
      pen.ellipse(
        x + (random() + random() - 1) * spread,
        y,
        (5 + t * 26) * unit * (0.4 + random()),
        (0.8 + t * 2.4) * unit,
        0,
        0,
        7,
      );
      pen.fill();
    }
  });
}
