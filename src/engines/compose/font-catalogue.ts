// Which font file serves which purpose, and in which order faces stand in for each other. Files come from pinned npm
// packages (all OFL), found through Node's resolver. Must not register, measure or draw.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export type FaceName =
  | 'sans'
  | 'black'
  | 'serif'
  | 'slab'
  | 'brush'
  | 'numeral'
  | 'numeral-tall'
  | 'numeral-serif'
  | 'japanese'
  | 'korean'
  | 'latin'
  | 'thai'
  | 'arabic'
  | 'rare-han'
  | 'emoji'
  | 'pixel';

/** One font file. `ranges` narrows a piece of a split family without opening it. */
export interface FontPiece {
  readonly family: string;
  readonly path: string;
  readonly ranges?: readonly (readonly [number, number])[];
}

export interface Face {
  readonly pieces: readonly FontPiece[];
  /** Set on variable fonts: the weight to draw at. */
  readonly weight?: number;
  /** Outline added on every side, in em, so that a thin stand-in does not look broken beside a bold headline. */
  readonly embolden?: number;
}

function packageFolder(name: string): string {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch (cause) {
    throw new Error(`font package ${name} is not installed; run npm install`, { cause });
  }
}

const single = (family: string, name: string, file: string): Face => ({
  pieces: [{ family: `tuquan-${family}`, path: join(packageFolder(name), file) }],
});

/** "U+4e00-9fff,U+3007" → pairs of code points. */
function parseRanges(text: string): [number, number][] {
  return text.split(',').map((part) => {
    const [first = '', last = first] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}

/** A variable family split into pieces that are listed in its unicode.json. */
function splitVariable(family: string, name: string, weight: number): Face {
  const folder = packageFolder(name);
  const table = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Record<string, string>;
  const short = name.slice(name.indexOf('/') + 1);
  const pieces = Object.entries(table).map(([key, ranges]) => {
    const piece = key.replace(/[[\]]/g, '');
    return {
      family: `tuquan-${family}-${piece}`,
      path: join(folder, 'files', `${short}-${piece}-wght-normal.woff2`),
      ranges: parseRanges(ranges),
    };
  });
  return { pieces, weight };
}

/** Hanazono Mincho in pieces by Unicode block; its style sheet says which piece holds what. */
function rareHan(): Face {
  const folder = packageFolder('hanamin');
  const sheet = readFileSync(join(folder, 'HanaMin.css'), 'utf8');
  const pieces = [...sheet.matchAll(/url\(([^)]+\.woff2)\)[^}]*?unicode-range:\s*([^;}]+)/g)].map(
    ([, file = '', ranges = '']) => ({
      family: `tuquan-${file.replace(/[^A-Za-z0-9]+/g, '-')}`,
      path: join(folder, file),
      ranges: parseRanges(ranges),
    }),
  );
  // Private-use glyphs mean nothing in a brand name.
  return { pieces: pieces.filter((piece) => !piece.path.includes('Private-Use')), embolden: 0.01 };
}

const google = '@expo-google-fonts';

const openers: Readonly<Record<FaceName, () => Face>> = {
  sans: () => single('sans', `${google}/noto-sans-sc`, '700Bold/NotoSansSC_700Bold.ttf'),
  black: () => single('black', `${google}/noto-sans-sc`, '900Black/NotoSansSC_900Black.ttf'),
  serif: () => single('serif', `${google}/noto-serif-sc`, '700Bold/NotoSerifSC_700Bold.ttf'),
  slab: () => single('slab', `${google}/zcool-qingke-huangyou`, '400Regular/ZCOOLQingKeHuangYou_400Regular.ttf'),
  brush: () => single('brush', `${google}/ma-shan-zheng`, '400Regular/MaShanZheng_400Regular.ttf'),
  numeral: () => single('numeral', `${google}/outfit`, '800ExtraBold/Outfit_800ExtraBold.ttf'),
  'numeral-tall': () => single('numeral-tall', `${google}/anton`, '400Regular/Anton_400Regular.ttf'),
  'numeral-serif': () =>
    single('numeral-serif', `${google}/dm-serif-display`, '400Regular/DMSerifDisplay_400Regular.ttf'),
  japanese: () => splitVariable('japanese', '@fontsource-variable/noto-sans-jp', 800),
  korean: () => splitVariable('korean', '@fontsource-variable/noto-sans-kr', 800),
  latin: () => single('latin', `${google}/noto-sans`, '800ExtraBold/NotoSans_800ExtraBold.ttf'),
  thai: () => single('thai', `${google}/noto-sans-thai`, '800ExtraBold/NotoSansThai_800ExtraBold.ttf'),
  arabic: () => single('arabic', `${google}/noto-sans-arabic`, '800ExtraBold/NotoSansArabic_800ExtraBold.ttf'),
  'rare-han': rareHan,
  emoji: () => single('emoji', `${google}/noto-color-emoji`, '400Regular/NotoColorEmoji_400Regular.ttf'),
  pixel: () => single('pixel', '@fontsource/unifont', 'files/unifont-latin-400-normal.woff2'),
};

/** A bitmap-like face that has all of the BMP: legible, but only when nothing smoother has the character. */
export const lastResort: FaceName = 'pixel';

/** Who stands in when the wanted face lacks a character, in this order. */
export const standIns: readonly FaceName[] = [
  'sans',
  'latin',
  'japanese',
  'korean',
  'thai',
  'arabic',
  'rare-han',
  'emoji',
  lastResort,
];

/** @throws Error naming the package when it is not installed */
export function openFace(name: FaceName): Face {
  return openers[name]();
}
