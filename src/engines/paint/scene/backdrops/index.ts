// Which painter paints which place. Must not know how.
import type { Place } from '../../understand/setting-words.js';
import type { Ground, Stage } from '../stage.js';
import { grassland, lake, mountain, sea } from './open-land.js';
import { podium } from './podium.js';

export const backdrops: Partial<Readonly<Record<Place, (stage: Stage) => Ground>>> = {
  grassland,
  lake,
  mountain,
  sea,
  podium,
};
