// The painting styles the studio offers, with their thumbnails. Written by scripts/make-style-thumbnails.mjs.
// Must not know how they are painted.
const names: readonly (readonly [string, string, string])[] = [
  ['探索无限', 'Let it choose', 'any'],
  ['写实风格', 'Realistic', 'photographic'],
  ['古风', 'Ink wash', 'ink'],
  ['二次元', 'Anime', 'anime'],
  ['卡通画', 'Cartoon', 'cartoon'],
  ['水彩画', 'Watercolour', 'watercolour'],
  ['油画', 'Oil painting', 'oil'],
  ['浮世绘', 'Ukiyo-e', 'ukiyoe'],
  ['low poly', 'Low poly', 'low-poly'],
  ['像素风格', 'Pixel art', 'pixel'],
  ['赛博朋克', 'Cyberpunk', 'cyberpunk'],
  ['蒸汽波艺术', 'Vaporwave', 'vaporwave'],
  ['未来主义', 'Futurism', 'futurism'],
  ['概念艺术', 'Concept art', 'concept'],
  ['洛丽塔风格', 'Lolita', 'lolita'],
  ['巴洛克风格', 'Baroque', 'baroque'],
  ['超现实主义', 'Surrealism', 'surreal'],
];

export const styles = names.map(([name, english, file]) => ({
  name,
  english,
  thumbnail: `/console/styles/${file}.webp`,
}));
