// Sets one thing into the picture so that it belongs there: lit and tinted by the air, with its shadow, its mirror image on water
// or a polished floor, and what grows or laps in front of its foot. Must not decide where it stands.
import type { Spot } from './arrange.js';
import { css, darken, lighten, mix, type Rgb } from './colour.js';
import { grassEdge } from './land.js';
import { halo, type Pen, ramp } from './picture.js';
import type { Sprite } from './sprites.js';
import type { Ground, Stage } from './stage.js';

/** The sprite under the light of the scene. */
function lit(stage: Stage, sprite: Sprite, spot: Spot, ground: Ground): Pen {
  const { air } = stage;
  const { width, height } = sprite;
  const pen = stage.picture.scratch('lit', width, height);
  pen.drawImage(sprite.canvas, 0, 0);
  pen.globalCompositeOperation = 'source-atop';
  // The air's own colour, stronger at night and far away.
  pen.globalCompositeOperation = 'multiply';
  pen.fillStyle = css(air.tint);
  pen.fillRect(0, 0, width, height);
  // Light from its side, shade on the other.
  const left = air.lightX < spot.x / stage.picture.width;
  pen.globalCompositeOperation = 'soft-light';
  pen.fillStyle = ramp(pen, left ? 0 : width, 0, left ? width : 0, height, [
    css(lighten(air.light, 0.3), 0.55),
    css(air.light, 0.06),
    css(air.shadow, 0.55),
  ]);
  pen.fillRect(0, 0, width, height);
  // What the ground throws back.
  pen.globalCompositeOperation = 'source-atop';
  pen.fillStyle = ramp(pen, 0, height * 0.62, 0, height, [
    css(ground.colour, 0),
    css(darken(ground.colour, 0.25), spot.thing.pose === 'fly' ? 0.08 : 0.34),
  ]);
  pen.fillRect(0, 0, width, height);
  const far = spot.depth / 255;
  pen.fillStyle = css(air.haze, Math.max(0, far - 0.3) * 0.5);
  pen.fillRect(0, 0, width, height);
  // Multiply and soft-light also paint where nothing was: cut to the outline again.
  pen.globalCompositeOperation = 'destination-in';
  pen.drawImage(sprite.canvas, 0, 0);
  rim(stage, sprite, pen, left);
  return pen;
}

/** A thin bright edge towards the light; at night and at dusk it is what parts a thing from the dark. */
function rim(stage: Stage, sprite: Sprite, pen: Pen, left: boolean): void {
  const { air, picture } = stage;
  const strength = air.night ? 0.6 : air.warmth > 0.4 ? 0.5 : 0.22;
  const { width, height } = sprite;
  const edge = stage.picture.scratch('edge', width, height);
  edge.drawImage(sprite.canvas, 0, 0);
  edge.globalCompositeOperation = 'destination-out';
  const shift = Math.max(1.5, 4 * picture.unit);
  edge.drawImage(sprite.canvas, left ? shift : -shift, shift * 0.8);
  edge.globalCompositeOperation = 'source-in';
  edge.fillStyle = css(lighten(air.light, 0.25), strength);
  edge.fillRect(0, 0, width, height);
  pen.globalCompositeOperation = 'source-atop';
  pen.drawImage(edge.canvas, 0, 0);
  pen.globalCompositeOperation = 'source-over';
}

/** Draws `image` turned and mirrored about its middle, its foot at the spot. */
function put(pen: Pen, image: Pen, spot: Spot): void {
  const { width, height } = image.canvas;
  pen.save();
  pen.translate(spot.x, spot.foot - height / 2);
  pen.rotate(spot.turn);
  if (spot.mirrored) pen.scale(-1, 1);
  pen.drawImage(image.canvas, -width / 2, -height / 2);
  pen.restore();
}

