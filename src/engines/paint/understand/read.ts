// From a Chinese sentence to what it names: things with counts and colours, and where and when. The longest word wins; single
// characters count only where the segmentation sees a word of their own or the head of one.
// Must not know what can be drawn together or how.

import { lexicon, type Meaning } from './lexicon.js';
import { countOf } from './quantities.js';
import { colours, type Mood, type Place, type Season, type Time, type Weather } from './setting-words.js';
import type { Subject } from './subject-row.js';

export interface Mention {
  readonly subject: Subject;
  /** The word in the text. */
  readonly word: string;
  /** Position of the word in the text. */
  readonly at: number;
  /** The number the text gives, null when it gives none. */
  readonly count: number | null;
  /** Root of a colour (红, 蓝…) said of this thing. */
  readonly colour: string | null;
  /** The mention names where things are, rather than a thing: 海边的…, 湖面上. */
  readonly asPlace: boolean;
}

export interface Reading {
  readonly mentions: readonly Mention[];
  readonly place: Place | null;
  readonly time: Time | null;
  readonly season: Season | null;
  readonly weather: Weather | null;
  readonly moods: readonly Mood[];
  readonly style: string | null;
  /** Colour said of the background. */
  readonly backdrop: string | null;
  /** Pairs of indices into mentions: the first sits on the second. */
  readonly riding: readonly (readonly [number, number])[];
  /** Pairs of indices: the first holds the second. */
  readonly holding: readonly (readonly [number, number])[];
}

interface Found {
  readonly word: string;
  readonly at: number;
  readonly meaning: Meaning;
}

