// The card all contenders draw: the layout `ticket` for one brand, as our spec and as plain absolute boxes for HTML and satori.
// Only text changes from picture to picture; positions are ours, so the rivals are spared any layout work.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const fontFile = (name, file) => join(dirname(require.resolve(`@expo-google-fonts/${name}/package.json`)), file);

export const fonts = [
  { name: 'Bench Black', path: fontFile('noto-sans-sc', '900Black/NotoSansSC_900Black.ttf'), baseline: 0.936 },
  { name: 'Bench Sans', path: fontFile('noto-sans-sc', '700Bold/NotoSansSC_700Bold.ttf'), baseline: 0.936 },
  { name: 'Bench Numeral', path: fontFile('outfit', '800ExtraBold/Outfit_800ExtraBold.ttf'), baseline: 0.87 },
];

const brands = ['白昼咖啡', '山野茶事', '南风粥铺', '海盐面包', '森屿花店', '禾里小馆', '拾光书屋', '青柠鲜果'];
export const words = (i) => ({ brand: brands[i % brands.length], amount: 20 + ((i * 7) % 70) });

export const ourSpec = (i, colour = '#0b3b9e') => ({
  offer: { kind: 'amount-off', thresholdFen: 10000, amountFen: words(i).amount * 100 },
  scope: 'all',
  usage: 'single',
  brandName: words(i).brand,
  backgroundColor: colour,
  layout: 'ticket',
  // This seed picks the decoration the SVG below repeats.
  seed: 'b',
});

const ticket =
  'M132 262H948A48 48 0 0 1 996 310V738A36 36 0 0 0 996 810V948A48 48 0 0 1 948 996H132A48 48 0 0 1 84 948V810A36 36 0 0 0 84 738V310A48 48 0 0 1 132 262Z';
const rings = Array.from({ length: 8 }, (_, i) => `<circle cx="980" cy="40" r="${150 + 86 * i}"/>`).join('');

/** Everything but text, as one SVG: the fastest form for satori, and what Chromium paints as vectors. */
export const scene = `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="1080" viewBox="0 0 1080 1080"><defs>
<linearGradient id="f" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="900" y2="1080"><stop stop-color="#0b3b9e"/><stop offset="1" stop-color="#002072"/></linearGradient>
<radialGradient id="g" gradientUnits="userSpaceOnUse" cx="980" cy="60" r="760"><stop stop-color="#3065d1" stop-opacity=".5"/><stop offset=".5" stop-color="#3065d1" stop-opacity=".21"/><stop offset="1" stop-color="#3065d1" stop-opacity="0"/></radialGradient>
<linearGradient id="p" gradientUnits="userSpaceOnUse" x1="0" y1="262" x2="0" y2="996"><stop stop-color="#f7faff"/><stop offset=".5" stop-color="#f7faff"/><stop offset="1" stop-color="#e9f1ff"/></linearGradient>
<linearGradient id="t" gradientUnits="userSpaceOnUse" x1="424" y1="0" x2="656" y2="0"><stop stop-color="#f8ab4f"/><stop offset=".5" stop-color="#3065d1"/><stop offset="1" stop-color="#0b3b9e"/></linearGradient>
<filter id="s" x="-15%" y="-15%" width="130%" height="135%"><feGaussianBlur stdDeviation="32"/></filter>
<filter id="q" x="-30%" y="-30%" width="160%" height="160%"><feGaussianBlur stdDeviation="9"/></filter></defs>
<rect width="1080" height="1080" fill="url(#f)"/><rect width="1080" height="1080" fill="url(#g)"/>
<g fill="none" stroke="#fff" stroke-opacity=".08" stroke-width="22">${rings}</g>
<path d="${ticket}" transform="translate(0 26)" fill="#000029" fill-opacity=".42" filter="url(#s)"/><path d="${ticket}" fill="url(#p)"/>
<path d="M150 774H930" stroke="#0b3b9e" stroke-opacity=".34" stroke-width="5" stroke-linecap="round" stroke-dasharray=".1 19"/>
<path d="M466 262H614V262A12 12 0 0 1 602 274H478A12 12 0 0 1 466 262Z" fill="url(#t)"/>
<rect x="338.5" y="97.6" width="112" height="112" rx="31" fill-opacity=".16" filter="url(#q)"/><rect x="338.5" y="92" width="112" height="112" rx="31" fill="#fff"/>
<rect x="404" y="837.5" width="272" height="95" rx="47.5" fill="#0b3b9e"/></svg>`;

/** Text boxes: x is where the first glyph starts, baseline and size in pixels. */
export const texts = (i) => {
  const { brand, amount } = words(i);
  return [
    { text: brand.slice(0, 1), font: 0, size: 60.67, x: 365.9, baseline: 171.05, colour: '#0b3b9e' },
    { text: brand, font: 0, size: 66, x: 477.3, baseline: 172.9, colour: '#ffffff' },
    { text: '满', font: 0, size: 88, x: 409.1, baseline: 393.7, colour: '#18397a' },
    { text: '100', font: 2, size: 96.8, x: 504.4, baseline: 402, colour: '#18397a' },
    { text: '减', font: 0, size: 132.65, x: 233.4, baseline: 701, colour: '#0137a7' },
    { text: String(amount), font: 2, size: 368.48, x: 395.4, baseline: 714.3, colour: '#0137a7' },
    { text: '全场通用', font: 1, size: 48, x: 446, baseline: 903.4, colour: '#ffffff' },
  ].map((text) => ({ ...text, ...fonts[text.font], top: text.baseline - fonts[text.font].baseline * text.size }));
};
