// Draws cards with the compose engine. `cold` gives every card a colour of its own, so that no backdrop is ever reused.
import sharp from 'sharp';
import { compose } from '../../dist/engines/compose/index.js';
import { ourSpec } from './card.mjs';
import { serve } from './worker.mjs';

sharp.concurrency(1);
const cold = process.argv.includes('cold');
let fresh = 0;
serve(async (i) => {
  const colour = cold ? `#0b3b${(0x40 + (fresh++ % 160)).toString(16)}` : undefined;
  return (await compose(ourSpec(i, colour))).png;
});
