// 票券: a white ticket with bites and a tear line on a lit field of the brand colour.
import { mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { accent, brandField, brandInk, inkOn, inkOnField, tint, veilAlpha, veiled } from '../palette.js';
import { glow, linear, rings, shadowed, ticketPath, wash } from '../shapes.js';

const card = { x: 84, y: 262, w: 912, h: 734 };
const tearY = 774;

export const ticket: Layout = {
  name: 'ticket',
  plan(brand) {
    const field = brandField(brand, 0.03);
    const flat = ramp(field.base, field.deep);
    const light = veilAlpha(field, flat, field.lift, 0.5);
    const lit = veiled(flat, field.lift, light);
    const line = veilAlpha(field, lit, '#ffffff', 0.08);
    const paper = tint(brand, 0.985, 0.1);
    const shade = tint(brand, 0.955, 0.22);
    const sheet = ramp(paper, shade);
    const stub = field.solid;
    return {
      inks: {
        brand: inkOnField(field, veiled(lit, '#ffffff', line)),
        monogram: brandInk(brand, ['#ffffff'], 0.5),
        lead: brandInk(brand, sheet, 0.36, 0.7),
        hero: brandInk(brand, sheet, 0.54, 1.1),
        scope: inkOn([stub], field.onSolid),
        badge: brandInk(brand, sheet, 0.5),
        condition: brandInk(brand, sheet, 0.42, 0.6),
      },
      backdrop(ctx, { variant, bundle }) {
        wash(
          ctx,
          [field.base, field.deep],
          variant % 2 === 0 ? [0, 0] : [1080, 0],
          variant % 2 === 0 ? [900, 1080] : [180, 1080],
        );
        const x = variant % 2 === 0 ? 980 : 100;
        glow(ctx, field.lift, light, [x, 60], 760);
        rings(
          ctx,
          withAlpha('#ffffff', line),
          [x, 40],
          variant < 2 ? 150 : 90,
          760,
          variant < 2 ? 86 : 44,
          variant < 2 ? 22 : 2.5,
        );
        if (bundle) {
          for (const [inset, drop, fade] of [
            [64, 46, 0.34],
            [32, 23, 0.6],
          ] as const) {
            ctx.fillStyle = mix(field.deep, paper, fade);
            ticketPath(
              ctx,
              { x: card.x + inset, y: card.y + 60, w: card.w - 2 * inset, h: card.h - 60 + drop },
              44,
              tearY + drop,
              30,
            );
            ctx.fill();
          }
        }
        ctx.fillStyle = linear(ctx, [paper, paper, shade], [0, card.y], [0, card.y + card.h]);
        shadowed(ctx, withAlpha(tint(brand, 0.12), 0.42), 64, 26, () => {
          ticketPath(ctx, card, 48, tearY, 36);
          ctx.fill();
        });
        ctx.strokeStyle = withAlpha(field.solid, 0.34);
        ctx.lineWidth = 5;
        ctx.lineCap = 'round';
        ctx.setLineDash([0.1, 19]);
        ctx.beginPath();
        ctx.moveTo(card.x + 66, tearY);
        ctx.lineTo(card.x + card.w - 66, tearY);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.fillStyle = linear(ctx, [accent(brand, 0.8), field.lift, field.base], [card.x + 340, 0], [card.x + 572, 0]);
        ctx.beginPath();
        ctx.roundRect(card.x + card.w / 2 - 74, card.y, 148, 12, [0, 0, 12, 12]);
        ctx.fill();
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 84, y: 92, w: 912, h: 112 }, content, {
          plate: '#ffffff',
          darkPlate: field.dark,
          face: 'black',
          align: 'center',
          nameSize: 66,
        });
        drawOffer(pen, { x: 148, y: 318, w: 784, h: 400 }, wording, {
          han: 'black',
          numeral: 'numeral',
          align: 'center',
          leadSize: 88,
          gap: 46,
          max: 440,
        });
        drawChips(
          pen,
          { x: 140, y: tearY, w: 800, h: card.y + card.h - tearY },
          [
            { role: 'condition', text: wording.condition },
            { role: 'scope', text: wording.scope, fill: stub },
            { role: 'badge', text: wording.badge, stroke: withAlpha(field.solid, 0.6) },
          ],
          { han: 'sans', numeral: 'numeral', size: 48, align: 'center' },
        );
      },
    };
  },
};
