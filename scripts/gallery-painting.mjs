// Draws docs/gallery/painting.png: every style of the illustrator with three wishes. Runs on the built files; the same engine gives
// the same sheet. usage: node scripts/gallery-painting.mjs [FILE]
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { paintIllustration, styleNames } from '../dist/engines/paint/index.js';

const wishes = ['雪山脚下的湖边，两只鹿，清晨', '春节夜晚，古镇石桥旁的红灯笼和烟花', '窗台上的草莓蛋糕和一只橘猫'];
const edge = 300;
const gap = 8;
const label = 30;
const columns = 6;
const rowsPerWish = 1;
const tiles = [];
const cell = edge + gap;
const block = cell * wishes.length * rowsPerWish + label;
for (const [i, style] of styleNames.entries()) {
  const left = gap + (i % columns) * cell;
  const top = gap + Math.floor(i / columns) * block;
  for (const [row, prompt] of wishes.entries()) {
    const { png, description } = await paintIllustration({
      prompt,
      negative: '',
      style,
      width: 1024,
      height: 1024,
      seed: 21,
    });
    tiles.push({
      input: await sharp(png).resize(edge, edge, { kernel: 'lanczos3' }).png().toBuffer(),
      left,
      top: top + label + row * cell,
    });
    if (row === 0)
      console.log(
        `${i + 1}/${styleNames.length} ${style}${description.style === style ? '' : ` → ${description.style}`}`,
      );
  }
  tiles.push({
    input: await sharp({
      text: { text: style, font: 'Noto Sans SC', fontfile: fontFile(), rgba: true, height: 20, width: edge },
    })
      .png()
      .toBuffer(),
    left: left + 2,
    top: top + 4,
  });
}

/** The project's own Chinese face, so that labels look alike everywhere. */
function fontFile() {
  return fileURLToPath(
    new URL('../node_modules/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf', import.meta.url),
  );
}

const file = process.argv[2] ?? fileURLToPath(new URL('../docs/gallery/painting.png', import.meta.url));
mkdirSync(dirname(file), { recursive: true });
const { size } = await sharp({
  create: {
    width: gap + columns * cell,
    height: gap + Math.ceil(styleNames.length / columns) * block,
    channels: 3,
    background: '#f1f2f4',
  },
})
  .composite(tiles)
  .png({ palette: true, quality: 80, colours: 256, effort: 8, dither: 0.5 })
  .toFile(file);
console.log(`${file} ${Math.round(size / 1000)} kB`);
