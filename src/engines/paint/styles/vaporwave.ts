// 蒸汽波艺术: a striped sun over a glowing grid, palms, pink to cyan, the subject as on a worn video tape.
// Must not know other styles.
import type { StyleRenderer } from '../painted-scene.js';
import { blurPlane } from './box-blur.js';
import { gradientMap, hex } from './colour.js';
import { bloom, fringe } from './lens.js';
import { overlay, type Pen, sparkle } from './overlay.js';
import { at, clamp01, luma, mix, pictureOf, planeOf, rgbaOf, smoothstep } from './plane.js';
import { farOf, foregroundOf, groundOf, subjectOf } from './scene-masks.js';

const tones = gradientMap([
  [0, hex('#1c0d45')],
  [0.28, hex('#5b2a9d')],
  [0.52, hex('#e0479e')],
  [0.75, hex('#ff9ad0')],
  [0.92, hex('#a8f2ff')],
  [1, hex('#f4ffff')],
]);

function sky(pen: Pen, width: number, horizon: number, unit: number, random: () => number): void {
  const air = pen.createLinearGradient(0, 0, 0, horizon);
  air.addColorStop(0, '#1a0b4b');
  air.addColorStop(0.42, '#6a2bb0');
  air.addColorStop(0.76, '#f558b4');
  air.addColorStop(1, '#ffc59a');
  pen.fillStyle = air;
  pen.fillRect(0, 0, width, horizon + 4);
  pen.fillStyle = '#ffffff';
  for (let n = 0; n < 90; n++) {
    pen.globalAlpha = 0.3 + 0.7 * random();
    const x = random() * width;
    const y = random() * horizon * 0.6;
    if (random() < 0.12) sparkle(pen, x, y, (6 + 8 * random()) * unit);
    else pen.fillRect(x, y, 2 * unit, 2 * unit);
  }
  pen.globalAlpha = 1;
}

/** The sun as a poster: yellow above, pink below, cut by gaps that widen downwards. */
function sun(pen: Pen, width: number, horizon: number, radius: number): void {
  const cx = width / 2;
  const cy = horizon - radius * 0.62;
  const disc = pen.createLinearGradient(0, cy - radius, 0, cy + radius);
  disc.addColorStop(0, '#fff27a');
  disc.addColorStop(0.5, '#ff8a5c');
  disc.addColorStop(1, '#ff2fa0');
  pen.fillStyle = disc;
  pen.beginPath();
  pen.arc(cx, cy, radius, 0, Math.PI * 2);
  pen.fill();
  pen.globalCompositeOperation = 'destination-out';
  for (let n = 0; n < 8; n++) {
    const y = cy + radius * (-0.06 + n * 0.135);
    pen.fillRect(cx - radius, y, radius * 2, radius * (0.018 + n * 0.0085));
  }
  pen.globalCompositeOperation = 'source-over';
}

/** Lines to a vanishing point and lines that crowd towards the horizon. */
function grid(pen: Pen, width: number, height: number, horizon: number, unit: number): void {
  pen.shadowColor = '#ff4fd8';
  pen.shadowBlur = 10 * unit;
  pen.strokeStyle = '#7df9ff';
  const depth = height - horizon;
  for (let n = -22; n <= 22; n++) {
    pen.lineWidth = 2.2 * unit;
    pen.beginPath();
    pen.moveTo(width / 2 + n * 26 * unit, horizon);
    pen.lineTo(width / 2 + n * 26 * unit + n * depth * 0.42, height);
    pen.stroke();
  }
  for (let n = 0; n < 14; n++) {
    const y = horizon + depth * (n / 13) ** 2.1;
    pen.lineWidth = (1.2 + 2.4 * (n / 13)) * unit;
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(width, y);
    pen.stroke();
  }
}

function palm(pen: Pen, x: number, foot: number, tall: number, lean: number, random: () => number): void {
  const topX = x + lean * tall * 0.3;
  const topY = foot - tall;
  pen.strokeStyle = '#22104f';
  pen.fillStyle = '#22104f';
  pen.lineCap = 'round';
  for (let s = 0; s < 26; s++) {
    const t = s / 26;
    const u = (s + 1) / 26;
    pen.lineWidth = tall * (0.042 - 0.02 * t);
    pen.beginPath();
    pen.moveTo(x + (topX - x) * t * t, foot - tall * t);
    pen.lineTo(x + (topX - x) * u * u, foot - tall * u);
    pen.stroke();
  }
  for (let n = 0; n < 9; n++) {
    const angle = -Math.PI * (0.02 + (n / 8) * 0.96) + (random() - 0.5) * 0.2;
    const length = tall * (0.4 + 0.12 * random());
    const endX = topX + Math.cos(angle) * length;
    const endY = topY + Math.sin(angle) * length * 0.55 + length * 0.3;
    const midX = topX + Math.cos(angle) * length * 0.55;
    const midY = topY + Math.sin(angle) * length * 0.75 - length * 0.06;
    // A frond: a rib with hanging leaflets.
    for (let k = 1; k <= 22; k++) {
      const t = k / 22;
      const px = (1 - t) ** 2 * topX + 2 * t * (1 - t) * midX + t * t * endX;
      const py = (1 - t) ** 2 * topY + 2 * t * (1 - t) * midY + t * t * endY;
      const hang = length * 0.3 * Math.sin(Math.PI * Math.min(1, t * 0.8 + 0.15));
      pen.lineWidth = tall * 0.011;
      pen.beginPath();
      pen.moveTo(px, py);
      pen.lineTo(px + Math.cos(angle) * hang * 0.45, py + hang * 0.8);
      pen.stroke();
    }
    pen.lineWidth = tall * 0.013;
    pen.beginPath();
    pen.moveTo(topX, topY);
    pen.quadraticCurveTo(midX, midY, endX, endY);
    pen.stroke();
  }
}

