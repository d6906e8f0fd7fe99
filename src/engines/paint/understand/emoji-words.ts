// Words for every emoji that has a rendering, from the Unicode annotations in Chinese: what our own tables do not name is found
// here. Reads package files; must not know the sentence.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Pose, Size, Subject } from './subject-row.js';

const require = createRequire(import.meta.url);

interface Annotation {
  readonly default?: readonly string[];
  readonly tts?: readonly string[];
}

/** The folder of a package. @throws Error naming the package when it is not installed */
export function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(`package ${name} is not installed; run npm install`, { cause });
  }
}

let renders: string | undefined;

/** The file of an emoji's rendering, with or without the variation selector, or null when there is none. */
export function renderFile(emoji: string): string | null {
  renders ??= join(packageFolder('@lobehub/fluent-emoji-3d'), 'assets');
  const points = [...emoji].filter((char) => char !== '\ufe0f').map((char) => (char.codePointAt(0) ?? 0).toString(16));
  const plain = points.join('-');
  for (const name of [
    plain,
    `${plain}-fe0f`,
    points.join('-fe0f-'),
    `${points.join('-fe0f-')}-fe0f`,
    `${points[0]}-fe0f-${points.slice(1).join('-')}`,
  ]) {
    const file = join(renders, `${name.padStart(4, '0')}.webp`);
    if (existsSync(file)) return file;
  }
  return null;
}

/** Ranges of code points whose annotations name things, with how such things usually stand. */
const ranges: readonly (readonly [number, number, Pose, Size, string])[] = [
  [0x1f32d, 0x1f37f, 'stand', 'medium', 'table'],
  [0x1f380, 0x1f3d7, 'stand', 'medium', 'podium'],
  [0x1f3d8, 0x1f3f0, 'stand', 'large', 'city'],
  [0x1f3f8, 0x1f3fa, 'stand', 'medium', 'podium'],
  [0x1f400, 0x1f43e, 'stand', 'medium', 'grassland'],
  [0x1f451, 0x1f463, 'stand', 'medium', 'podium'],
  [0x1f484, 0x1f4fd, 'stand', 'medium', 'podium'],
  [0x1f525, 0x1f52e, 'stand', 'medium', 'podium'],
  [0x1f56f, 0x1f5ff, 'stand', 'medium', 'interior'],
  [0x1f680, 0x1f6fc, 'stand', 'large', 'road'],
  [0x1f940, 0x1f96f, 'stand', 'medium', 'table'],
  [0x1f980, 0x1f9ae, 'stand', 'medium', 'grassland'],
  [0x1f9c0, 0x1f9cb, 'stand', 'medium', 'table'],
  [0x1f9e2, 0x1faff, 'stand', 'medium', 'podium'],
];
/** Signs inside those ranges: a picture of a sign depicts nothing. */
const signs: readonly (readonly [number, number])[] = [
  [0x1f3a6, 0x1f3a6],
  [0x1f4b1, 0x1f4b2],
  [0x1f4f2, 0x1f4f6],
  [0x1f5e8, 0x1f5f3],
  [0x1f6a9, 0x1f6b1],
  [0x1f6b3, 0x1f6b3],
  [0x1f6b7, 0x1f6bf],
  [0x1f6c2, 0x1f6c5],
  [0x1f6d0, 0x1f6d1],
  [0x1f6d7, 0x1f6dc],
];
/** Names of verbs, states and signs: words of a sentence, but nothing to depict by this emoji. */
const notThings =
  /按钮|箭头|标志|标识|符号|禁止|手势|男生|女生|男|女|^.$|开心|高兴|怒|笑|哭|睡|爱|吻|赞|钱|时间|运动|天气|动物|工具|音乐|庆祝|日本|学校|旅行|植物|身体|服务|游戏|节日|家|工作|安全|购物|女士|衣服|宗教|打折|折扣|安静|电影|医疗|实验|写|照明|阅读|教育|讲话|表演|艺术|娱乐|设计|饮食|自然|城市|夜晚|上升|下降|安检|海关|信息|血|死|坟|墓|棺|烟|枪/;

/** Subjects for all emoji with a rendering whose words are not in `known`. */
export function emojiSubjects(known: ReadonlySet<string>, isNoun: (word: string) => boolean): Subject[] {
  const file = join(packageFolder('cldr-annotations-full'), 'annotations/zh/annotations.json');
  const data = JSON.parse(readFileSync(file, 'utf8')) as {
    annotations: { annotations: Record<string, Annotation> };
  };
  const subjects: Subject[] = [];
  const taken = new Set<string>();
  const entries = Object.entries(data.annotations.annotations).flatMap(([emoji, { tts, default: keywords = [] }]) => {
    const point = emoji.codePointAt(0) ?? 0;
    const range = ranges.find(([first, last]) => point >= first && point <= last);
    if (signs.some(([first, last]) => point >= first && point <= last)) return [];
    const name = tts?.[0];
    return range && name && !emoji.includes('\u200d') ? [{ emoji, name, keywords, range }] : [];
  });
  const add = (word: string, { emoji, name, range }: (typeof entries)[number], needNoun: boolean): void => {
    if (word.length < 2 || known.has(word) || taken.has(word) || notThings.test(word)) return;
    if (!/^[\p{Script=Han}A-Za-z]+$/u.test(word) || (needNoun && !isNoun(word))) return;
    if (renderFile(emoji) === null) return;
    taken.add(word);
    const [, , pose, size, home] = range;
    subjects.push({
      name: word,
      kinds: word === name ? [] : [name],
      art: { kind: 'emoji', emoji },
      pose,
      size,
      home,
      words: [word],
    });
  };
  // Names first: a name means its own emoji even when another one lists it as a keyword.
  for (const entry of entries) add(entry.name, entry, false);
  for (const entry of entries) for (const word of entry.keywords) add(word, entry, true);
  return subjects;
}
