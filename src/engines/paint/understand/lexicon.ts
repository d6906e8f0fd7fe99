// Every word that means something to the painter, in one table: things, places, times, moods, colours. Built once per thread.
// Must not know the sentence that is being read.
import { createRequire } from 'node:module';
import type { Jieba as Segmenter } from '@node-rs/jieba';
import { emojiSubjects } from './emoji-words.js';
import {
  colourWords,
  harmless,
  type Mood,
  moodWords,
  type Place,
  placeWords,
  type Season,
  seasonWords,
  styleWords,
  type Time,
  timeWords,
  type Weather,
  weatherWords,
} from './setting-words.js';
import type { Subject } from './subject-row.js';
import { goodsSubjects } from './subjects-goods.js';
import { landSubjects } from './subjects-land.js';
import { livingSubjects } from './subjects-living.js';

const require = createRequire(import.meta.url);

/** What one word may mean; several at once are common: 雪山 is a thing, a place and a season. */
export interface Meaning {
  subject?: Subject;
  place?: Place;
  time?: Time;
  season?: Season;
  weather?: Weather;
  mood?: Mood;
  style?: string;
  colour?: string;
}

export interface Lexicon {
  readonly longest: number;
  find(word: string): Meaning | undefined;
  tokens(text: string): readonly { readonly word: string; readonly tag: string }[];
}

function build(): Lexicon {
  const { Jieba } = require('@node-rs/jieba') as { Jieba: typeof Segmenter };
  const { dict } = require('@node-rs/jieba/dict') as { dict: Uint8Array };
  const segmenter = Jieba.withDict(dict);
  const words = new Map<string, Meaning>();
  const meaning = (word: string): Meaning => {
    const found = words.get(word) ?? {};
    words.set(word, found);
    return found;
  };
  for (const word of harmless) meaning(word);
  for (const [word, time] of timeWords) meaning(word).time = time;
  for (const [word, season] of seasonWords) meaning(word).season = season;
  for (const [word, weather] of weatherWords) meaning(word).weather = weather;
  for (const [word, place] of placeWords) meaning(word).place = place;
  for (const [word, mood] of moodWords) meaning(word).mood = mood;
  for (const [word, style] of styleWords) meaning(word).style = style;
  for (const [word, colour] of colourWords) meaning(word).colour = colour;
  for (const subject of [...livingSubjects, ...goodsSubjects, ...landSubjects]) {
    // The first row that has a word keeps it.
    for (const word of subject.words) meaning(word).subject ??= subject;
  }
  const isNoun = (word: string): boolean => {
    const tags = segmenter.tag(word, false);
    return tags.length <= 2 && (tags.at(-1)?.tag ?? '').startsWith('n');
  };
  for (const subject of emojiSubjects(new Set(words.keys()), isNoun)) {
    for (const word of subject.words) meaning(word).subject ??= subject;
  }
  let longest = 1;
  for (const word of words.keys()) longest = Math.max(longest, word.length);
  return {
    longest,
    find: (word) => words.get(word),
    tokens: (text) => segmenter.tag(text, true),
  };
}

let built: Lexicon | undefined;

/** The lexicon of this thread; the first call takes about a third of a second. */
export function lexicon(): Lexicon {
  built ??= build();
  return built;
}
