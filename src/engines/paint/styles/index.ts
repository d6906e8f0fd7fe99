// The styles by name. Must not know scenes' content.
import type { PaintedScene, StyleRenderer } from '../painted-scene.js';
import { anime } from './anime.js';
import { baroque } from './baroque.js';
import { comic } from './comic.js';
import { conceptArt } from './concept-art.js';
import { cyberpunk } from './cyberpunk.js';
import { futurism } from './futurism.js';
import { inkWash } from './ink-wash.js';
import { lolita } from './lolita.js';
import { lowPoly } from './low-poly.js';
import { oilPainting } from './oil-painting.js';
import { photographic } from './photographic.js';
import { pixelArt } from './pixel-art.js';
import { surrealism } from './surrealism.js';
import { vaporwave } from './vaporwave.js';
import { watercolour } from './watercolour.js';
import { woodblockPrint } from './woodblock-print.js';

/** Every style a picture can be asked for in, in the order they are offered. The first stands for "choose for me". */
export const styleNames = [
  '探索无限',
  '古风',
  '二次元',
  '写实风格',
  '浮世绘',
  'low poly',
  '未来主义',
  '像素风格',
  '概念艺术',
  '赛博朋克',
  '洛丽塔风格',
  '巴洛克风格',
  '超现实主义',
  '水彩画',
  '蒸汽波艺术',
  '油画',
  '卡通画',
] as const;

export type StyleName = (typeof styleNames)[number];

/** "Choose for me" is decided where the text is known, before a style is rendered; left undecided it is painted in oil. */
const renderers = {
  探索无限: oilPainting,
  古风: inkWash,
  二次元: anime,
  写实风格: photographic,
  浮世绘: woodblockPrint,
  'low poly': lowPoly,
  未来主义: futurism,
  像素风格: pixelArt,
  概念艺术: conceptArt,
  赛博朋克: cyberpunk,
  洛丽塔风格: lolita,
  巴洛克风格: baroque,
  超现实主义: surrealism,
  水彩画: watercolour,
  蒸汽波艺术: vaporwave,
  油画: oilPainting,
  卡通画: comic,
} satisfies Record<StyleName, StyleRenderer>;

/**
 * The scene in a style: RGBA of the scene's size, opaque. The same scene, style and numbers from `random` give the same bytes.
 * 探索无限 that nobody has resolved falls back to 油画.
 * @param random 0 ≤ x < 1; the only source of chance
 */
export function renderStyle(name: StyleName, scene: PaintedScene, random: () => number): Uint8ClampedArray {
  return renderers[name](scene, random);
}