function groundShadow(stage: Stage, sprite: Sprite, spot: Spot, ground: Ground): void {
  const { picture, air } = stage;
  const half = (sprite.width * Math.max(0.35, sprite.footRight - sprite.footLeft)) / 2;
  const middle = spot.x + (spot.mirrored ? -1 : 1) * sprite.width * ((sprite.footLeft + sprite.footRight) / 2 - 0.5);
  picture.glow((pen) => {
    // The cast shadow: the outline laid down, away from the light.
    const lean = (0.5 - air.lightX) * (air.warmth > 0.4 ? 2.2 : 1.3);
    const long = air.warmth > 0.4 ? 0.34 : 0.22;
    const small = 4;
    const w = Math.max(2, Math.round(sprite.width / small));
    const h = Math.max(2, Math.round(sprite.height / small));
    const margin = 6;
    const shade = picture.scratch('shade', w + margin * 2, h + margin * 2);
    shade.filter = `blur(${Math.max(1, Math.round((5 * picture.unit) / small))}px)`;
    shade.drawImage(sprite.canvas, margin, margin, w, h);
    shade.filter = 'none';
    shade.globalCompositeOperation = 'source-in';
    shade.fillStyle = ramp(shade, 0, 0, 0, h + margin * 2, [
      css(air.shadow, 0.04),
      css(air.shadow, air.night ? 0.5 : 0.4),
    ]);
    shade.fillRect(0, 0, w + margin * 2, h + margin * 2);
    pen.save();
    pen.transform(1, 0, -lean, long, spot.x, spot.foot - sprite.height * 0.012);
    if (spot.mirrored) pen.scale(-1, 1);
    pen.drawImage(
      shade.canvas,
      -sprite.width / 2 - margin * small,
      -sprite.height - margin * small,
      sprite.width + margin * small * 2,
      sprite.height + margin * small * 2,
    );
    pen.restore();
    // Where it touches the ground.
    const flat = Math.max(half * 0.2, 4 * picture.unit);
    for (const [scale, alpha] of [
      [1.5, 0.16],
      [1.08, 0.34],
    ] as const) {
      const gradient = pen.createRadialGradient(0, 0, 0, 0, 0, half * scale);
      gradient.addColorStop(0, css(air.shadow, alpha * (ground.kind === 'snow' ? 0.8 : 1) + 0.12));
      gradient.addColorStop(0.6, css(air.shadow, alpha * 0.7));
      gradient.addColorStop(1, css(air.shadow, 0));
      pen.save();
      pen.translate(middle, spot.foot - flat * 0.25);
      pen.scale(1, (flat * scale) / (half * scale));
      pen.fillStyle = gradient;
      pen.beginPath();
      pen.arc(0, 0, half * scale, 0, 7);
      pen.fill();
      pen.restore();
    }
  });
}

/** The image upside down below the foot, broken by ripples. */
function reflection(stage: Stage, image: Pen, spot: Spot, strength: number, rippled: boolean, waterline: number): void {
  const { picture } = stage;
  const { width, height } = image.canvas;
  const unit = picture.unit;
  picture.glow((pen) => {
    const strip = Math.max(1, Math.round(2 * unit));
    const top = Math.round(height * (1 - waterline));
    for (let y = 0; y < top * 0.9; y += strip) {
      const from = top - y - strip;
      if (from < 0) break;
      const t = y / top;
      pen.globalAlpha = strength * (1 - t) ** 1.2;
      const shift = rippled ? Math.sin(y / (6 * unit)) * (1 + t * 8) * unit : 0;
      pen.drawImage(
        image.canvas,
        0,
        from,
        width,
        strip,
        spot.x - width / 2 + shift,
        spot.foot - height * waterline + y * 0.86,
        width,
        strip,
      );
    }
  });
}

/** Tufts, drifts or waves over the lower edge of what stands there. */
function inFront(stage: Stage, sprite: Sprite, spot: Spot, ground: Ground): void {
  const { picture, air, random } = stage;
  const half = (sprite.width * Math.max(0.3, sprite.footRight - sprite.footLeft)) / 2;
  const unit = picture.unit;
  const tall = Math.min(spot.tall * 0.1, 46 * unit);
  const middle = spot.x + (spot.mirrored ? -1 : 1) * sprite.width * ((sprite.footLeft + sprite.footRight) / 2 - 0.5);
  if (ground.kind === 'grass') {
    grassEdge(
      stage,
      middle - half * 1.25,
      middle + half * 1.25,
      spot.foot + tall * 0.1,
      tall * 0.8,
      darken(ground.colour, 0.1),
      Math.max(0, spot.depth - 2),
    );
  } else if (ground.kind === 'snow' || ground.kind === 'sand' || ground.kind === 'cloud') {
    const tone: Rgb = ground.kind === 'sand' ? ground.colour : mix(lighten(ground.colour, 0.5), air.tint, 0.3);
    picture.layer(Math.max(0, spot.depth - 2), (pen) => {
      const puffs = 7;
      for (let i = 0; i < puffs; i++) {
        const x = middle + ((i + 0.5) / puffs - 0.5) * half * 2.5;
        const r = (ground.kind === 'cloud' ? tall * 1.5 : tall * 0.6) * (0.7 + random() * 0.6);
        const y = spot.foot + r * (ground.kind === 'cloud' ? 0.55 : 0.5);
        halo(pen, x, y, r * 1.4, css(tone, ground.kind === 'cloud' ? 0.95 : 0.9), css(tone, 0));
      }
    });
  }
}

