// Which painter paints which place. Must not know how.
import type { Place } from '../../understand/setting-words.js';
import type { Ground, Stage } from '../stage.js';
import { cloudsea, moonsurface, night, sky, space } from './heights.js';
import {
  amusement,
  desert,
  farm,
  garden,
  grassland,
  lake,
  mountain,
  road,
  sea,
  snowfield,
  snowmountain,
  stadium,
} from './open-land.js';
import { podium } from './podium.js';
import { cafe, interior, kitchen, table, windowsill } from './rooms.js';
import { festive, stagePlace, studio } from './sets.js';
import { city, neon, oldtown, street } from './town.js';
import { beach, river, underwater, waterfall } from './waters.js';
import { bamboo, blossom, forest, ginkgo } from './woods.js';

export const backdrops: Readonly<Record<Place, (stage: Stage) => Ground>> = {
  sea,
  beach,
  underwater,
  lake,
  river,
  waterfall,
  mountain,
  snowmountain,
  cloudsea,
  sky,
  night,
  snowfield,
  forest,
  bamboo,
  blossom,
  ginkgo,
  garden,
  grassland,
  farm,
  desert,
  moonsurface,
  space,
  city,
  neon,
  street,
  road,
  oldtown,
  windowsill,
  interior,
  cafe,
  kitchen,
  table,
  stage: stagePlace,
  stadium,
  podium,
  studio,
  festive,
  amusement,
};
