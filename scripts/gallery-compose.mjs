// Draws docs/gallery/compose.png: a contact sheet of the compose engine's layouts, offers, colours and names.
// Runs on the built files; the same engine gives the same sheet. usage: node scripts/gallery-compose.mjs [FILE]
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { compose } from '../dist/engines/compose/index.js';

const off = (thresholdFen, amountFen) => ({ kind: 'amount-off', thresholdFen, amountFen });
const percent = (thresholdFen, percentOff) => ({ kind: 'percent-off', thresholdFen, percentOff });
const exchange = (thresholdFen, priceFen) => ({ kind: 'exchange', thresholdFen, priceFen });

const mark = (shapes) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="400" height="400">${shapes}</svg>`,
    ),
  )
    .png()
    .toBuffer();
const leaf = await mark(
  '<path d="M50 96C8 70 8 30 50 4c42 26 42 66 0 92Z" fill="#1d7a46"/><path d="M50 90V30" stroke="#fff" stroke-width="5"/>',
);
const whiteSun = await mark(
  '<circle cx="50" cy="50" r="24" fill="#fff"/><g stroke="#fff" stroke-width="8" stroke-linecap="round"><path d="M50 6v10M50 84v10M6 50h10M84 50h10M19 19l7 7M74 74l7 7M19 81l7-7M74 26l7-7"/></g>',
);
const fullBleed = await mark(
  '<rect width="100" height="100" fill="#ff7a1a"/><circle cx="36" cy="50" r="22" fill="#fff"/><circle cx="64" cy="50" r="22" fill="#fff" fill-opacity=".6"/>',
);

/** layout, offer, colour, name, scope, usage, logo */
const cards = [
  ['ticket', off(10000, 2000), '#0b3b9e', '白昼咖啡', 'all', 'single'],
  ['poster', percent(0, 15), '#ffd100', '山野茶事', 'single', 'single'],
  ['burst', off(29900, 5000), '#e1251b', '南风粥铺', 'all', 'bundle'],
  ['stage', exchange(9900, 990), '#00704a', '青柠鲜果', 'single', 'single', leaf],
  ['editorial', percent(10000, 20), '#5b4636', '观夏 Été', 'category', 'single'],
  ['heritage', off(8800, 1800), '#0b3b6e', '汀洲茶舍', 'all', 'bundle'],
  ['envelope', off(0, 2000), '#d7000f', '福满堂', 'all', 'single'],
  ['aurora', percent(0, 50), '#8fbf4d', '奶盖星球🍵', 'category', 'single'],
  ['swing-tag', exchange(0, 990), '#e4002b', '海盐面包', 'single', 'single', fullBleed],
  ['ticket', off(999999900, 888888888), '#ff5733', '𠮷田屋龘㐂𬌗䶮한글', 'category', 'bundle'],
  ['poster', off(10000, 2000), '#c8102e', '蜜语冰城', 'all', 'bundle', whiteSun],
  ['burst', percent(19900, 30), '#7a3cff', '三三得九玩具', 'category', 'single'],
  ['stage', off(5000, 1000), '#111111', 'NOIR 黑咖实验室', 'all', 'bundle'],
  ['editorial', off(30000, 8800), '#9c1c3c', 'Maison Ōé', 'all', 'single'],
  ['heritage', percent(0, 12), '#a3161e', '老城根涮肉', 'all', 'single'],
  ['envelope', exchange(5000, 100), '#7fd8c4', '薄荷岛', 'single', 'bundle'],
  ['aurora', off(6600, 660), '#ffb6c1', '小熊软糖🧸🍬', 'all', 'single'],
  ['swing-tag', exchange(9900, 1990), '#ffb700', '拾光书屋', 'single', 'bundle'],
  ['ticket', percent(10000, 25), '#ffffff', '素白 PLAIN', 'all', 'single'],
  ['poster', exchange(3900, 590), '#1a1a1a', 'Mother Dairy Bakeries', 'single', 'single'],
  ['burst', off(0, 888), '#ffb6c1', '甜甜圈💗工厂', 'all', 'single'],
  ['stage', percent(0, 5), '#ff8a3d', '橘子汽水', 'all', 'single'],
  ['editorial', exchange(19900, 9900), '#0f4c5c', '一二三四五六七八九十一二三四五六七八九十', 'single', 'bundle'],
  ['heritage', off(20000, 6600), '#f5c842', '金满楼', 'category', 'single'],
  ['envelope', off(9900, 1500), '#ff6a00', '한국치킨 🍗', 'all', 'bundle'],
  ['aurora', exchange(0, 1), '#3a6df0', '👨‍👩‍👧‍👦 亲子乐园', 'single', 'single'],
  ['swing-tag', percent(5000, 45), '#00a3a3', 'Кофейня Мяу', 'category', 'single'],
  ['ticket', off(5000, 500), '#07a35a', 'ラーメン横丁', 'all', 'single'],
  ['poster', off(0, 3000), '#f4a7b9', '樱のはな', 'all', 'single'],
  ['aurora', percent(8000, 40), '#000000', 'ATELIER 00', 'all', 'bundle'],
];

const columns = 6;
const edge = 300;
const gap = 12;
const tiles = [];
for (const [i, [layout, offer, backgroundColor, brandName, scope, usage, brandLogo]] of cards.entries()) {
  const card = await compose({
    layout,
    offer,
    backgroundColor,
    brandName,
    scope,
    usage,
    seed: `gallery ${i}`,
    ...(brandLogo ? { brandLogo } : {}),
  });
  tiles.push({
    input: await sharp(card.png).resize(edge, edge, { kernel: 'lanczos3' }).png().toBuffer(),
    left: gap + (i % columns) * (edge + gap),
    top: gap + Math.floor(i / columns) * (edge + gap),
  });
  console.log(
    `${layout.padEnd(10)} ${card.wording.headline.padEnd(24)} ${backgroundColor} contrast ${card.contrast.toFixed(2)} ${Math.round(card.png.byteLength / 1000)} kB`,
  );
}
const file = process.argv[2] ?? fileURLToPath(new URL('../docs/gallery/compose.png', import.meta.url));
mkdirSync(dirname(file), { recursive: true });
const { size } = await sharp({
  create: {
    width: gap + columns * (edge + gap),
    height: gap + Math.ceil(cards.length / columns) * (edge + gap),
    channels: 3,
    background: '#d9dce1',
  },
})
  .composite(tiles)
  .png({ palette: true, quality: 92, effort: 8, dither: 0.6 })
  .toFile(file);
console.log(`${file} ${Math.round(size / 1000)} kB`);
