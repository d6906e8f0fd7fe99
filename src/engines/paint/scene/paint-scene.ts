// Paints a plan: backdrop, then things from far to near, then weather, and hands over the planes the styles work on.
// Must not know the text or the styles.

import { chanceFrom } from '../../../kernel/seeded.js';
import type { PaintedScene } from '../painted-scene.js';
import { colours } from '../understand/setting-words.js';
import { airFor } from './air.js';
import { arrange } from './arrange.js';
import { backdrops } from './backdrops/index.js';
import { indoors } from './features.js';
import { mainColours } from './main-colours.js';
import { Picture } from './picture.js';
import type { Plan } from './plan.js';
import { setIn } from './set-in.js';
import { fireworks } from './sky.js';
import { sprite } from './sprites.js';
import type { Stage } from './stage.js';
import { paintWeather } from './weather.js';

const colourOf = (root: string | null): readonly [number, number, number] | null =>
  root === null ? null : (colours[root] ?? null);

/** Paints a plan at the size given; the same plan and seed give the same pixels. */
export async function paintScene(plan: Plan, width: number, height: number, seed: number): Promise<PaintedScene> {
  const random = chanceFrom(seed);
  const picture = new Picture(width, height);
  const air = airFor(plan, random() < 0.5 ? -1 : 1);
  const stage: Stage = {
    picture,
    air,
    random,
    features: plan.features,
    backdrop: colourOf(plan.backdrop),
    calm: plan.calm,
  };
  const ground = backdrops[plan.place](stage);
  const underSky = !indoors.has(plan.place) && !['festive', 'space', 'moonsurface'].includes(plan.place);
  if (plan.features.has('fireworks') && !underSky) fireworks(stage, 0.6);
  const shapes = await Promise.all(
    plan.things.map(({ art, colour, pose }) => sprite(art, 128, colourOf(colour), pose === 'head')),
  );
  const spots = arrange(
    plan,
    ground,
    width,
    height,
    shapes.map((shape) => shape.width / shape.height),
    random,
  );
  for (const spot of spots)
    setIn(
      stage,
      await sprite(spot.thing.art, spot.tall, colourOf(spot.thing.colour), spot.thing.pose === 'head'),
      spot,
      ground,
    );
  paintWeather(stage, ground, indoors.has(plan.place) || plan.place === 'windowsill' || plan.place === 'space');
  const planes = picture.planes();
  const away = { x: air.lightX - 0.5, y: air.lightY - 0.6 };
  const length = Math.hypot(away.x, away.y);
  return {
    width,
    height,
    ...planes,
    light: { x: away.x / length, y: away.y / length, warmth: air.warmth },
    night: air.night,
    palette: mainColours(planes.rgba),
    horizon: ground.horizon,
  };
}
