// The styles a picture can be asked for, by the names painters and callers use alike.
// Must not know how a style is reached; each painter has its own way.

/** `探索无限` leaves the style to the painter. */
export const paintStyles = [
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

export type PaintStyle = (typeof paintStyles)[number];

export const isPaintStyle = (text: string): text is PaintStyle => (paintStyles as readonly string[]).includes(text);
