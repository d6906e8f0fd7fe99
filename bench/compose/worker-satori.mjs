// Draws cards with satori and resvg, installed by run.mjs into this folder only.
import { readFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import { fonts, scene, texts } from './card.mjs';
import { serve } from './worker.mjs';

const loaded = fonts.map(({ name, path }) => ({ name, data: readFileSync(path), weight: 400, style: 'normal' }));
const background = `data:image/svg+xml;base64,${Buffer.from(scene).toString('base64')}`;
const box = (style, children) => ({
  type: 'div',
  props: { style: { position: 'absolute', display: 'flex', ...style }, children },
});

serve(async (i) => {
  const tree = {
    type: 'div',
    props: {
      style: { display: 'flex', position: 'relative', width: 1080, height: 1080 },
      children: [
        {
          type: 'img',
          props: { src: background, width: 1080, height: 1080, style: { position: 'absolute', left: 0, top: 0 } },
        },
        ...texts(i).map((t) =>
          box(
            {
              left: t.x,
              top: t.top,
              fontFamily: t.name,
              fontSize: t.size,
              lineHeight: 1,
              color: t.colour,
              whiteSpace: 'nowrap',
            },
            t.text,
          ),
        ),
      ],
    },
  };
  const svg = await satori(tree, { width: 1080, height: 1080, fonts: loaded });
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
});
