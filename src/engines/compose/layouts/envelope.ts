// 红包: a cream card rises out of an envelope in the brand colour, closed by the brand's own seal.
import { mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawPlate } from '../lockup.js';
import { setName } from '../name-block.js';
import { accent, brandField, brandInk, inkOnField, tint } from '../palette.js';
import { ball, type Circle, glow, linear, roundedBox, shadowed, sparkle, wash } from '../shapes.js';

export const envelope: Layout = {
  name: 'envelope',
  plan(brand) {
    const field = brandField(brand, 0.01);
    const sky = accent(brand, 0.95, 0.035);
    const ground = tint(brand, 0.87, 0.5);
    const cream = accent(brand, 0.985, 0.014);
    const creamDeep = accent(brand, 0.955, 0.032);
    const card = ramp(cream, creamDeep);
    const gold = accent(brand, 0.86, 0.12);
    const pocket = ramp(field.base, field.deep);
    return {
      inks: {
        brand: brandInk(brand, card, 0.3, 0.7),
        monogram: brandInk(brand, [gold], 0.32, 0.9),
        lead: brandInk(brand, card, 0.38, 0.8),
        hero: brandInk(brand, card, 0.54, 1.15),
        scope: inkOnField(field, pocket, { l: 0.94, c: 0.06, h: brand.accentHue }),
        condition: inkOnField(field, pocket, { l: 0.96, c: 0.03, h: brand.accentHue }),
        badge: brandInk(brand, [gold], 0.3, 0.9),
      },
      backdrop(ctx, { variant, bundle }) {
        wash(ctx, [sky, ground], [0, 0], [0, 1080]);
        glow(ctx, '#ffffff', 0.75, [540, 300], 640);
        const balls: readonly Circle[] =
          (
            [
              [
                [92, 250, 34],
                [1004, 180, 24],
                [1000, 470, 16],
                [70, 500, 14],
              ],
              [
                [1000, 260, 36],
                [86, 190, 22],
                [64, 440, 18],
                [1016, 500, 14],
              ],
            ] satisfies readonly (readonly Circle[])[]
          )[variant % 2] ?? [];
        for (const [x, y, r] of balls) {
          if (variant < 2) ball(ctx, gold, accent(brand, 0.68, 0.14), x, y, r);
          else sparkle(ctx, mix(gold, field.lift, 0.35), x, y, r * 1.3);
        }
        shadowed(ctx, withAlpha(tint(brand, 0.25), 0.3), 60, 24, () => {
          ctx.fillStyle = field.deep;
          roundedBox(ctx, { x: 96, y: 470, w: 888, h: 560 }, 44);
          ctx.fill();
        });
        if (bundle) {
          for (const [turn, fade] of [
            [-0.045, 0.16],
            [0.04, 0.08],
          ] as const) {
            ctx.save();
            ctx.translate(540, 560);
            ctx.rotate(turn);
            ctx.fillStyle = mix(creamDeep, field.base, fade);
            roundedBox(ctx, { x: -394, y: -468, w: 788, h: 800 }, 36);
            ctx.fill();
            ctx.restore();
          }
        }
        shadowed(ctx, withAlpha(tint(brand, 0.2), 0.28), 44, 10, () => {
          ctx.fillStyle = linear(ctx, [cream, creamDeep], [0, 84], [0, 800]);
          roundedBox(ctx, { x: 142, y: 84, w: 796, h: 840 }, 36);
          ctx.fill();
        });
        ctx.strokeStyle = withAlpha(gold, 0.8);
        ctx.lineWidth = 2.5;
        roundedBox(ctx, { x: 160, y: 102, w: 760, h: 840 }, 24);
        ctx.stroke();
        shadowed(ctx, withAlpha(tint(brand, 0.12), 0.4), 34, -8, () => {
          ctx.fillStyle = linear(ctx, [field.base, field.deep], [0, 640], [0, 1060]);
          ctx.beginPath();
          ctx.moveTo(96, 636);
          ctx.quadraticCurveTo(540, 860, 984, 636);
          ctx.lineTo(984, 986);
          ctx.arcTo(984, 1030, 940, 1030, 44);
          ctx.lineTo(140, 1030);
          ctx.arcTo(96, 1030, 96, 986, 44);
          ctx.closePath();
          ctx.fill();
        });
        ctx.strokeStyle = withAlpha(gold, 0.85);
        ctx.lineWidth = 4;
        ctx.beginPath();
        ctx.moveTo(96, 652);
        ctx.quadraticCurveTo(540, 876, 984, 652);
        ctx.stroke();
      },
      face(pen, content) {
        const { wording } = content;
        const name = setName(content.brandName, 'black', 680, 100, 58);
        if (name) pen.block('brand', name, 540, 132 + (100 - name.height) / 2, 'center');
        drawOffer(pen, { x: 206, y: 252, w: 668, h: 348 }, wording, {
          han: 'black',
          numeral: 'numeral',
          align: 'center',
          leadSize: 76,
          gap: 36,
          max: 360,
        });
        if (name || content.logo) {
          drawPlate(pen, { x: 474, y: 690, w: 132, h: 132 }, content.logo, content.brandName, {
            plate: content.logo ? '#ffffff' : gold,
            darkPlate: field.dark,
            round: 0.5,
          });
        }
        drawChips(
          pen,
          { x: 140, y: 862, w: 800, h: 120 },
          [
            { role: 'scope', text: wording.scope },
            { role: 'condition', text: wording.condition },
            { role: 'badge', text: wording.badge, fill: gold },
          ],
          { han: 'black', numeral: 'numeral', size: 52, align: 'center', gap: 0.7 },
        );
      },
    };
  },
};
