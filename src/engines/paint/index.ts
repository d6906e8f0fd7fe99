// The illustrator: Chinese text to a composed illustration, offline, the same bytes for the same wish. Reads the text, plans,
// paints the scene, renders it in a style. Must not know who asks, or where pictures are kept.
import sharp from 'sharp';
import { chanceFrom, hashText } from '../../kernel/seeded.js';
import { chooseStyle } from './choose-style.js';
import { paintScene } from './scene/paint-scene.js';
import { type Plan, planScene } from './scene/plan.js';
import type { DepictedSubject, Illustration, IllustrationDescription, IllustrationSpec } from './spec.js';
import { renderStyle, styleNames } from './styles/index.js';
import { read } from './understand/read.js';
import { moodNames, placeNames } from './understand/setting-words.js';

export type { DepictedSubject, Illustration, IllustrationDescription, IllustrationSpec } from './spec.js';
export { styleNames } from './styles/index.js';

/** The style that means: choose one that fits the text. */
const anyStyle = '探索无限';
const timeNames = {
  dawn: '清晨',
  morning: '上午',
  noon: '白天',
  dusk: '黄昏',
  night: '夜晚',
  fullmoon: '月夜',
} as const;
const seasonNames = { spring: '春', summer: '夏', autumn: '秋', winter: '冬' } as const;
const weatherNames = {
  rain: '雨',
  snow: '雪',
  fog: '雾',
  cloudy: '多云',
  storm: '雷雨',
  wind: '风',
  clear: '晴',
} as const;

function planFor(prompt: string, negative: string, marketing: boolean): Plan {
  const unwanted = new Set<string>();
  if (negative) for (const { subject, word } of read(negative).mentions) unwanted.add(subject.name).add(word);
  return planScene(read(prompt), unwanted, marketing);
}

function describePlan(plan: Plan, style: string): IllustrationDescription {
  const subjects: DepictedSubject[] = [
    ...plan.things.map(({ name, count, colour, also }) => ({ name, count, also, ...(colour ? { colour } : {}) })),
    ...plan.scenery.map(({ name, also }) => ({ name, count: 1, also })),
  ];
  return {
    subjects,
    ...(plan.time ? { time: timeNames[plan.time] } : {}),
    ...(plan.season ? { season: seasonNames[plan.season] } : {}),
    ...(plan.weather ? { weather: weatherNames[plan.weather] } : {}),
    place: placeNames[plan.place],
    ...(plan.moods[0] ? { mood: moodNames[plan.moods[0]] } : {}),
    style,
  };
}

/** What a picture for this text would show, without painting it. Some milliseconds; the first call reads the dictionary. */
export function describe(prompt: string, style: string = anyStyle, negative = ''): IllustrationDescription {
  const plan = planFor(prompt, negative, false);
  return describePlan(plan, style === anyStyle ? chooseStyle(plan, hashText(prompt)) : style);
}

/**
 * Paints a text: exactly `width`×`height` pixels, the same bytes for the same spec.
 * @throws RangeError for a style that is none of {@link styleNames}, or sides outside 64–4096 pixels
 */
export async function paintIllustration(spec: IllustrationSpec): Promise<Illustration> {
  const { prompt, negative, width, height, seed } = spec;
  const wanted = styleNames.find((name) => name === spec.style);
  if (!wanted) throw new RangeError(`no style is called ${spec.style}: the names are ${styleNames.join(', ')}`);
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 64 || side > 4096)
      throw new RangeError(`a side of ${side} pixels; 64 to 4096 are possible`);
  }
  const plan = planFor(prompt, negative, spec.composition === 'marketing');
  const style = wanted === anyStyle ? chooseStyle(plan, seed) : wanted;
  // The text is part of the seed: two wishes with one seed still differ in where the light stands.
  const start = (seed ^ hashText(prompt)) >>> 0;
  const scene = await paintScene(plan, width, height, start);
  const rgba = renderStyle(style, scene, chanceFrom(start ^ 0x9e3779b9));
  const png = await sharp(Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength), {
    raw: { width, height, channels: 4 },
  })
    .removeAlpha()
    .png({ compressionLevel: 3, adaptiveFiltering: true })
    .toBuffer();
  return { png, description: describePlan(plan, style) };
}
