// Who stands where and how big: composition by thirds, several sizes by depth, groups that stay together.
// Must not draw.
import type { Size } from '../understand/subject-row.js';
import type { Plan, PlannedThing } from './plan.js';
import type { Ground } from './stage.js';

export interface Spot {
  readonly thing: PlannedThing;
  /** Which of the plan's things it belongs to. */
  readonly index: number;
  /** Middle of the thing and its foot, in pixels. */
  readonly x: number;
  readonly foot: number;
  /** Height in pixels. */
  readonly tall: number;
  /** 0 near – 255 far. */
  readonly depth: number;
  /** Turn in radians and left-right reversal. */
  readonly turn: number;
  readonly mirrored: boolean;
}

const factors: Readonly<Record<Size, number>> = { tiny: 0.5, small: 0.72, medium: 0.9, large: 1.08, huge: 1.3 };
const heights = [0, 0.54, 0.45, 0.4, 0.36, 0.335, 0.31, 0.285, 0.27, 0.255, 0.24, 0.23, 0.22];

/**
 * Spots for all things of a plan, far ones first.
 * @param aspect width ÷ height of each thing's art
 */
export function arrange(
  plan: Plan,
  ground: Ground,
  width: number,
  height: number,
  aspect: readonly number[],
  random: () => number,
): Spot[] {
  const spots: Spot[] = [];
  const short = Math.min(width, height);
  const wide = width > height * 1.2;
  const zone = plan.calm && wide ? { from: 0.4, to: 0.97 } : { from: 0.07, to: 0.93 };
  const shrink = (plan.calm ? 0.86 : 1) * (height > width * 1.2 ? 1.14 : wide ? 1.06 : 1);
  const upright = plan.things
    .map((thing, index) => ({ thing, index }))
    .filter(({ thing }) => thing.on === undefined && thing.heldBy === undefined);
  const onGround = upright.filter(({ thing }) => ['stand', 'head', 'float', 'swim'].includes(thing.pose));
  const busts = upright.filter(({ thing }) => thing.pose === 'bust');
  const flying = upright.filter(({ thing }) => thing.pose === 'fly');
  const total = Math.max(
    1,
    onGround.reduce((sum, { thing }) => sum + thing.count, 0),
  );
  const biggest = Math.max(0.9, ...onGround.map(({ thing }) => factors[thing.size]));
  const base = short * (heights[Math.min(12, total)] ?? 0.22) * shrink * (busts.length > 0 ? 0.78 : 1);

  const mixed =
    onGround.some(({ thing }) => factors[thing.size] > 1) && onGround.some(({ thing }) => factors[thing.size] < 1);
  const relative = (size: Size): number => (factors[size] / biggest) ** 0.85;
  // Groups share the width by how much they need; the first named stands nearest to the middle.
  const needs = onGround.map(
    ({ thing, index }) => Math.max(0.4, (aspect[index] ?? 1) * relative(thing.size)) * Math.sqrt(thing.count) + 0.16,
  );
  const sum = needs.reduce((a, b) => a + b, 0);
  const order = onGround.map((_, i) => i);
  if (order.length === 3) order.splice(0, 3, 1, 0, 2);
  else if (order.length > 3)
    order.splice(0, order.length, ...order.filter((i) => i % 2 === 1).reverse(), ...order.filter((i) => i % 2 === 0));
  const flip = random() < 0.5;
  let cursor = 0;
  for (const slot of order) {
    const entry = onGround[slot];
    if (!entry) continue;
    const { thing, index } = entry;
    const share = (needs[slot] ?? 1) / sum;
    const span = zone.to - zone.from;
    const from = zone.from + span * cursor;
    const to = from + span * share;
    cursor += share;
    let middle = (from + to) / 2;
    if (onGround.length === 1 && thing.count === 1) {
      // One hero: on a third in the open, in the middle on a set.
      middle = plan.calm && wide ? 0.7 : ground.kind === 'floor' ? 0.5 : flip ? 0.41 : 0.59;
    }
    const rows = thing.count <= 2 ? 1 : thing.count <= 6 ? 2 : 3;
    const perRow = Math.ceil(thing.count / rows);
    for (let i = 0; i < thing.count; i++) {
      const row = i % rows;
      const column = Math.floor(i / rows);
      const inRow = Math.floor((thing.count - 1 - row) / rows) + 1;
      // 1 near, 0 far.
      let t = rows === 1 ? 0.62 + (slot % 2 ? -0.16 : 0.1) : 1 - (row / Math.max(1, rows - 1)) * 0.85;
      if (onGround.length === 1 && thing.count === 1) t = 0.7;
      if (thing.count === 2) t = i === 0 ? 0.8 : 0.5;
      // Big things stand behind small ones, which gives the picture its depth.
      if (mixed && factors[thing.size] > 1) t *= 0.22;
      else if (mixed) t = 0.6 + t * 0.4;
      const spread = Math.min(to - from, span);
      const step = spread / Math.max(perRow, 1);
      let x =
        thing.count === 1
          ? middle
          : middle +
            (column - (inRow - 1) / 2) * step +
            (thing.count % rows === 0 ? (row % 2 ? step * 0.25 : -step * 0.12) : 0);
      x += (random() - 0.5) * step * (thing.count > 2 ? 0.16 : 0.02);
      const tallWanted = base * relative(thing.size) * (0.76 + 0.3 * t) * (0.95 + random() * 0.1);
      // Never wider than its share by much.
      const limit =
        (width * Math.max(step * (thing.count > 1 || (mixed && factors[thing.size] > 1) ? 1.4 : 1.12), 0.16)) /
        (aspect[index] ?? 1);
      const tall = Math.min(tallWanted, limit, height * 0.62);
      const half = (tall * (aspect[index] ?? 1)) / 2;
      const foot = height * (ground.far + (ground.near - ground.far) * t);
      const lift = thing.pose === 'swim' && ground.water === null ? height * (0.1 + random() * 0.14) : 0;
      spots.push({
        thing,
        index,
        x: Math.max(half + width * 0.015, Math.min(width - half - width * 0.015, width * x)),
        foot: thing.pose === 'swim' && ground.kind === 'void' ? height * (0.36 + random() * 0.44) : foot - lift,
        tall,
        depth: Math.round(150 - t * 110),
        turn: 0,
        mirrored: thing.count > 1 && i % 3 === 1,
      });
    }
  }

  busts.forEach(({ thing, index }, n) => {
    for (let i = 0; i < thing.count; i++) {
      const many = busts.reduce((a, b) => a + b.thing.count, 0);
      const at = busts.slice(0, n).reduce((a, b) => a + b.thing.count, 0) + i;
      const tall = Math.min(short * (many === 1 ? 0.62 : 0.5), (width * 0.9) / many / (aspect[index] ?? 1)) * shrink;
      const x =
        many === 1
          ? onGround.length > 0
            ? flip
              ? 0.26
              : 0.74
            : plan.calm && wide
              ? 0.7
              : 0.5
          : 0.08 + (0.84 * (at + 0.5)) / many;
      spots.push({ thing, index, x: width * x, foot: height * 1.012, tall, depth: 14, turn: 0, mirrored: false });
    }
  });

  const inAir = flying.reduce((sum, { thing }) => sum + thing.count, 0);
  let seen = 0;
  for (const { thing, index } of flying) {
    for (let i = 0; i < thing.count; i++) {
      const alone = onGround.length + busts.length === 0;
      const size =
        (alone ? (inAir === 1 ? 0.44 : inAir <= 3 ? 0.3 : 0.22) : inAir <= 2 ? 0.27 : 0.17) *
        relative(thing.size) *
        shrink;
      const scale = i === 0 ? 1.12 : 0.7 + random() * 0.35;
      const tall = Math.min(short * size * scale, (width * 0.5) / (aspect[index] ?? 1));
      const t = (seen + 0.5) / inAir;
      const x =
        inAir === 1
          ? alone
            ? flip
              ? 0.44
              : 0.56
            : flip
              ? 0.7
              : 0.3
          : zone.from +
            (zone.to - zone.from) * (inAir <= 3 ? t * 0.9 + 0.05 : ((seen * 0.618 + 0.21) % 1) * 0.92 + 0.04) +
            (random() - 0.5) * 0.04;
      const top = alone
        ? inAir === 1
          ? 0.28
          : inAir <= 3
            ? 0.16 + ((seen * 0.37) % 0.42)
            : 0.08 + t * 0.52
        : 0.1 + ((seen * 0.29) % 0.17);
      spots.push({
        thing,
        index,
        x: width * x,
        foot: height * (plan.calm ? top + 0.1 : top) + tall,
        tall,
        depth: 150 - Math.round(scale * 40),
        turn: (random() - 0.5) * 0.16,
        mirrored: random() < 0.35,
      });
      seen++;
    }
  }

  for (const [n, { thing, index }] of upright.filter(({ thing: { pose } }) => pose === 'hang').entries()) {
    // From above, at the sides first, so that the middle stays open.
    const places = [0.13, 0.87, 0.3, 0.71, 0.5, 0.04, 0.96, 0.21, 0.79, 0.4, 0.6, 0.5];
    for (let i = 0; i < thing.count; i++) {
      const alone = onGround.length + busts.length + flying.length === 0;
      const tall =
        short * (alone ? 0.36 : 0.25) * (i < 2 ? 1.15 : 0.72 + random() * 0.2) * (thing.count > 6 ? 0.75 : 1);
      const x = thing.count === 1 && alone ? 0.5 : (places[(i + n * 2) % places.length] ?? 0.5);
      const top = thing.count === 1 && alone ? 0.2 : i < 2 ? 0.08 : 0.03 + random() * 0.1;
      spots.push({
        thing,
        index,
        x: width * x,
        foot: height * top + tall,
        tall,
        depth: i < 2 ? 60 : 110,
        turn: 0,
        mirrored: false,
      });
    }
  }

  for (const { thing, index } of upright.filter(({ thing: { pose } }) => pose === 'fall')) {
    for (let i = 0; i < thing.count; i++) {
      const near = i % 3;
      const tall = short * (0.075 + near * 0.042) * relative(thing.size) * (thing.count <= 3 ? 2 : 1.15);
      const x = ((i * 0.618 + 0.17) % 1) * 0.9 + 0.05;
      const y = ((i + 0.5) / thing.count) * 0.74 + 0.06;
      spots.push({
        thing,
        index,
        x: width * x,
        foot: height * y + tall / 2,
        tall,
        depth: 150 - near * 55,
        turn: (random() - 0.5) * 1.6,
        mirrored: random() < 0.5,
      });
    }
  }

  // Riders and things in hand follow the one they belong to.
  plan.things.forEach((thing, index) => {
    const carrier = thing.on ?? thing.heldBy;
    if (carrier === undefined) return;
    const host = spots.find((spot) => spot.index === carrier);
    if (!host) return;
    const hostHalf = (host.tall * (aspect[carrier] ?? 1)) / 2;
    if (thing.on !== undefined) {
      const tall = host.tall * (thing.pose === 'bust' ? 0.56 : 0.62);
      spots.push({
        thing,
        index,
        x: host.x + hostHalf * (thing.pose === 'bust' ? 0.2 : 0),
        foot: host.foot - host.tall * (thing.pose === 'bust' ? 0.53 : 0.62),
        tall,
        depth: host.depth + 3,
        turn: 0,
        mirrored: false,
      });
    } else {
      const umbrella = thing.name === '伞' || thing.name === '阳伞';
      spots.push({
        thing,
        index,
        x: umbrella ? host.x + hostHalf * 0.3 : host.x + hostHalf * 0.72,
        foot: umbrella ? host.foot - host.tall * 0.42 : host.foot - host.tall * 0.08,
        tall: host.tall * (umbrella ? 0.86 : 0.4),
        depth: umbrella ? host.depth + 3 : host.depth - 3,
        turn: umbrella ? 0.1 : 0,
        mirrored: false,
      });
    }
  });
  return spots.sort((a, b) => b.depth - a.depth);
}
