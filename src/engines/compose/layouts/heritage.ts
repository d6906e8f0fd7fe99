// 国潮: porcelain waves, a rising moon, a fretted frame and brush characters.
import { fromOklch, mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { accent, brandField, brandInk, inkOn, inkOnField, tint, veilAlpha, veiled } from '../palette.js';
import { glow, linear, shadowed, wash, waves } from '../shapes.js';

/** The moon is warm over any brand. */
const moonHue = 80;
const moon = [540, 544] as const;

function cloud(ctx: Parameters<typeof wash>[0], fill: string, line: string, x: number, y: number, s: number): void {
  ctx.beginPath();
  ctx.moveTo(x - 90 * s, y + 40 * s);
  ctx.arc(x - 90 * s, y, 40 * s, Math.PI / 2, Math.PI * 1.5);
  ctx.arc(x - 40 * s, y - 30 * s, 52 * s, Math.PI * 1.05, Math.PI * 1.9);
  ctx.arc(x + 50 * s, y - 14 * s, 42 * s, Math.PI * 1.3, Math.PI * 0.1);
  ctx.arc(x + 110 * s, y + 16 * s, 24 * s, Math.PI * 1.4, Math.PI * 0.5);
  ctx.closePath();
  ctx.fillStyle = fill;
  ctx.fill();
  ctx.strokeStyle = line;
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x - 40 * s, y - 18 * s, 26 * s, Math.PI * 0.9, Math.PI * 2.2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x + 52 * s, y - 4 * s, 20 * s, Math.PI, Math.PI * 2.2);
  ctx.stroke();
}

export const heritage: Layout = {
  name: 'heritage',
  plan(brand) {
    const field = brandField(brand, 0.026);
    const flat = ramp(field.base, field.deep);
    const light = veilAlpha(field, flat, field.lift, 0.3);
    const lit = veiled(flat, field.lift, light);
    const cream = fromOklch({ l: 0.968, c: 0.026, h: moonHue });
    const creamDeep = fromOklch({ l: 0.925, c: 0.052, h: moonHue });
    const gold = field.light ? accent(brand, 0.66, 0.13) : accent(brand, 0.8, 0.11);
    const disc = ramp(cream, creamDeep);
    const seal = field.solid;
    const sea = [field.base, mix(field.base, field.lift, 0.3), field.deep, mix(field.deep, gold, 0.85)];
    return {
      inks: {
        brand: inkOnField(field, lit, { l: 0.965, c: 0.028, h: moonHue }),
        monogram: brandInk(brand, [cream], 0.48),
        lead: brandInk(brand, disc, 0.32, 0.8),
        hero: brandInk(brand, disc, 0.46, 1.05),
        scope: brandInk(brand, [cream], 0.42, 1),
        condition: brandInk(brand, [cream], 0.36, 0.8),
        badge: inkOn([seal], field.onSolid),
      },
      backdrop(ctx, { variant }) {
        wash(ctx, [field.deep, field.base], [0, 0], [0, 900]);
        glow(ctx, field.lift, light, moon, 640);
        ctx.strokeStyle = withAlpha(gold, 0.5);
        ctx.lineWidth = 2;
        for (const r of [366, 377]) {
          ctx.beginPath();
          ctx.arc(...moon, r, 0, 2 * Math.PI);
          ctx.stroke();
        }
        shadowed(ctx, withAlpha(tint(brand, 0.08), 0.4), 60, 14, () => {
          ctx.fillStyle = linear(ctx, [cream, creamDeep], [0, 170], [0, 880]);
          ctx.beginPath();
          ctx.arc(...moon, 352, 0, 2 * Math.PI);
          ctx.fill();
        });
        const flip = variant % 2 === 0 ? 1 : -1;
        cloud(ctx, field.base, gold, 540 - flip * 362, 318, 1);
        cloud(ctx, field.base, gold, 540 + flip * 398, 640, 0.86);
        ctx.strokeStyle = gold;
        ctx.lineWidth = 4;
        ctx.strokeRect(34, 34, 1012, 1012);
        ctx.lineWidth = 2;
        for (const [x, y, sx, sy] of [
          [34, 34, 1, 1],
          [1046, 34, -1, 1],
        ] as const) {
          ctx.beginPath();
          for (const [dx, dy] of [
            [0, 62],
            [62, 62],
            [62, 0],
            [20, 0],
            [20, 42],
            [42, 42],
            [42, 20],
            [0, 20],
          ] as const)
            ctx.lineTo(x + sx * dx, y + sy * dy);
          ctx.stroke();
        }
        waves(ctx, sea, mix(gold, cream, 0.35), 838, variant < 2 ? 90 : 72);
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 130, y: 58, w: 820, h: 90 }, content, {
          plate: cream,
          darkPlate: field.dark,
          face: 'brush',
          align: 'center',
          nameSize: 66,
          round: 0.5,
        });
        drawOffer(pen, { x: 286, y: 312, w: 508, h: 440 }, wording, {
          han: 'brush',
          numeral: 'brush',
          align: 'center',
          leadSize: 104,
          gap: 34,
          figureScale: 1.12,
          max: 560,
          narrow: true,
        });
        drawChips(
          pen,
          { x: 110, y: 900, w: 860, h: 100 },
          [
            { role: 'scope', text: wording.scope, fill: cream, stroke: gold },
            { role: 'condition', text: wording.condition, fill: cream, stroke: gold },
            { role: 'badge', text: wording.badge, fill: seal, stroke: gold },
          ],
          { han: 'brush', numeral: 'brush', size: 52, align: 'center', round: 0.16, gap: 0.4 },
        );
      },
    };
  },
};
