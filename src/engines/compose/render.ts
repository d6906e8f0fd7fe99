// Draws a card: the remembered backdrop first, the words on top. Must not encode, and must not read the spec's wording
// rules: it receives finished words.
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { type BackdropFacts, cardEdge, type FaceContent, type Plan } from './layout.js';
import { layoutNamed } from './layouts/index.js';
import { type Brand, brandFrom, worstContrast } from './palette.js';
import { Pen } from './pen.js';
import type { LayoutName } from './spec.js';

export interface RenderOrder {
  readonly layout: LayoutName;
  /** `#rrggbb` */
  readonly colour: string | undefined;
  /** Edge in pixels. */
  readonly size: number;
  readonly content: FaceContent;
}

/** Backdrops kept per thread; one of 1080 × 1080 is 4.7 MB. */
const maxRemembered = 12;
const remembered = new Map<string, Canvas>();

/**
 * The finished backdrop from memory, or freshly drawn. Both ways end in the same copy of the same pixels, so memory
 * cannot change a byte of the picture.
 */
function backdropFor(key: string, plan: Plan, size: number, facts: BackdropFacts): Canvas {
  const known = remembered.get(key);
  if (known) {
    remembered.delete(key);
    remembered.set(key, known);
    return known;
  }
  const canvas = createCanvas(size, size);
  const ctx = canvas.getContext('2d');
  ctx.scale(size / cardEdge, size / cardEdge);
  plan.backdrop(ctx, facts);
  remembered.set(key, canvas);
  const oldest = remembered.keys().next();
  if (remembered.size > maxRemembered && !oldest.done) remembered.delete(oldest.value);
  return canvas;
}

const maxPlans = 256;
const plans = new Map<string, Plan>();

/** A plan is a pure function of layout and colour; finding its inks costs a millisecond, so it is kept. */
function planFor(layout: LayoutName, brand: Brand): Plan {
  const key = `${layout} ${brand.hex}`;
  const known = plans.get(key);
  if (known) return known;
  const plan = layoutNamed(layout).plan(brand);
  if (plans.size >= maxPlans) plans.clear();
  plans.set(key, plan);
  return plan;
}

/** Forgets all remembered backdrops and plans, so that a measurement can start cold. */
export function forgetBackdrops(): void {
  remembered.clear();
  plans.clear();
}

/**
 * Draws one card.
 * @param textVisible false leaves the words out and keeps their account: what a contrast check looks behind
 */
export function render(
  order: RenderOrder,
  textVisible = true,
): { readonly canvas: Canvas; readonly pen: Pen; readonly contrast: number } {
  const { layout, colour, size, content } = order;
  const brand = brandFrom(colour);
  const plan = planFor(layout, brand);
  const { facts } = content;
  const backdrop = backdropFor(`${layout} ${brand.hex} ${size} ${facts.variant} ${facts.bundle}`, plan, size, facts);
  const canvas = createCanvas(size, size);
  const ctx = canvas.getContext('2d');
  ctx.drawImage(backdrop, 0, 0);
  ctx.scale(size / cardEdge, size / cardEdge);
  const pen = new Pen(ctx, plan.inks, textVisible);
  plan.face(pen, content);
  const used = new Set(pen.marks.map((mark) => mark.role));
  const contrast = Math.min(
    21,
    ...[...used].flatMap((role) => {
      const ink = plan.inks[role];
      return ink ? [worstContrast(ink.colour, ink.behind)] : [];
    }),
  );
  return { canvas, pen, contrast };
}
