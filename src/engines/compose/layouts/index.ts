// All layouts, and which of them suit which offer. Must not draw.

import { hashText } from '../../../kernel/seeded.js';
import type { Layout } from '../layout.js';
import type { LayoutName, OfferKind } from '../spec.js';
import { aurora } from './aurora.js';
import { burst } from './burst.js';
import { editorial } from './editorial.js';
import { envelope } from './envelope.js';
import { heritage } from './heritage.js';
import { poster } from './poster.js';
import { stage } from './stage.js';
import { swingTag } from './swing-tag.js';
import { ticket } from './ticket.js';

const layouts: Readonly<Record<LayoutName, Layout>> = {
  ticket,
  poster,
  burst,
  stage,
  editorial,
  heritage,
  envelope,
  aurora,
  'swing-tag': swingTag,
};

/** A gift of money belongs in an envelope, a price on a tag; a discount is loud or quiet, never in an envelope. */
const suited: Readonly<Record<OfferKind, readonly LayoutName[]>> = {
  'amount-off': ['ticket', 'envelope', 'poster', 'stage', 'burst', 'heritage', 'aurora', 'editorial'],
  'percent-off': ['poster', 'burst', 'aurora', 'editorial', 'stage', 'ticket', 'heritage'],
  exchange: ['swing-tag', 'stage', 'aurora', 'editorial', 'poster', 'ticket'],
};

/** The layout an offer gets for a seed; the same for the same pair. */
export function chooseLayout(kind: OfferKind, seed: string): LayoutName {
  const names = suited[kind];
  return names[hashText(`layout ${seed}`) % names.length] ?? 'ticket';
}

export function layoutNamed(name: LayoutName): Layout {
  return layouts[name];
}
