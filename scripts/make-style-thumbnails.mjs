// Draws the small pictures of the 17 painting styles that the console's studio shows, with the engine itself.
// usage: node scripts/make-style-thumbnails.mjs   (after npm run build)
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { paintIllustration } from '../dist/engines/paint/index.js';

/** Style → file name and English name, in the order the studio shows them. */
const styles = [
  ['探索无限', 'any', 'Let it choose'],
  ['写实风格', 'photographic', 'Realistic'],
  ['古风', 'ink', 'Ink wash'],
  ['二次元', 'anime', 'Anime'],
  ['卡通画', 'cartoon', 'Cartoon'],
  ['水彩画', 'watercolour', 'Watercolour'],
  ['油画', 'oil', 'Oil painting'],
  ['浮世绘', 'ukiyoe', 'Ukiyo-e'],
  ['low poly', 'low-poly', 'Low poly'],
  ['像素风格', 'pixel', 'Pixel art'],
  ['赛博朋克', 'cyberpunk', 'Cyberpunk'],
  ['蒸汽波艺术', 'vaporwave', 'Vaporwave'],
  ['未来主义', 'futurism', 'Futurism'],
  ['概念艺术', 'concept', 'Concept art'],
  ['洛丽塔风格', 'lolita', 'Lolita'],
  ['巴洛克风格', 'baroque', 'Baroque'],
  ['超现实主义', 'surreal', 'Surrealism'],
];
const folder = fileURLToPath(new URL('../console/public/styles', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [style, file] of styles) {
  const { png } = await paintIllustration({
    prompt: '森林里的一只狐狸',
    negative: '',
    style,
    width: 768,
    height: 768,
    seed: 7,
  });
  await sharp(png).resize(144, 144).webp({ quality: 82 }).toFile(`${folder}/${file}.webp`);
  console.log(style);
}
const lines = styles.map(([name, file, english]) => `  ['${name}', '${english}', '${file}'],`).join('\n');
writeFileSync(
  fileURLToPath(new URL('../console/src/studio/styles.ts', import.meta.url)),
  `// The painting styles the studio offers, with their thumbnails. Written by scripts/make-style-thumbnails.mjs.
// Must not know how they are painted.
const names: readonly (readonly [string, string, string])[] = [
${lines}
];

export const styles = names.map(([name, english, file]) => ({ name, english, thumbnail: \`/console/styles/\${file}.webp\` }));
`,
);
