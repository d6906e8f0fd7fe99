// Places under the open sky: grassland, mountains, sea, lake, desert, snow. Each paints itself and says where the ground is.
import { css, darken, lighten, mix, type Rgb, rgb } from '../colour.js';
import { grassEdge, greens, ground, meadowTexture, ridge, treeLine } from '../land.js';
import { ramp } from '../picture.js';
import { paintSky } from '../sky.js';
import type { Ground, Stage } from '../stage.js';
import { water } from '../water.js';

const isWhite = (stage: Stage): boolean => stage.air.season === 'winter' || stage.air.weather === 'snow';
const flowersOf = (stage: Stage): readonly Rgb[] =>
  isWhite(stage) || stage.air.season === 'autumn' || stage.air.night
    ? []
    : [rgb('#ffffff'), rgb('#ffd24d'), rgb('#ff9fb8'), rgb('#c39bff')];

/** Far ranges in the haze, shared by most places. */
export function farRanges(stage: Stage, base: number, rise: number, named = false, snowy = false): void {
  const { air } = stage;
  const blue = air.night ? rgb('#2a3f78') : air.warmth > 0.4 ? rgb('#8a6a9a') : rgb('#6f93bd');
  ridge(stage, base, rise * 0.9, 225, mix(blue, air.haze, 0.6), { peaks: 4, snow: snowy });
  ridge(stage, base + 0.01, rise * 0.62, 205, mix(blue, air.haze, 0.3), { peaks: 5, named, snow: snowy });
}

export function grassland(stage: Stage): Ground {
  const { grass, leaf, far } = greens(stage);
  const horizon = 0.5;
  paintSky(stage, horizon);
  const named = stage.features.has('mountain') || stage.features.has('snowmountain') || stage.features.has('volcano');
  farRanges(stage, horizon + 0.03, named ? 0.3 : 0.13, named, stage.features.has('snowmountain'));
  ridge(stage, 0.56, 0.07, 190, mix(far, stage.air.haze, 0.25), { peaks: 2, soft: true });
  treeLine(stage, 0.565, 0.07, 180, mix(leaf, stage.air.haze, 0.25), 'leaf', 13, isWhite(stage));
  ground(stage, 0.555, mix(grass, stage.air.haze, 0.2), darken(grass, 0.14));
  meadowTexture(stage, 0.56, grass, flowersOf(stage));
  return {
    horizon,
    far: 0.64,
    near: 0.93,
    kind: isWhite(stage) ? 'snow' : 'grass',
    water: null,
    gloss: 0,
    colour: grass,
  };
}

export function mountain(stage: Stage): Ground {
  const { air, features } = stage;
  const { grass, leaf } = greens(stage);
  const horizon = 0.56;
  paintSky(stage, horizon);
  const snowy = features.has('snowmountain') || isWhite(stage);
  const blue = air.night ? rgb('#243a74') : air.warmth > 0.4 ? rgb('#7c5d8e') : rgb('#5f86ae');
  ridge(stage, 0.56, 0.36, 230, mix(blue, air.haze, 0.62), { peaks: 2.4, snow: true });
  ridge(stage, 0.58, 0.3, 215, mix(blue, air.haze, 0.36), { peaks: 3, snow: snowy, named: true });
  ridge(stage, 0.62, 0.2, 195, mix(snowy ? rgb('#8ea6c4') : mix(leaf, blue, 0.5), air.haze, 0.25), {
    peaks: 4,
    snow: snowy,
  });
  stage.picture.glow((pen) => {
    pen.fillStyle = ramp(pen, 0, stage.picture.height * 0.46, 0, stage.picture.height * 0.63, [
      css(air.haze, 0),
      css(lighten(air.haze, 0.2), 0.55),
      css(air.haze, 0),
    ]);
    pen.fillRect(0, 0, stage.picture.width, stage.picture.height);
  });
  treeLine(stage, 0.66, 0.1, 170, mix(leaf, rgb('#23483f'), 0.5), 'conifer', 22, snowy);
  ground(stage, 0.655, mix(grass, air.haze, 0.15), darken(grass, 0.18), { wave: 0.03 });
  meadowTexture(stage, 0.66, grass, flowersOf(stage));
  return {
    horizon,
    far: 0.71,
    near: 0.94,
    kind: snowy && isWhite(stage) ? 'snow' : 'grass',
    water: null,
    gloss: 0,
    colour: grass,
  };
}

export function sea(stage: Stage): Ground {
  const horizon = 0.46;
  paintSky(stage, horizon);
  ridge(
    stage,
    horizon + 0.004,
    0.05,
    228,
    mix(stage.air.night ? rgb('#1e3064') : rgb('#7b9cc0'), stage.air.haze, 0.55),
    { peaks: 1.4, soft: true },
  );
  water(stage, horizon, 1, 0.2, 1);
  return {
    horizon,
    far: 0.6,
    near: 0.9,
    kind: 'water',
    water: horizon,
    gloss: 0.4,
    colour: stage.air.night ? rgb('#16306a') : rgb('#3a9cc0'),
  };
}

export function lake(stage: Stage): Ground {
  const { leaf, grass } = greens(stage);
  const horizon = 0.47;
  paintSky(stage, horizon);
  farRanges(
    stage,
    horizon + 0.01,
    0.24,
    stage.features.has('mountain') || stage.features.has('snowmountain'),
    stage.features.has('snowmountain') || isWhite(stage),
  );
  treeLine(stage, horizon + 0.01, 0.06, 190, mix(leaf, stage.air.haze, 0.3), 'leaf', 26, isWhite(stage));
  water(stage, horizon + 0.005, 1, 0.72, 0.12);
  grassEdge(
    stage,
    -20,
    stage.picture.width * 0.26,
    stage.picture.height * 1.01,
    stage.picture.height * 0.16,
    darken(grass, 0.2),
    4,
  );
  grassEdge(
    stage,
    stage.picture.width * 0.8,
    stage.picture.width + 20,
    stage.picture.height * 1.01,
    stage.picture.height * 0.12,
    darken(grass, 0.25),
    4,
  );
  return { horizon, far: 0.6, near: 0.9, kind: 'water', water: horizon, gloss: 0.9, colour: rgb('#4f9ab4') };
}