function waterline(stage: Stage, spot: Spot, width: number, sunk: number): void {
  const { picture, air } = stage;
  const y = spot.foot - spot.tall * sunk;
  picture.glow((pen) => {
    for (let i = 0; i < 5; i++) {
      const spread = width * (0.42 + i * 0.11);
      pen.strokeStyle = css(lighten(air.haze, 0.6), 0.5 - i * 0.085);
      pen.lineWidth = (3.4 - i * 0.5) * picture.unit;
      pen.beginPath();
      pen.ellipse(spot.x, y + i * 3 * picture.unit, spread, spread * 0.09, 0, 0, Math.PI * 2);
      pen.stroke();
    }
  });
}

/** Sets a thing in. Call from far to near. */
export function setIn(stage: Stage, sprite: Sprite, spot: Spot, ground: Ground): void {
  const { picture, air } = stage;
  const { thing } = spot;
  const image = lit(stage, sprite, spot, ground);
  const onWater =
    ground.water !== null &&
    (ground.kind === 'water' || thing.pose === 'float' || thing.pose === 'swim') &&
    thing.pose !== 'fly' &&
    thing.pose !== 'hang' &&
    thing.pose !== 'fall' &&
    thing.pose !== 'bust';
  const carried = thing.on !== undefined || thing.heldBy !== undefined;
  if (
    carried ||
    thing.pose === 'bust' ||
    thing.pose === 'fly' ||
    thing.pose === 'fall' ||
    (thing.pose === 'swim' && !onWater)
  ) {
    picture.layer(spot.depth, (pen) => put(pen, image, spot), true);
    return;
  }
  if (thing.pose === 'hang') {
    const x = spot.x;
    picture.layer(spot.depth, (pen) => {
      pen.strokeStyle = css(darken([150, 60, 40], air.night ? 0.5 : 0.2));
      pen.lineWidth = Math.max(1.5, 3 * picture.unit);
      pen.beginPath();
      pen.moveTo(x, 0);
      pen.lineTo(x, spot.foot - spot.tall + 4);
      pen.stroke();
    });
    if (thing.name === '灯笼')
      picture.glow((pen) =>
        halo(
          pen,
          x,
          spot.foot - spot.tall * 0.6,
          spot.tall * 0.95,
          air.night ? 'rgba(255,170,80,.5)' : 'rgba(255,190,110,.22)',
          'rgba(255,150,60,0)',
        ),
      );
    picture.layer(spot.depth, (pen) => put(pen, image, spot), true);
    if (thing.name === '灯笼' && air.night) {
      picture.glow((pen) => {
        pen.globalCompositeOperation = 'screen';
        halo(pen, x, spot.foot - spot.tall * 0.6, spot.tall * 0.42, 'rgba(255,150,60,.55)', 'rgba(255,110,40,0)');
      });
    }
    return;
  }
  if (onWater) {
    const sunk = thing.pose === 'swim' ? 0.2 : thing.pose === 'float' ? 0.07 : 0.04;
    reflection(stage, image, spot, 0.5, true, sunk);
    picture.layer(
      spot.depth,
      (pen) => {
        pen.beginPath();
        pen.rect(0, 0, picture.width, spot.foot - spot.tall * sunk);
        pen.clip();
        put(pen, image, spot);
      },
      true,
    );
    waterline(stage, spot, sprite.width, sunk);
    return;
  }
  if (ground.kind === 'floor' && ground.gloss > 0) reflection(stage, image, spot, ground.gloss, false, 0);
  groundShadow(stage, sprite, spot, ground);
  picture.layer(spot.depth, (pen) => put(pen, image, spot), true);
  inFront(stage, sprite, spot, ground);
}
