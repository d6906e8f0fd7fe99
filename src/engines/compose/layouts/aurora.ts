// 清透: drifting light in neighbouring hues and one pane of frosted glass. Drinks, skin care, anything fresh.
import { fromOklch, ramp, withAlpha } from '../colour.js';
import { drawChips, drawOffer } from '../hero.js';
import type { Layout } from '../layout.js';
import { drawLockup } from '../lockup.js';
import { brandField, brandInk, inkOn, tint } from '../palette.js';
import { type Circle, glow, linear, roundedBox, shadowed, sparkle, wash } from '../shapes.js';

const pane = { x: 96, y: 232, w: 888, h: 752 };

export const aurora: Layout = {
  name: 'aurora',
  plan(brand) {
    const c = brand.neutral ? 0.02 : Math.min(0.11, Math.max(0.05, brand.tone.c * 0.62));
    const near = (turn: number, l: number, share = 1): string => fromOklch({ l, c: c * share, h: brand.tone.h + turn });
    const base = near(0, 0.91, 0.6);
    const blobs = [near(-48, 0.84), near(0, 0.8, 1.2), near(46, 0.86), near(14, 0.93, 0.5)];
    const glass = ramp('#ffffff', near(0, 0.972, 0.28));
    const field = brandField(brand);
    const { solid } = field;
    return {
      inks: {
        brand: brandInk(brand, [base, ...blobs, '#ffffff'], 0.28, 0.7),
        monogram: inkOn([solid], field.onSolid),
        lead: brandInk(brand, glass, 0.4, 0.7),
        hero: brandInk(brand, glass, 0.54, 1.1),
        scope: inkOn([solid], field.onSolid),
        condition: brandInk(brand, glass, 0.4, 0.7),
        badge: brandInk(brand, glass, 0.48, 1),
      },
      backdrop(ctx, { variant, bundle }) {
        wash(ctx, [base, base]);
        const spots: readonly Circle[] =
          (
            [
              [
                [120, 120, 620],
                [1000, 260, 680],
                [860, 1000, 640],
                [120, 900, 620],
              ],
              [
                [960, 80, 660],
                [80, 420, 640],
                [980, 900, 640],
                [240, 1060, 600],
              ],
              [
                [540, 0, 600],
                [1080, 620, 660],
                [40, 640, 640],
                [560, 1080, 620],
              ],
              [
                [60, 60, 680],
                [1020, 640, 640],
                [300, 1060, 640],
                [980, 40, 520],
              ],
            ] satisfies readonly (readonly Circle[])[]
          )[variant] ?? [];
        for (const [i, [x, y, r]] of spots.entries()) glow(ctx, blobs[i % blobs.length] ?? base, 1, [x, y], r);
        if (bundle) {
          ctx.fillStyle = withAlpha('#ffffff', 0.55);
          roundedBox(ctx, { x: pane.x + 44, y: pane.y + 60, w: pane.w - 88, h: pane.h - 30 }, 56);
          ctx.fill();
        }
        shadowed(ctx, withAlpha(tint(brand, 0.35), 0.2), 80, 30, () => {
          ctx.fillStyle = linear(
            ctx,
            ['#ffffff', glass[glass.length - 1] ?? '#ffffff'],
            [pane.x, pane.y],
            [pane.x + pane.w, pane.y + pane.h],
          );
          roundedBox(ctx, pane, 64);
          ctx.fill();
        });
        ctx.strokeStyle = '#ffffff';
        ctx.lineWidth = 4;
        roundedBox(ctx, pane, 64);
        ctx.stroke();
        for (const [x, y, r] of [
          [146, 286, 20],
          [930, 920, 26],
          [890, 964, 12],
          [1020, 170, 24],
          [60, 1010, 22],
        ] as const)
          sparkle(ctx, x > 100 && x < 980 ? near(0, 0.86, 1.2) : '#ffffff', x, y, r);
      },
      face(pen, content) {
        const { wording } = content;
        drawLockup(pen, { x: 96, y: 78, w: 888, h: 108 }, content, {
          plate: content.logo ? '#ffffff' : solid,
          darkPlate: field.dark,
          face: 'black',
          align: 'center',
          nameSize: 62,
          round: 0.32,
        });
        drawOffer(pen, { x: 172, y: 300, w: 736, h: 440 }, wording, {
          han: 'black',
          numeral: 'numeral',
          align: 'center',
          leadSize: 84,
          gap: 48,
          max: 460,
        });
        drawChips(
          pen,
          { x: 150, y: 796, w: 780, h: 120 },
          [
            { role: 'scope', text: wording.scope, fill: solid },
            { role: 'condition', text: wording.condition },
            { role: 'badge', text: wording.badge, stroke: withAlpha(solid, 0.5) },
          ],
          { han: 'sans', numeral: 'numeral', size: 50, align: 'center' },
        );
      },
    };
  },
};
