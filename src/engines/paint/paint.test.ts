// The illustrator as its callers see it: sizes, sameness, honesty of the description, refusals.
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, describe as group, it, vi } from 'vitest';
import { chanceFrom } from '../../kernel/seeded.js';
import { describe, paintIllustration, styleNames } from './index.js';
import { backdrops } from './scene/backdrops/index.js';
import { drawings } from './scene/drawings/index.js';
import { paintScene } from './scene/paint-scene.js';
import { planScene } from './scene/plan.js';
import { hasArt } from './scene/sprites.js';
import { read } from './understand/read.js';
import { placeNames } from './understand/setting-words.js';
import { goodsSubjects } from './understand/subjects-goods.js';
import { landSubjects } from './understand/subjects-land.js';
import { livingSubjects } from './understand/subjects-living.js';

// Each paints several pictures, on machines that may be busy with others.
vi.setConfig({ testTimeout: 120_000 });

const wish = { prompt: '湖面上的三只鸭子，黄昏', negative: '', style: '水彩画', width: 320, height: 320, seed: 7 };
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const plan = (text: string) => planScene(read(text), new Set(), false);

group('an illustration', () => {
  it.each([
    [1024, 1024],
    [512, 768],
    [768, 512],
    [333, 257],
  ])(
    'has exactly %i×%i pixels',
    async (width, height) => {
      const { png } = await paintIllustration({ ...wish, style: '像素风格', width, height });
      expect(await sharp(png).metadata()).toMatchObject({ width, height, format: 'png' });
    },
    30_000,
  );

  it.each(styleNames)(
    'in %s is the same bytes for the same wish, and other bytes for another seed',
    async (style) => {
      const small = { ...wish, style, width: 160, height: 160 };
      const first = await paintIllustration(small);
      const again = await paintIllustration(small);
      const other = await paintIllustration({ ...small, seed: 8 });
      expect(hash(again.png)).toBe(hash(first.png));
      expect(hash(other.png)).not.toBe(hash(first.png));
    },
    60_000,
  );

  it('says what it shows, with numbers, colours, time and place', async () => {
    const { description } = await paintIllustration({
      ...wish,
      width: 128,
      height: 128,
      prompt: '黄昏，雪地里的两只红色狐狸',
    });
    expect(description).toMatchObject({ time: '黄昏', place: '雪地', style: '水彩画' });
    expect(description.subjects).toContainEqual({ name: '狐狸', count: 2, colour: '红', also: [] });
    expect(describe('黄昏，雪地里的两只红色狐狸', '水彩画')).toEqual(description);
  });

  it('leaves out what must not appear', () => {
    const names = describe('草原上的马和一只狗', '油画', '狗').subjects.map(({ name }) => name);
    expect(names).toContain('马');
    expect(names).not.toContain('狗');
  });

  it('is silent about words it has no art for', () => {
    expect(describe('一台挖掘机').subjects).toEqual([]);
  });

  it('chooses a style that fits when the wish leaves it open, and paints in the one the text names', () => {
    expect(describe('水墨风格的山水').style).toBe('古风');
    expect(describe('赛博朋克城市').style).toBe('赛博朋克');
    for (const text of ['猫', '奢华的香水', '太空中的火箭', '童趣的花园']) {
      expect(styleNames).toContain(describe(text).style);
      expect(describe(text).style).not.toBe('探索无限');
    }
  });

  it('refuses a style or a size it does not have', async () => {
    await expect(paintIllustration({ ...wish, style: '素描' })).rejects.toThrow(RangeError);
    await expect(paintIllustration({ ...wish, width: 0 })).rejects.toThrow(RangeError);
    await expect(paintIllustration({ ...wish, height: 5000 })).rejects.toThrow(RangeError);
  });
});

