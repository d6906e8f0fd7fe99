// The compose engine: one coupon head image from brand and offer. Pure: a plain spec in, PNG bytes and plain facts out;
// no network, no database, no clock, no settings. Runs in any thread; each thread loads the fonts it needs, when it needs
// them.

import { hashText } from '../../kernel/seeded.js';
import { encodePng } from './encode.js';
import { visibleClusters } from './graphemes.js';
import { chooseLayout } from './layouts/index.js';
import { readLogo } from './logo.js';
import { render } from './render.js';
import { type Composed, type ComposeSpec, layoutNames } from './spec.js';
import { wordingOf } from './wording.js';

export { chooseLayout } from './layouts/index.js';
export { requiredContrast } from './palette.js';
export * from './spec.js';
export { wordingOf } from './wording.js';

const defaultSize = 1080;
const sizes = { least: 64, most: 2160 } as const;

/**
 * Composes a square head image. The same spec gives the same bytes, in any thread or process of the same installation.
 * An unreadable logo is no error: the monogram stands in and `logo` says `unreadable`.
 * @throws RangeError for a colour that is not `#rrggbb`, an amount that is no whole number of fen, a percentage outside
 *   1–99, a size outside 64–2160 or an unknown layout
 * @throws the signal's reason when it is aborted
 * @throws Error naming the package when a font is not installed
 */
export async function compose(spec: ComposeSpec, signal?: AbortSignal): Promise<Composed> {
  signal?.throwIfAborted();
  const size = spec.size ?? defaultSize;
  if (!Number.isInteger(size) || size < sizes.least || size > sizes.most) {
    throw new RangeError(`size must be a whole number of pixels from ${sizes.least} to ${sizes.most}, got ${size}`);
  }
  const layout = spec.layout ?? chooseLayout(spec.offer.kind, spec.seed);
  if (!layoutNames.includes(layout))
    throw new RangeError(`unknown layout ${JSON.stringify(layout)}; there are ${layoutNames.join(', ')}`);
  const wording = wordingOf(spec);
  const logo = spec.brandLogo ? await readLogo(spec.brandLogo) : undefined;
  signal?.throwIfAborted();
  const brandName = visibleClusters(spec.brandName).join('');
  const facts = { variant: hashText(`variant ${spec.seed}`) % 4, bundle: spec.usage === 'bundle' };
  const { canvas, pen, contrast } = render({
    layout,
    colour: spec.backgroundColor,
    size,
    content: { wording, brandName, logo, facts },
  });
  signal?.throwIfAborted();
  const png = await encodePng(canvas);
  signal?.throwIfAborted();
  return {
    png,
    width: size,
    height: size,
    layout,
    wording,
    contrast,
    logo: logo ? 'drawn' : spec.brandLogo ? 'unreadable' : 'none',
    brandName,
    substituted: [...new Set(pen.substituted)],
  };
}
