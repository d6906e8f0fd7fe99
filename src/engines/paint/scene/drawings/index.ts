// Every drawing of our own by name. Data only.
import { goodsDrawings } from './goods.js';

/** Drawing → SVG text, 256 units wide. */
export const drawings: Readonly<Record<string, string>> = { ...goodsDrawings };
