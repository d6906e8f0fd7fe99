// From what a text names to what the picture will show: the place, the things and how many, time and weather. The description
// says exactly what the plan holds; what cannot be drawn is left out of both.
import { mostOfOne } from '../understand/quantities.js';
import type { Mention, Reading } from '../understand/read.js';
import { colours, type Mood, type Place, type Season, type Time, type Weather } from '../understand/setting-words.js';
import type { Art, Pose, Size } from '../understand/subject-row.js';
import { indoors, shows, standIn } from './features.js';
import { hasArt } from './sprites.js';

export interface PlannedThing {
  readonly name: string;
  /** What the text called it and what else it is. */
  readonly also: readonly string[];
  readonly art: Art;
  readonly pose: Pose;
  readonly size: Size;
  readonly count: number;
  /** Root of its colour, or null. */
  readonly colour: string | null;
  /** Index of the thing it sits on or is held by. */
  readonly on?: number;
  readonly heldBy?: number;
}

export interface Plan {
  readonly place: Place;
  readonly time: Time | null;
  readonly season: Season | null;
  readonly weather: Weather | null;
  readonly moods: readonly Mood[];
  readonly things: readonly PlannedThing[];
  readonly features: ReadonlySet<string>;
  /** Parts of the landscape that count as depicted. */
  readonly scenery: readonly { readonly name: string; readonly also: readonly string[] }[];
  readonly backdrop: string | null;
  readonly calm: boolean;
  readonly style: string | null;
}

/** The most kinds of things in one picture: more would be a jumble. */
const mostThings = 7;
const nightly = new Set(['stars', 'milkyway', 'meteor', 'aurora', 'fireworks', 'fireflies']);
/** Things of which one alone looks lost: shown as a few when the text gives no number. */
const sociable = new Set([
  '草莓',
  '樱桃',
  '蓝莓',
  '红包',
  '金币',
  '枫叶',
  '落叶',
  '绿叶',
  '气球',
  '灯笼',
  '粽子',
  '饺子',
  '蝴蝶',
  '荷花',
  '糖果',
  '小鸡',
  '汤圆',
  '气泡',
  '雪花',
  '花',
  '郁金香',
  '向日葵',
  '星星',
  '羽毛',
  '热气球',
  '玫瑰',
  '钞票',
  '露珠',
  '包子',
  '闪光',
  '薰衣草',
  '麦穗',
  '蜜蜂',
  '鸟',
  '鱼',
  '热带鱼',
  '爱心',
  '仙人掌',
  '松树',
  '树',
]);
const naturalCount: Readonly<Record<string, number>> = {
  灯笼: 4,
  红包: 9,
  金币: 9,
  枫叶: 9,
  落叶: 10,
  绿叶: 9,
  雪花: 10,
  羽毛: 8,
  钞票: 8,
  气泡: 6,
  气球: 5,
};

function homeOf(mentions: readonly Mention[]): Place | null {
  const feature = mentions.find(({ subject }) => subject.art.kind === 'feature');
  const first = feature ?? mentions[0];
  return first ? (first.subject.home as Place) : null;
}

function choosePlace(reading: Reading, mentions: readonly Mention[]): Place {
  const { place } = reading;
  const home = homeOf(mentions);
  if (place === null) return home ?? 'grassland';
  if (place === 'podium' || place === 'studio') {
    // A poster of a landscape or an elephant shows them where they live; a set is for wares.
    const first = mentions[0]?.subject;
    if (
      first &&
      (first.art.kind === 'feature' ||
        first.size === 'huge' ||
        first.pose === 'swim' ||
        first.pose === 'float' ||
        first.pose === 'fly')
    )
      return home ?? place;
  }
  if (place === 'night') {
    const first = mentions.find(
      ({ subject, asPlace }) => !asPlace && subject.art.kind === 'feature' && !shows('night', subject.art.feature),
    );
    if (first) return first.subject.home as Place;
  }
  return place;
}

