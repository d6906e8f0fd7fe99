// Every drawing of our own by name. Data only.
import { animalDrawings } from './animals.js';
import { buildingDrawings } from './buildings.js';
import { festivalDrawings } from './festival.js';
import { foodDrawings } from './food.js';
import { goodsDrawings } from './goods.js';

/** Drawing → SVG text, 256 units wide. */
export const drawings: Readonly<Record<string, string>> = {
  ...animalDrawings,
  ...buildingDrawings,
  ...festivalDrawings,
  ...foodDrawings,
  ...goodsDrawings,
};
