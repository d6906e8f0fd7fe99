// 大字: one flat brand colour, one enormous number, hairlines and a single tone-on-tone shape. Nothing else.
import { mix, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { brandField, brandInk, inkOn, inkOnField, tint } from '../palette.js';

export const poster: Layout = {
  name: 'poster',
  plan(brand) {
    const field = brandField(brand, 0.02);
    const { base } = field;
    const textIsLight = !field.light;
    const shape = textIsLight ? mix(base, '#000000', 0.13) : mix(base, '#ffffff', brand.tone.l > 0.9 ? 0.62 : 0.24);
    const behind = [base, shape];
    const ink = inkOnField(field, behind);
    const plate = textIsLight ? '#ffffff' : ink.colour;
    return {
      inks: {
        brand: ink,
        monogram: textIsLight
          ? brandInk(brand, [plate], 0.5)
          : inkOn([plate], brand.tone.l > 0.9 ? { l: 0.98, c: 0, h: 0 } : brand.tone),
        lead: ink,
        hero: ink,
        scope: ink,
        condition: ink,
        badge: textIsLight ? brandInk(brand, [plate], 0.45) : inkOn([plate], { l: 0.98, c: 0.01, h: brand.tone.h }),
      },
      backdrop(ctx, { variant }) {
        ctx.fillStyle = base;
        ctx.fillRect(0, 0, 1080, 1080);
        ctx.fillStyle = shape;
        ctx.beginPath();
        if (variant === 0) {
          ctx.arc(1080, 1080, 820, 0, 2 * Math.PI);
        } else if (variant === 1) {
          ctx.moveTo(620, 0);
          ctx.lineTo(1080, 0);
          ctx.lineTo(1080, 1080);
          ctx.lineTo(160, 1080);
        } else if (variant === 2) {
          for (const [x, y] of [
            [540, 0],
            [0, 540],
            [540, 540],
          ] as const) {
            ctx.moveTo(x, y + 540);
            ctx.arc(x, y + 540, 540, -Math.PI / 2, 0);
            ctx.lineTo(x, y + 540);
          }
        } else {
          ctx.arc(820, 250, 560, 0, 2 * Math.PI);
          ctx.arc(820, 250, 300, 0, 2 * Math.PI, true);
        }
        ctx.fill();
        ctx.fillStyle = withAlpha(ink.colour, 0.9);
        ctx.fillRect(80, 222, 920, 4);
        ctx.fillRect(80, 898, 920, 4);
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 80, y: 78, w: 920, h: 104 }, content, {
          plate,
          darkPlate: tint(brand, 0.2),
          face: 'black',
          align: 'left',
          nameSize: 64,
          round: 0.5,
        });
        drawOffer(pen, { x: 80, y: 276, w: 920, h: 574 }, wording, {
          han: 'black',
          numeral: 'numeral-tall',
          align: 'left',
          leadSize: 104,
          gap: 44,
          figureScale: 1.02,
        });
        drawChips(
          pen,
          { x: 80, y: 902, w: 920, h: 122 },
          [
            { role: 'scope', text: wording.scope },
            { role: 'condition', text: wording.condition },
            { role: 'badge', text: wording.badge, fill: plate },
          ],
          { han: 'black', numeral: 'numeral-tall', size: 52, align: 'left', gap: 0.8 },
        );
      },
    };
  },
};