/** Makes the plan for what was read. `unwanted` names what must not appear. */
export function planScene(reading: Reading, unwanted: ReadonlySet<string>, marketing: boolean): Plan {
  const mentions = reading.mentions.filter(({ subject, word }) => !unwanted.has(subject.name) && !unwanted.has(word));
  const place = choosePlace(reading, mentions);
  const features = new Set<string>();
  const scenery: { name: string; also: readonly string[] }[] = [];
  const things: PlannedThing[] = [];
  const indexOf = new Map<number, number>();
  mentions.forEach((mention) => {
    const { subject, word, count, colour } = mention;
    const also = [...new Set([word, ...subject.kinds])].filter((other) => other !== subject.name);
    let { art, pose, size } = subject;
    if (art.kind === 'feature') {
      if (shows(place, art.feature)) {
        features.add(art.feature);
        if (!scenery.some(({ name }) => name === subject.name)) scenery.push({ name: subject.name, also });
        return;
      }
      const other = standIn(art.feature);
      if (!other) return;
      pose = ['moon', 'sun', 'stars', 'clouds', 'rainbow', 'lightning'].includes(art.feature) ? 'fly' : 'stand';
      art = other;
      size = pose === 'fly' ? 'medium' : 'huge';
    }
    if (!hasArt(art)) return;
    const same = things.findIndex(
      (thing) =>
        thing.name === subject.name && JSON.stringify(thing.art) === JSON.stringify(art) && thing.colour === colour,
    );
    if (same >= 0) {
      const thing = things[same];
      if (thing && count !== null) things[same] = { ...thing, count: Math.min(mostOfOne, thing.count + count) };
      indexOf.set(reading.mentions.indexOf(mention), same);
      return;
    }
    if (things.length >= mostThings) return;
    const alone = mentions.filter((other) => other.subject.art.kind !== 'feature').length;
    const natural = sociable.has(subject.name) ? (naturalCount[subject.name] ?? (alone > 2 ? 2 : 3)) : 1;
    indexOf.set(reading.mentions.indexOf(mention), things.length);
    things.push({ name: subject.name, also, art, pose, size, colour, count: count ?? natural });
  });
  const relate = (pairs: readonly (readonly [number, number])[], key: 'on' | 'heldBy'): void => {
    for (const [a, b] of pairs) {
      const from = indexOf.get(key === 'on' ? a : b);
      const to = indexOf.get(key === 'on' ? b : a);
      const thing = from === undefined ? undefined : things[from];
      const other = to === undefined ? undefined : things[to];
      if (from === undefined || to === undefined || from === to || !thing || !other) continue;
      if (other.on !== undefined || other.heldBy !== undefined) continue;
      // Sitting on furniture or a beast, not on a landscape; holding what fits a hand.
      if (
        key === 'on' &&
        other.pose !== 'stand' &&
        other.pose !== 'float' &&
        other.pose !== 'swim' &&
        other.pose !== 'fly'
      )
        continue;
      if (key === 'heldBy' && (thing.size === 'huge' || !['stand', 'head', 'bust'].includes(other.pose))) continue;
      things[from] = { ...thing, [key]: to };
    }
  };
  relate(reading.riding, 'on');
  relate(reading.holding, 'heldBy');
  let { time } = reading;
  if (time === null && [...features].some((feature) => nightly.has(feature))) time = 'night';
  if (time === null && features.has('moon')) time = 'fullmoon';
  if (features.has('sun') && (time === 'night' || time === 'fullmoon')) features.delete('moon');
  if (time === null && (place === 'neon' || place === 'night')) time = 'night';
  return {
    place,
    time,
    season: reading.season,
    weather: indoors.has(place) && reading.weather !== 'snow' ? null : reading.weather,
    moods: reading.moods,
    things,
    features,
    scenery,
    backdrop: reading.backdrop !== null && reading.backdrop in colours ? reading.backdrop : null,
    calm: marketing || reading.moods.includes('calm'),
    style: reading.style,
  };
}
