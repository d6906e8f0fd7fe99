// 大促: beams of light, a starched paper seal with the offer, a ribbon with the scope. Campaign day.
import { fromOklch, mix, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { accent, brandField, brandInk, inkOnField, tint, veilAlpha, veiled } from '../palette.js';
import { linear, rays, rings, scallopPath, shadowed, sparkle, wash } from '../shapes.js';

const centre = [540, 566] as const;

export const burst: Layout = {
  name: 'burst',
  plan(brand) {
    const field = brandField(brand, 0.034);
    const flat = ramp(field.base, field.deep);
    const beam = veilAlpha(field, flat, field.lift, 0.42);
    const lit = veiled(flat, field.lift, beam);
    // The seal's shadow reaches a little into the line below it.
    const low = veiled(lit, '#000000', 0.14);
    const paper = tint(brand, 0.99, 0.06);
    const gold = accent(brand, 0.84, 0.15);
    const goldDeep = accent(brand, 0.74, 0.16);
    const ribbon = ramp(gold, goldDeep);
    return {
      inks: {
        brand: inkOnField(field, low),
        monogram: brandInk(brand, ['#ffffff'], 0.5),
        lead: brandInk(brand, [paper], 0.36, 0.75),
        hero: brandInk(brand, [paper], 0.54, 1.15),
        scope: brandInk(brand, ribbon, 0.3, 0.8),
        condition: inkOnField(field, low),
        badge: inkOnField(field, low, { l: 0.93, c: 0.06, h: brand.accentHue }),
      },
      backdrop(ctx, { variant }) {
        wash(ctx, [field.base, field.deep], [540, 0], [540, 1080]);
        const fade = ctx.createRadialGradient(...centre, 200, ...centre, 860);
        fade.addColorStop(0, withAlpha(field.lift, beam));
        fade.addColorStop(1, withAlpha(field.lift, beam * 0.3));
        rays(ctx, fade, centre, variant < 2 ? 16 : 28, variant % 2 === 0 ? 0.1 : 0.2);
        shadowed(ctx, withAlpha(tint(brand, 0.1), 0.4), 48, 12, () => {
          ctx.fillStyle = linear(ctx, [gold, goldDeep], [200, 250], [880, 940]);
          scallopPath(ctx, centre, 356, variant % 2 === 0 ? 36 : 28, 10);
          ctx.fill();
        });
        ctx.fillStyle = paper;
        ctx.beginPath();
        ctx.arc(...centre, 331, 0, 2 * Math.PI);
        ctx.fill();
        ctx.setLineDash([3, 11]);
        ctx.lineCap = 'round';
        rings(ctx, withAlpha(field.base, 0.55), centre, 310, 310, 1, 4);
        ctx.setLineDash([]);
        for (const [x, y, r] of [
          [118, 330, 30],
          [962, 300, 40],
          [86, 690, 20],
          [1000, 650, 24],
          [176, 906, 16],
          [1004, 892, 18],
        ] as const) {
          sparkle(ctx, gold, x, y, r);
        }
        for (const [x, y, turn] of [
          [190, 250, 0.5],
          [886, 216, -0.4],
          [60, 520, 1.1],
          [1016, 480, 0.2],
          [70, 830, -0.6],
          [1004, 812, 0.8],
        ] as const) {
          ctx.save();
          ctx.translate(x, y);
          ctx.rotate(turn + variant);
          ctx.fillStyle = mix(field.lift, '#ffffff', 0.35);
          ctx.fillRect(-16, -6, 32, 12);
          ctx.restore();
        }
        ctx.fillStyle = fromOklch({ l: 0.52, c: 0.12, h: brand.accentHue - 18 });
        for (const side of [-1, 1]) {
          ctx.beginPath();
          ctx.moveTo(540 + side * 300, 846);
          ctx.lineTo(540 + side * 404, 846);
          ctx.lineTo(540 + side * 372, 894);
          ctx.lineTo(540 + side * 404, 942);
          ctx.lineTo(540 + side * 300, 942);
          ctx.fill();
        }
        shadowed(ctx, 'rgba(0,0,0,0.25)', 24, 8, () => {
          ctx.fillStyle = linear(ctx, [gold, goldDeep], [0, 822], [0, 926]);
          ctx.beginPath();
          ctx.roundRect(540 - 340, 822, 680, 104, 10);
          ctx.fill();
        });
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 70, y: 64, w: 940, h: 104 }, content, {
          plate: '#ffffff',
          darkPlate: field.dark,
          face: 'black',
          align: 'center',
          nameSize: 62,
          round: 0.5,
        });
        drawOffer(pen, { x: 276, y: 356, w: 528, h: 392 }, wording, {
          han: 'black',
          numeral: 'numeral-tall',
          align: 'center',
          leadSize: 82,
          gap: 36,
          figureScale: 1.05,
          max: 330,
          narrow: true,
        });
        drawChips(pen, { x: 232, y: 822, w: 616, h: 104 }, [{ role: 'scope', text: wording.scope }], {
          han: 'black',
          numeral: 'numeral',
          size: 54,
          align: 'center',
        });
        drawChips(
          pen,
          { x: 60, y: 968, w: 960, h: 88 },
          [
            { role: 'condition', text: wording.condition },
            { role: 'badge', text: wording.badge },
          ],
          { han: 'black', numeral: 'numeral', size: 40, align: 'center', gap: 1 },
        );
      },
    };
  },
};
