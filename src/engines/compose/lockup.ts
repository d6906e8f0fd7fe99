// The brand's signature on a card: logo on a plate, or a monogram where there is no logo, beside or above the name.
// Must not know where it stands on the card.
import type { FaceName } from './font-catalogue.js';
import { visibleClusters } from './graphemes.js';
import type { FaceContent } from './layout.js';
import type { Logo } from './logo.js';
import { setName } from './name-block.js';
import type { Box, Pen } from './pen.js';
import { roundedBox, shadowed } from './shapes.js';
import { fitSize, setLine } from './typeset.js';

export interface LockupStyle {
  /** Behind a logo with transparency and behind the monogram. */
  readonly plate: string;
  /** Behind a logo that is itself nearly white. */
  readonly darkPlate: string;
  readonly face: FaceName;
  readonly align: 'left' | 'center';
  /** `stack`: plate above the name. */
  readonly direction?: 'row' | 'stack';
  /** Corner radius as a share of the plate; 0.5 is a circle. Default 0.28. */
  readonly round?: number;
  /** Largest name size in pixels. */
  readonly nameSize: number;
}

/** The character that stands for a brand: its first letter, digit, Han character or emoji. */
function initialOf(name: string): string | undefined {
  const clusters = visibleClusters(name);
  const initial =
    clusters.find((cluster) => /^[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(cluster)) ??
    clusters[0];
  return initial?.toLocaleUpperCase('en');
}

/** Draws logo or monogram into a square. */
export function drawPlate(
  pen: Pen,
  { x, y, w }: Box,
  logo: Logo | undefined,
  name: string,
  style: Pick<LockupStyle, 'plate' | 'darkPlate' | 'round'>,
): void {
  const { ctx } = pen;
  const radius = (style.round ?? 0.28) * w;
  const square = { x, y, w, h: w };
  shadowed(ctx, 'rgba(0,0,0,0.16)', w * 0.16, w * 0.05, () => {
    ctx.fillStyle = logo?.transparent && logo.light ? style.darkPlate : style.plate;
    roundedBox(ctx, square, radius);
    ctx.fill();
  });
  if (!logo) {
    const initial = initialOf(name);
    if (!initial) return;
    const line = setLine([{ text: initial, face: 'black' }]);
    pen.lineMiddle('monogram', line, fitSize(line, w * 0.6, w * 0.52), x + w / 2, y + w / 2, 'center');
    return;
  }
  const { width, height } = logo.image;
  ctx.save();
  roundedBox(ctx, square, radius);
  ctx.clip();
  // See-through logos keep some air inside the plate; photographs of logos fill it.
  const room = logo.transparent ? w * (style.round === 0.5 ? 0.66 : 0.76) : w;
  const scale = logo.transparent ? room / Math.max(width, height) : room / Math.min(width, height);
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(logo.image, x + (w - width * scale) / 2, y + (w - height * scale) / 2, width * scale, height * scale);
  ctx.restore();
}

/** Draws the whole signature inside `box`. Nothing is drawn for a brand with neither name nor logo. */
export function drawLockup(
  pen: Pen,
  box: Box,
  { brandName, logo }: Pick<FaceContent, 'brandName' | 'logo'>,
  style: LockupStyle,
): void {
  const stack = style.direction === 'stack';
  const plate = stack ? box.h * 0.6 : box.h;
  const gap = stack ? box.h * 0.1 : box.h * 0.24;
  const room = stack ? { w: box.w, h: box.h - plate - gap } : { w: box.w - plate - gap, h: box.h };
  const name = setName(brandName, style.face, room.w, room.h, style.nameSize);
  if (!name && !logo) return;
  const total = stack || !name ? plate : plate + gap + name.width;
  const left = style.align === 'left' ? box.x : box.x + (box.w - total) / 2;
  const square = { x: left, y: box.y, w: plate, h: plate };
  drawPlate(pen, square, logo, brandName, style);
  if (!name) return;
  if (stack) pen.block('brand', name, box.x + box.w / 2, box.y + plate + gap + (room.h - name.height) / 2, 'center');
  else pen.block('brand', name, left + plate + gap, box.y + (box.h - name.height) / 2, 'left');
}
