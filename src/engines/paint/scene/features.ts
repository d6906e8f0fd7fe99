// Which places can show which part of landscape or sky, and what stands in where they cannot.
// Must not know how either is painted.
import type { Place } from '../understand/setting-words.js';
import type { Art } from '../understand/subject-row.js';

const emoji = (text: string): Art => ({ kind: 'emoji', emoji: text });
const drawn = (drawing: string): Art => ({ kind: 'drawn', drawing });

/** Places with a ceiling, or none with a sky. */
export const indoors: ReadonlySet<Place> = new Set([
  'interior',
  'cafe',
  'kitchen',
  'table',
  'stage',
  'podium',
  'studio',
  'underwater',
]);
const plainSky: ReadonlySet<Place> = new Set(['festive']);

/** Features of the sky: every place under it shows them. */
const inSky = new Set([
  'moon',
  'sun',
  'stars',
  'milkyway',
  'meteor',
  'clouds',
  'rainbow',
  'aurora',
  'fireworks',
  'lightning',
]);
/** Features of the far distance: places with a far distance show them. */
const farAway = new Set(['mountain', 'snowmountain', 'volcano']);
const withDistance: ReadonlySet<Place> = new Set([
  'grassland',
  'mountain',
  'snowmountain',
  'lake',
  'river',
  'sea',
  'beach',
  'snowfield',
  'farm',
  'desert',
  'garden',
  'road',
  'waterfall',
  'night',
  'cloudsea',
  'amusement',
  'ginkgo',
  'blossom',
  'windowsill',
  'oldtown',
  'bamboo',
  'forest',
  'sky',
  'stadium',
  'street',
]);
/** Built things that stand in the distance of open land or a town. */
const standing = new Set(['greatwall', 'tower', 'skyline', 'bridge', 'suspension']);
/** Features that are a place. */
const asPlace: Readonly<Record<string, readonly Place[]>> = {
  sea: ['sea', 'beach'],
  lake: ['lake'],
  river: ['river', 'oldtown', 'lake', 'waterfall'],
  waterfall: ['waterfall'],
  forest: ['forest', 'mountain', 'lake'],
  meadow: ['grassland', 'garden', 'night', 'amusement'],
  dunes: ['desert'],
  bamboo: ['bamboo'],
  fields: ['farm'],
  blossom: ['blossom', 'garden', 'oldtown'],
  ginkgo: ['ginkgo'],
  street: ['street', 'neon', 'oldtown'],
  stage: ['stage'],
  podium: ['podium'],
  grass: ['grassland', 'garden', 'farm', 'night'],
  snow: ['snowfield', 'snowmountain', 'grassland', 'oldtown', 'street', 'forest', 'mountain'],
  mountain: [],
  volcano: [],
  snowmountain: ['snowmountain'],
};
/** Things of the air, painted over any place. */
const anywhere = new Set(['fireworks', 'petals', 'confetti', 'fireflies', 'mist', 'smoke']);

const standIns: Readonly<Record<string, Art>> = {
  moon: emoji('🌕'),
  sun: emoji('☀'),
  stars: emoji('⭐'),
  clouds: emoji('☁'),
  rainbow: emoji('🌈'),
  lightning: emoji('⚡'),
  mountain: emoji('⛰'),
  snowmountain: emoji('🏔'),
  volcano: emoji('🌋'),
  sea: emoji('🌊'),
  tower: emoji('🏢'),
  skyline: emoji('🏢'),
  bridge: drawn('bridge'),
  suspension: drawn('bridge'),
  greatwall: drawn('greatwall'),
  bamboo: drawn('bamboo'),
  blossom: emoji('🌸'),
  ginkgo: emoji('🍂'),
  forest: emoji('🌲'),
  meadow: emoji('🌿'),
  grass: emoji('🌿'),
  fields: emoji('🌾'),
  dunes: emoji('🐪'),
};

/** Whether the painter of `place` shows `feature` itself. */
export function shows(place: Place, feature: string): boolean {
  if (anywhere.has(feature)) return true;
  if (inSky.has(feature))
    return !indoors.has(place) && !plainSky.has(place) && place !== 'space' && place !== 'moonsurface';
  if (farAway.has(feature)) return withDistance.has(place);
  if (standing.has(feature))
    return (
      !indoors.has(place) &&
      !['space', 'moonsurface', 'sky', 'cloudsea', 'festive', 'windowsill', 'stadium'].includes(place)
    );
  return asPlace[feature]?.includes(place) ?? false;
}

/** Art for a feature that the place does not show, or null. Stars and sun are then props. */
export const standIn = (feature: string): Art | null => {
  const art = standIns[feature];
  return art && feature !== 'dunes' ? art : null;
};
