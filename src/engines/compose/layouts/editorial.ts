// 轻奢: paper, hairlines, a fine banknote rosette and serif figures. For brands that do not shout.
import { mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { brandField, brandInk, inkOn, tint, veiled } from '../palette.js';
import { wash } from '../shapes.js';

/** A closed curve of two wheels rolling on each other, as engraved on banknotes. */
function guilloche(
  ctx: Parameters<typeof wash>[0],
  x: number,
  y: number,
  radius: number,
  lobes: number,
  swing: number,
): void {
  for (let pass = 0; pass < 6; pass++) {
    ctx.beginPath();
    const turn = (pass * Math.PI) / (3 * lobes);
    for (let i = 0; i <= 360; i++) {
      const a = (i / 360) * 2 * Math.PI;
      const r = radius * (1 - swing / 2 + (swing / 2) * Math.cos(lobes * (a + turn)));
      ctx.lineTo(x + r * Math.cos(a), y + r * Math.sin(a));
    }
    ctx.stroke();
  }
}

export const editorial: Layout = {
  name: 'editorial',
  plan(brand) {
    const paper = tint(brand, 0.975, 0.12);
    const edge = tint(brand, 0.945, 0.2);
    const field = brandField(brand);
    const base = field.solid;
    const lineAlpha = 0.16;
    const sheet = veiled(ramp(paper, edge, 3), base, lineAlpha * 1.9);
    return {
      inks: {
        brand: brandInk(brand, sheet, 0.28, 0.5),
        monogram: inkOn([base], field.onSolid),
        lead: brandInk(brand, sheet, 0.34, 0.6),
        hero: brandInk(brand, sheet, 0.5, 1),
        scope: inkOn([base], field.onSolid),
        condition: inkOn([base], field.onSolid),
        badge: brandInk(brand, [paper], 0.42, 0.9),
      },
      backdrop(ctx, { variant }) {
        wash(ctx, [paper, edge], [0, 0], [0, 1080]);
        ctx.strokeStyle = withAlpha(base, lineAlpha);
        ctx.lineWidth = 1.6;
        const [lobes, swing] = (
          [
            [12, 0.34],
            [8, 0.5],
            [18, 0.24],
            [10, 0.42],
          ] as const
        )[variant] ?? [12, 0.34];
        guilloche(ctx, 540, 560, 400, lobes, swing);
        guilloche(ctx, 540, 560, 236, lobes, swing * 1.2);
        ctx.strokeStyle = base;
        ctx.lineWidth = 3;
        ctx.strokeRect(44, 44, 992, 992);
        ctx.strokeStyle = withAlpha(base, 0.45);
        ctx.lineWidth = 1.5;
        ctx.strokeRect(58, 58, 964, 964);
        ctx.fillStyle = base;
        ctx.fillRect(58, 878, 964, 144);
        ctx.fillStyle = mix(paper, base, 0.5);
        ctx.fillRect(360, 296, 150, 2);
        ctx.fillRect(570, 296, 150, 2);
        ctx.fillStyle = base;
        ctx.beginPath();
        ctx.moveTo(540, 285);
        ctx.lineTo(552, 297);
        ctx.lineTo(540, 309);
        ctx.lineTo(528, 297);
        ctx.fill();
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 110, y: 98, w: 860, h: 164 }, content, {
          plate: content.logo ? '#ffffff' : base,
          darkPlate: field.dark,
          face: 'serif',
          align: 'center',
          direction: 'stack',
          nameSize: 46,
          round: 0.5,
        });
        drawOffer(pen, { x: 130, y: 356, w: 820, h: 470 }, wording, {
          han: 'serif',
          numeral: 'numeral-serif',
          align: 'center',
          leadSize: 82,
          gap: 50,
          figureScale: 1.22,
          max: 480,
        });
        drawChips(
          pen,
          { x: 110, y: 878, w: 860, h: 144 },
          [
            { role: 'scope', text: wording.scope },
            { role: 'condition', text: wording.condition },
            { role: 'badge', text: wording.badge, fill: paper },
          ],
          { han: 'serif', numeral: 'numeral-serif', size: 52, align: 'center', gap: 0.8, round: 0 },
        );
      },
    };
  },
};
