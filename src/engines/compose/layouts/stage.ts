// 舞台: an arch, a podium and a few lit balls in the brand's own light, the way new-product shots are staged.
import { mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { accent, brandField, brandInk, inkOn, inkOnField, tint, veilAlpha, veiled } from '../palette.js';
import { ball, type Circle, glow, linear, shadowed, wash } from '../shapes.js';

const arch = { x: 170, top: 224, w: 740, foot: 832 };

export const stage: Layout = {
  name: 'stage',
  plan(brand) {
    const field = brandField(brand, 0.03);
    const sky = tint(brand, 0.965, 0.22);
    const floor = tint(brand, 0.88, 0.5);
    const niche = ramp(field.base, field.deep);
    const light = veilAlpha(field, niche, field.lift, 0.4);
    const walls = veiled(niche, field.lift, light);
    const top = mix(sky, '#ffffff', 0.5);
    const front = ramp(tint(brand, 0.93, 0.34), tint(brand, 0.84, 0.6));
    return {
      inks: {
        brand: brandInk(brand, [...ramp(sky, floor), '#ffffff', top], 0.3, 0.7),
        monogram: inkOn([field.solid], field.onSolid),
        lead: inkOnField(field, walls, { l: 0.96, c: 0.03, h: brand.tone.h }),
        hero: inkOnField(field, walls),
        scope: brandInk(brand, front, 0.34, 0.8),
        condition: brandInk(brand, front, 0.34, 0.8),
        badge: inkOn([field.solid], field.onSolid),
      },
      backdrop(ctx, { variant }) {
        wash(ctx, [sky, floor], [0, 0], [0, 1080]);
        glow(ctx, '#ffffff', 0.8, [variant % 2 === 0 ? 220 : 860, 80], 620);
        const archPath = (grow: number): void => {
          ctx.beginPath();
          ctx.moveTo(arch.x - grow, arch.foot);
          ctx.lineTo(arch.x - grow, arch.top + arch.w / 2);
          ctx.arc(540, arch.top + arch.w / 2, arch.w / 2 + grow, Math.PI, 0);
          ctx.lineTo(arch.x + arch.w + grow, arch.foot);
          ctx.closePath();
        };
        shadowed(ctx, withAlpha(tint(brand, 0.3), 0.3), 60, 20, () => {
          ctx.fillStyle = linear(
            ctx,
            ['#ffffff', tint(brand, 0.86, 0.5)],
            [arch.x, arch.top],
            [arch.x + arch.w, arch.foot],
          );
          archPath(22);
          ctx.fill();
        });
        ctx.save();
        archPath(0);
        ctx.clip();
        ctx.fillStyle = linear(ctx, [field.deep, field.base, field.base], [0, arch.top], [0, arch.foot]);
        ctx.fillRect(arch.x, arch.top, arch.w, arch.foot - arch.top);
        glow(ctx, field.lift, light, [540, 760], 520);
        // The reveal of the arch: its left edge catches shade, as an opening in a thick wall does.
        ctx.fillStyle = linear(
          ctx,
          [withAlpha('#000000', 0.28), withAlpha('#000000', 0)],
          [arch.x, 0],
          [arch.x + 90, 0],
        );
        ctx.fillRect(arch.x, arch.top, 90, arch.foot - arch.top);
        ctx.restore();
        const drum = (y: number, rx: number, ry: number, h: number, lid: string, side: readonly string[]): void => {
          ctx.fillStyle = linear(ctx, side, [540 - rx, 0], [540 + rx, 0]);
          shadowed(ctx, withAlpha(tint(brand, 0.25), 0.28), 50, 26, () => {
            ctx.beginPath();
            ctx.ellipse(540, y + h, rx, ry, 0, 0, Math.PI);
            ctx.lineTo(540 - rx, y);
            ctx.ellipse(540, y, rx, ry, 0, Math.PI, 2 * Math.PI);
            ctx.lineTo(540 + rx, y + h);
            ctx.fill();
          });
          ctx.fillStyle = lid;
          ctx.beginPath();
          ctx.ellipse(540, y, rx, ry, 0, 0, 2 * Math.PI);
          ctx.fill();
        };
        const sideA = front[front.length - 1] ?? floor;
        drum(836, 446, 40, 150, top, [sideA, front[0] ?? sky, front[0] ?? sky, sideA]);
        const warm = accent(brand, 0.88, 0.1);
        const warmDark = accent(brand, 0.68, 0.13);
        const balls: readonly Circle[] =
          (
            [
              [
                [118, 806, 62],
                [966, 782, 44],
                [890, 250, 30],
                [96, 420, 26],
              ],
              [
                [966, 800, 66],
                [122, 790, 42],
                [180, 262, 32],
                [1000, 470, 24],
              ],
            ] satisfies readonly (readonly Circle[])[]
          )[variant % 2] ?? [];
        balls.forEach(([x, y, r], i) => {
          shadowed(ctx, withAlpha(tint(brand, 0.3), 0.25), 26, 12, () => {
            const warmBall = (i + (variant > 1 ? 1 : 0)) % 2 === 0;
            ball(ctx, warmBall ? warm : field.lift, warmBall ? warmDark : field.base, x, y, r);
          });
        });
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 80, y: 66, w: 920, h: 104 }, content, {
          plate: content.logo ? '#ffffff' : field.solid,
          darkPlate: field.dark,
          face: 'black',
          align: 'center',
          nameSize: 62,
        });
        drawOffer(pen, { x: 262, y: 350, w: 556, h: 410 }, wording, {
          han: 'black',
          numeral: 'numeral',
          align: 'center',
          leadSize: 80,
          gap: 42,
          max: 380,
          narrow: true,
        });
        drawChips(
          pen,
          { x: 150, y: 884, w: 780, h: 112 },
          [
            { role: 'condition', text: wording.condition },
            { role: 'scope', text: wording.scope },
            { role: 'badge', text: wording.badge, fill: field.solid },
          ],
          { han: 'black', numeral: 'numeral', size: 50, align: 'center', gap: 0.7 },
        );
      },
    };
  },
};
