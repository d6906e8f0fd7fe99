// What a model has to be told for each style, in Chinese and in English, and what to keep out.
// Must not know any backend; each decides which language it speaks.
import type { PaintRequest } from '../../ports/painter/painter.js';
import type { PaintStyle } from '../../ports/painter/styles.js';

interface Phrases {
  readonly zh: string;
  readonly en: string;
  /** What does not belong into this style. */
  readonly negative: string;
}

const phrases: Readonly<Record<PaintStyle, Phrases>> = {
  探索无限: { zh: '', en: '', negative: '' },
  古风: {
    zh: '中国古风，水墨与工笔，淡雅设色，宣纸质感',
    en: 'traditional Chinese painting, ink wash and fine brushwork, muted colours, rice paper',
    negative: 'photo, 3d render, neon',
  },
  二次元: {
    zh: '二次元动漫插画，清晰线条，赛璐璐上色',
    en: 'anime illustration, clean line art, cel shading',
    negative: 'photo, realistic skin, 3d render',
  },
  写实风格: {
    zh: '写实摄影，真实光影，高细节',
    en: 'photorealistic, natural light, high detail, sharp focus',
    negative: 'cartoon, anime, painting, sketch',
  },
  浮世绘: {
    zh: '浮世绘木版画，平涂色块，墨线轮廓，和纸质感',
    en: 'ukiyo-e woodblock print, flat colours, bold outlines, washi paper',
    negative: 'photo, 3d render, gradient lighting',
  },
  'low poly': {
    zh: '低多边形风格，三角面，几何棱角',
    en: 'low poly art, faceted triangles, geometric',
    negative: 'photo, smooth surfaces, fine texture',
  },
  未来主义: {
    zh: '未来主义，流线造型，金属与光，速度感',
    en: 'futuristic, sleek forms, chrome and light, sense of speed',
    negative: 'rustic, vintage, old',
  },
  像素风格: {
    zh: '像素艺术，8位游戏画面，有限色板',
    en: 'pixel art, 8-bit game sprite style, limited palette',
    negative: 'photo, smooth gradients, blurry',
  },
  概念艺术: {
    zh: '概念艺术设定图，氛围光，电影感',
    en: 'concept art, matte painting, atmospheric lighting, cinematic',
    negative: 'flat, simple, clip art',
  },
  赛博朋克: {
    zh: '赛博朋克，霓虹灯，雨夜都市，蓝紫色调',
    en: 'cyberpunk, neon lights, rainy night city, blue and magenta',
    negative: 'daylight, pastoral, rustic',
  },
  洛丽塔风格: {
    zh: '洛丽塔风格，蕾丝与蝴蝶结，粉嫩甜美',
    en: 'lolita fashion style, lace and ribbons, pastel pink, sweet',
    negative: 'dark, grunge, nude',
  },
  巴洛克风格: {
    zh: '巴洛克风格，华丽装饰，明暗对比强烈，金色',
    en: 'baroque style, ornate decoration, dramatic chiaroscuro, gold',
    negative: 'minimalist, flat, modern',
  },
  超现实主义: {
    zh: '超现实主义，梦境，奇异组合',
    en: 'surrealism, dreamlike, impossible juxtaposition',
    negative: 'plain, ordinary, snapshot',
  },
  水彩画: {
    zh: '水彩画，透明叠色，晕染，纸张纹理',
    en: 'watercolour painting, transparent washes, wet bleeding edges, paper texture',
    negative: 'photo, 3d render, hard edges',
  },
  蒸汽波艺术: {
    zh: '蒸汽波艺术，粉紫渐变，复古网格，石膏像',
    en: 'vaporwave aesthetic, pink and cyan gradient, retro grid, 1980s',
    negative: 'natural colours, realistic',
  },
  油画: {
    zh: '油画，厚涂笔触，画布质感',
    en: 'oil painting, impasto brush strokes, canvas texture',
    negative: 'photo, flat vector, 3d render',
  },
  卡通画: {
    zh: '卡通画，圆润造型，明快配色',
    en: 'cartoon, rounded shapes, bright cheerful colours',
    negative: 'photo, realistic, dark',
  },
};

const always = 'lowres, blurry, deformed, watermark, signature, text';
const calm = { zh: '构图留白，主体偏下', en: 'generous empty space for copy, subject low in the frame' };

export interface ModelPrompt {
  readonly prompt: string;
  readonly negative: string;
}

/** The whole text for a model: what is wanted, then how. `language` is the one the model reads best. */
export function modelPrompt(
  { prompt, negative, style, composition }: Pick<PaintRequest, 'prompt' | 'negative' | 'style' | 'composition'>,
  language: 'zh' | 'en',
): ModelPrompt {
  const known = phrases[style];
  const parts = [prompt, known[language], composition === 'marketing' ? calm[language] : ''].filter(Boolean);
  return {
    prompt: parts.join(language === 'zh' ? '，' : ', '),
    negative: [negative, known.negative, always].filter(Boolean).join(', '),
  };
}