group('a scene', () => {
  it.each(Object.keys(placeNames))('can be laid in %s, with a thing in it that covers a fair part', async (place) => {
    const base = plan('一只狗');
    const scene = await paintScene({ ...base, place: place as keyof typeof placeNames }, 240, 240, 3);
    expect(scene.rgba.length).toBe(240 * 240 * 4);
    const covered = scene.subject.filter((value) => value > 127).length / scene.subject.length;
    expect(covered).toBeGreaterThan(0.03);
    expect(covered).toBeLessThan(0.7);
    expect(scene.palette.length).toBeGreaterThanOrEqual(3);
    expect(scene.palette.length).toBeLessThanOrEqual(8);
    expect(Object.keys(backdrops)).toContain(place);
  });

  it('keeps near things near and far things far', async () => {
    const { depth, width, height } = await paintScene(plan('草原上的马'), 240, 240, 3);
    const row = (y: number): number => {
      const values = depth.subarray(y * width, (y + 1) * width);
      return values.reduce((a, b) => a + b, 0) / width;
    };
    expect(row(4)).toBeGreaterThan(row(height >> 1));
    expect(row(height >> 1)).toBeGreaterThan(row(height - 4));
  });

  it('gives every number of things a place inside the picture', async () => {
    for (const count of ['一', '两', '三', '五', '八', '十二']) {
      const counted = plan(`${count}只绵羊`);
      const one = await paintScene(counted, 200, 200, 5);
      expect(counted.things[0]?.count).toBe({ 一: 1, 两: 2, 三: 3, 五: 5, 八: 8, 十二: 12 }[count]);
      expect(one.subject.some((value) => value > 127)).toBe(true);
    }
  });

  it('marks landscape that the text names as depicted, and leaves other landscape unmarked', async () => {
    const named = await paintScene(plan('山'), 200, 200, 5);
    const unnamed = await paintScene({ ...plan('山'), features: new Set() }, 200, 200, 5);
    const covered = (plane: Uint8Array): number => plane.filter((value) => value > 127).length;
    expect(covered(named.subject)).toBeGreaterThan(2000);
    expect(covered(unnamed.subject)).toBe(0);
  });

  it('is calmer above when it will carry text', async () => {
    const share = async (marketing: boolean): Promise<number> => {
      const { subject, width } = await paintScene(planScene(read('草莓蛋糕'), new Set(), marketing), 360, 240, 5);
      let left = 0;
      for (let i = 0; i < subject.length; i++) if (i % width < width * 0.4 && (subject[i] ?? 0) > 127) left += 1;
      return left;
    };
    expect(await share(true)).toBeLessThanOrEqual(await share(false));
    expect(await share(true)).toBe(0);
  });
});

group('the tables of things', () => {
  const all = [...livingSubjects, ...goodsSubjects, ...landSubjects];

  it('name art that exists and places that can be painted', () => {
    const without = all.filter(({ art }) => !hasArt(art)).map(({ name, art }) => `${name} ${JSON.stringify(art)}`);
    const homeless = all.filter(({ home }) => !(home in placeNames)).map(({ name, home }) => `${name} @${home}`);
    expect(without).toEqual([]);
    expect(homeless).toEqual([]);
  });

  it('use every drawing of ours', async () => {
    for (const svg of Object.values(drawings)) await sharp(Buffer.from(svg)).metadata();
    expect(Object.keys(drawings).length).toBeGreaterThan(30);
  });

  it('put every thing into the description when its first word alone is the wish', () => {
    const missing = all
      .filter(({ words }) => words.length > 0)
      .map(({ words, name }) => [words[0] ?? '', name] as const)
      .filter(([word]) => !/^.$/u.test(word))
      .filter(
        ([word, name]) =>
          !describe(word).subjects.some((subject) => subject.name === name || subject.also.includes(name)),
      );
    expect(missing).toEqual([]);
  });

  it('draw chance evenly from a seed', () => {
    const random = chanceFrom(1);
    const mean = Array.from({ length: 2000 }, random).reduce((a, b) => a + b, 0) / 2000;
    expect(mean).toBeGreaterThan(0.47);
    expect(mean).toBeLessThan(0.53);
  });
});