export const vaporwave: StyleRenderer = (scene, random) => {
  const { width, height } = scene;
  const unit = Math.min(width, height) / 1024;
  const horizon = scene.horizon * height;
  const picture = pictureOf(scene);
  const subject = subjectOf(scene, 0.8);
  for (let i = 0; i < subject.length; i++) {
    const s = at(subject, i);
    const r0 = at(picture.r, i);
    const g0 = at(picture.g, i);
    const b0 = at(picture.b, i);
    const [r, g, b] = tones(0.08 + 0.86 * luma(r0, g0, b0));
    const own = 0.06 + 0.8 * s;
    picture.r[i] = mix(r, clamp01(r0 * 0.94 + 0.06), own);
    picture.g[i] = mix(g, clamp01(g0 * 0.88 + 0.02), own);
    picture.b[i] = mix(b, clamp01(b0 * 0.88 + 0.12), own);
  }
  const far = farOf(scene, 160, 215);
  for (let i = 0; i < far.length; i++) far[i] = at(far, i) * (Math.floor(i / width) < horizon + 2 ? 1 : 0);
  const skyShare = far.map((value) => value * 0.93) as typeof far;
  overlay(picture, 'over', (pen) => sky(pen, width, horizon, unit, random), skyShare);
  overlay(picture, 'over', (pen) => sun(pen, width, horizon, Math.min(width * 0.33, horizon * 0.52)), far);
  // The floor: dark and plain, so that the grid reads.
  const ground = groundOf(scene);
  for (let i = 0; i < ground.length; i++) {
    const share = at(ground, i) * 0.72;
    const down = (Math.floor(i / width) - horizon) / (height - horizon);
    picture.r[i] = mix(at(picture.r, i), mix(0.42, 0.1, Math.sqrt(clamp01(down))), share);
    picture.g[i] = mix(at(picture.g, i), 0.04, share);
    picture.b[i] = mix(at(picture.b, i), mix(0.55, 0.26, clamp01(down)), share);
  }
  const floorLines = ground.map((value) => value * 0.9) as typeof ground;
  overlay(picture, 'light', (pen) => grid(pen, width, height, horizon, unit), floorLines);
  const free = subject.map((value) => 1 - value) as typeof subject;
  overlay(
    picture,
    'over',
    (pen) => {
      palm(pen, width * 0.07, horizon + 60 * unit, height * 0.44, 0.5, random);
      palm(pen, width * 0.17, horizon + 34 * unit, height * 0.29, 0.2, random);
      palm(pen, width * 0.94, horizon + 60 * unit, height * 0.47, -0.5, random);
    },
    free,
  );
  // A cut-out glow around the subject, cyan on one side and pink on the other.
  const halo = blurPlane(planeOf(foregroundOf(scene).subject), width, height, 5 * unit);
  for (let i = 0; i < halo.length; i++) {
    const glow = smoothstep(0.02, 0.5, at(halo, i)) * (1 - at(subject, i)) * 0.7;
    picture.r[i] = mix(at(picture.r, i), 1, glow * 0.9);
    picture.g[i] = mix(at(picture.g, i), 0.86, glow * 0.8);
    picture.b[i] = mix(at(picture.b, i), 1, glow);
  }
  bloom(picture, 0.76, 20 * unit, 0.45);
  // Tape: a torn band or two, colours that slip, dark lines.
  const tear = Math.floor(height * (0.2 + 0.5 * random()));
  const tearHeight = Math.round(10 * unit + random() * 14 * unit);
  fringe(picture, (y) => Math.round((3 + (y >= tear && y < tear + tearHeight ? 16 : 0)) * unit));
  const period = Math.max(3, Math.round(4 * unit));
  for (let y = 0; y < height; y++) {
    const dark = y % period < period / 2 ? 0.86 : 1.03;
    for (let i = y * width; i < (y + 1) * width; i++) {
      picture.r[i] = at(picture.r, i) * dark;
      picture.g[i] = at(picture.g, i) * dark;
      picture.b[i] = at(picture.b, i) * dark;
    }
  }
  return rgbaOf(picture);
};