/** Width, case and simple variants do not change the meaning. */
function normalise(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** Start and end offsets of the words the segmentation sees, and their tags. */
function boundaries(text: string): { starts: Map<number, { word: string; tag: string }>; ends: Set<number> } {
  const starts = new Map<number, { word: string; tag: string }>();
  const ends = new Set<number>();
  let at = 0;
  for (const token of lexicon().tokens(text)) {
    starts.set(at, token);
    at += token.word.length;
    ends.add(at);
  }
  return { starts, ends };
}

function findWords(text: string): Found[] {
  const words = lexicon();
  const { starts, ends } = boundaries(text);
  const found: Found[] = [];
  let tokenStart = 0;
  for (let at = 0; at < text.length; ) {
    if (starts.has(at)) tokenStart = at;
    let length = Math.min(words.longest, text.length - at);
    let taken = 0;
    for (; length > 0; length--) {
      const word = text.slice(at, at + length);
      const meaning = words.find(word);
      if (!meaning) continue;
      const startsWord = starts.has(at);
      const endsWord = ends.has(at + length);
      if (length === 1) {
        const token = starts.get(tokenStart);
        const head = endsWord && /^(n|x|v|t|s|a|l|i|j|z|b|q|g|f|m)/.test(token?.tag ?? '');
        // 橘猫 is a cat: its head is the last character. 猫砂 is none.
        if (!(startsWord && endsWord) && !(head && (meaning.subject || meaning.weather || meaning.season))) {
          // A colour before its noun inside one word: 红裙.
          if (!(meaning.colour && startsWord)) continue;
        }
      } else if (!startsWord && !endsWord && length === 2 && !words.find(text.slice(tokenStart, at + length))) {
        // Two characters in the middle of a longer word mean something else more often than not.
        if ((starts.get(tokenStart)?.word.length ?? 0) > 3) continue;
      }
      found.push({ word, at, meaning });
      taken = length;
      break;
    }
    at += Math.max(1, taken);
  }
  return found;
}

const placeAfter =
  /^(?:之)?(?:里|上|中|下|边|旁|前|后|内|间|畔|脚下|深处|之上|之下|之中|中央|面上|附近|旁边|岸边|的?背景|的?光线|的?氛围)/;
const ridingPattern = /^(?:正)?(?:骑着|骑在|坐在|站在|趴在|躺在|骑|驾驶着|驾着|乘着)/;
const holdingPattern =
  /^(?:正)?(?:撑着|撑|举着|拿着|提着|捧着|抱着|打着|手持|戴着|喝着|吃着|放着|牵着|拎着|弹着|弹|吹着|看着)/;

/** The colour said right before a thing: 红色的小汽车, 白色运动鞋. */
function colourBefore(found: readonly Found[], index: number, text: string): string | null {
  const here = found[index];
  if (!here) return null;
  for (let i = index - 1; i >= 0; i--) {
    const other = found[i];
    if (!other || other.meaning.subject) return null;
    const between = text.slice(other.at + other.word.length, here.at);
    if (/[，。,.、；;！!？?和与跟及]/.test(between) || between.length > 6) return null;
    if (other.meaning.colour && other.meaning.colour in colours) return other.meaning.colour;
  }
  // 红苹果 is one word with its colour in front.
  const first = here.word.length > 1 ? here.word[0] : undefined;
  return first &&
    first in colours &&
    !/^(青蛙|青菜|青草|白菜|黄瓜|红包|红酒|红薯|金鱼|金币|银杏|黄油|白酒|银行|金字塔|青椒|红茶|绿茶|黑板|粉底|粉饼|黄酒|白云|金牌|银河|青花|白茶|青花瓷|白鹤|白鹭)/.test(
      here.word,
    )
    ? first
    : null;
}

/** Reads a wish. Never throws for any text. */
export function read(prompt: string): Reading {
  const text = normalise(prompt);
  const found = findWords(text);
  const mentions: Mention[] = [];
  const moods: Mood[] = [];
  let place: Place | null = null;
  let placeRank = 0;
  let time: Time | null = null;
  let season: Season | null = null;
  let weather: Weather | null = null;
  let style: string | null = null;
  let backdrop: string | null = null;
  let previousEnd = 0;
  found.forEach((item, index) => {
    const { word, at, meaning } = item;
    const after = text.slice(at + word.length);
    const before = text.slice(0, at);
    if (/(没有|无|不要|别有|去掉|不含|拒绝)(任何)?$/.test(before) && !/(独一|绝)无$/.test(before)) return;
    const asPlace =
      meaning.place !== undefined &&
      (placeAfter.test(after) || /[边上下里中旁面畔]$/.test(word) || /(背景是|位于|在)[^，。]{0,6}$/.test(before));
    if (meaning.place) {
      // A place said as a place beats one that merely lends its name; the first of equals stays.
      const rank = asPlace
        ? 4
        : meaning.subject
          ? 2
          : meaning.place === 'podium' || meaning.place === 'festive'
            ? 1
            : 3;
      if (rank > placeRank) {
        place = meaning.place;
        placeRank = rank;
      }
    }
    // A full moon is a night too, but 夏日的星空 stays night and summer.
    if (meaning.time && (time === null || (time === 'night' && meaning.time === 'fullmoon') || time === 'noon'))
      time = meaning.time;
    season ??= meaning.season ?? null;
    if (meaning.weather && (weather === null || weather === 'clear')) weather = meaning.weather;
    if (meaning.mood && !moods.includes(meaning.mood)) moods.push(meaning.mood);
    style ??= meaning.style ?? null;
    if (meaning.colour && /^(?:的|系)?(?:纯色|渐变|调)?(?:的)?背景/.test(after)) backdrop = meaning.colour;
    if (meaning.subject) {
      mentions.push({
        subject: meaning.subject,
        word,
        at,
        count: countOf(text.slice(previousEnd, at), after) ?? (word.endsWith('们') ? 3 : null),
        colour: colourBefore(found, index, text),
        asPlace,
      });
      previousEnd = at + word.length;
    }
  });
  const pairs = (pattern: RegExp): (readonly [number, number])[] =>
    mentions.flatMap((mention, index) => {
      const next = mentions[index + 1];
      if (!next) return [];
      const between = text.slice(mention.at + mention.word.length, next.at);
      return pattern.test(between) && between.length < 12 && !/[，。；]/.test(between)
        ? [[index, index + 1] as const]
        : [];
    });
  // 撑伞的机器人: the holder stands behind.
  const reversed = mentions.flatMap((mention, index) => {
    const next = mentions[index + 1];
    if (!next || !/(撑|举|拿|提|捧|抱|打|持|戴|喝|吃)着?(一?[把个只杯])?$/.test(text.slice(0, mention.at))) return [];
    return /^的[^，。]{0,6}$/.test(text.slice(mention.at + mention.word.length, next.at))
      ? [[index + 1, index] as const]
      : [];
  });
  return {
    mentions,
    place,
    time,
    season,
    weather,
    moods,
    style,
    backdrop,
    riding: pairs(ridingPattern),
    holding: [...pairs(holdingPattern), ...reversed],
  };
}
