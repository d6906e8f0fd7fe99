// 吊牌: a paper swing tag on a cord over a two-tone ground; what hangs on goods worth asking the price of.
import { mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { accent, brandField, brandInk, inkOn, tint } from '../palette.js';
import { linear, shadowed } from '../shapes.js';

const tag = { x: 158, y: 120, w: 764, h: 876, cut: 150 };

function tagPath(ctx: Parameters<typeof shadowed>[0], inset: number): void {
  const { x, y, w, h, cut } = tag;
  const r = 34;
  ctx.beginPath();
  ctx.moveTo(x + inset, y + cut + inset * 0.5);
  ctx.arcTo(x + inset, y + cut * 0.72 + inset, x + cut, y + inset, r);
  ctx.arcTo(x + cut, y + inset, x + w / 2, y + inset, r * 2);
  ctx.arcTo(x + w - cut, y + inset, x + w - inset, y + cut * 0.72 + inset, r * 2);
  ctx.arcTo(x + w - inset, y + cut * 0.72 + inset, x + w - inset, y + h, r);
  ctx.arcTo(x + w - inset, y + h - inset, x + w - inset - r, y + h - inset, r);
  ctx.arcTo(x + inset, y + h - inset, x + inset, y + h - inset - r, r);
  ctx.closePath();
}

export const swingTag: Layout = {
  name: 'swing-tag',
  plan(brand) {
    const field = brandField(brand);
    const { base } = field;
    const paper = tint(brand, 0.985, 0.08);
    const shade = tint(brand, 0.95, 0.2);
    const sheet = ramp(paper, shade);
    const stripe = mix(base, brand.tone.l > 0.75 ? '#000000' : '#ffffff', 0.1);
    const other = accent(brand, 0.9, 0.08);
    return {
      inks: {
        brand: brandInk(brand, sheet, 0.28, 0.7),
        monogram: inkOn([field.solid], field.onSolid),
        lead: brandInk(brand, sheet, 0.38, 0.8),
        hero: brandInk(brand, sheet, 0.54, 1.15),
        scope: inkOn([field.solid], field.onSolid),
        condition: brandInk(brand, sheet, 0.36, 0.7),
        badge: brandInk(brand, [other], 0.34, 0.8),
      },
      backdrop(ctx, { variant }) {
        ctx.fillStyle = base;
        ctx.fillRect(0, 0, 1080, 1080);
        ctx.fillStyle = stripe;
        ctx.beginPath();
        if (variant % 2 === 0) {
          for (let x = -1080; x < 1080; x += 72) {
            ctx.moveTo(x, 1080);
            ctx.lineTo(x + 1080, 0);
            ctx.lineTo(x + 1116, 0);
            ctx.lineTo(x + 36, 1080);
            ctx.closePath();
          }
        } else {
          for (let row = 0; row < 16; row++) {
            for (let col = 0; col < 17; col++) {
              const x = col * 68 + (row % 2) * 34;
              ctx.moveTo(x + 12, row * 72);
              ctx.arc(x, row * 72, 12, 0, 2 * Math.PI);
            }
          }
        }
        ctx.fill();
        if (variant > 1) {
          ctx.fillStyle = other;
          ctx.beginPath();
          ctx.moveTo(0, 1080);
          ctx.lineTo(0, 760);
          ctx.lineTo(1080, 560);
          ctx.lineTo(1080, 1080);
          ctx.fill();
        }
        shadowed(ctx, withAlpha(tint(brand, 0.1), 0.45), 70, 28, () => {
          ctx.fillStyle = linear(ctx, [paper, shade], [tag.x, tag.y], [tag.x + tag.w, tag.y + tag.h]);
          tagPath(ctx, 0);
          ctx.fill();
        });
        ctx.strokeStyle = withAlpha(field.solid, 0.35);
        ctx.lineWidth = 2.5;
        ctx.setLineDash([14, 10]);
        tagPath(ctx, 22);
        ctx.stroke();
        ctx.setLineDash([]);
        ctx.fillStyle = other;
        ctx.beginPath();
        ctx.arc(540, 196, 40, 0, 2 * Math.PI);
        ctx.fill();
        ctx.fillStyle = mix(base, '#000000', 0.35);
        ctx.beginPath();
        ctx.arc(540, 196, 22, 0, 2 * Math.PI);
        ctx.fill();
        ctx.strokeStyle = mix(paper, accent(brand, 0.7, 0.1), 0.55);
        ctx.lineWidth = 9;
        ctx.lineCap = 'round';
        ctx.beginPath();
        ctx.moveTo(538, 200);
        ctx.bezierCurveTo(500, 110, 470, 60, 430, -20);
        ctx.moveTo(542, 200);
        ctx.bezierCurveTo(570, 120, 560, 60, 590, -20);
        ctx.stroke();
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 226, y: 272, w: 628, h: 92 }, content, {
          plate: content.logo ? '#ffffff' : field.solid,
          darkPlate: field.dark,
          face: 'black',
          align: 'center',
          nameSize: 54,
        });
        drawOffer(pen, { x: 230, y: 412, w: 620, h: 336 }, wording, {
          han: 'black',
          numeral: 'numeral',
          align: 'center',
          leadSize: 74,
          gap: 36,
          max: 340,
          narrow: true,
        });
        drawChips(
          pen,
          { x: 214, y: wording.condition ? 784 : 812, w: 652, h: 96 },
          [
            { role: 'scope', text: wording.scope, fill: field.solid },
            { role: 'badge', text: wording.badge, fill: other },
          ],
          { han: 'black', numeral: 'numeral', size: 44, align: 'center', round: 0.24 },
        );
        drawChips(pen, { x: 226, y: 872, w: 628, h: 84 }, [{ role: 'condition', text: wording.condition }], {
          han: 'sans',
          numeral: 'numeral',
          size: 38,
          align: 'center',
        });
      },
    };
  },
};
