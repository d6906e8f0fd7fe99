// The style for a wish that leaves it open: what the text itself names, else what suits its mood, place and things.
// Must not know how styles paint.

import { chanceFrom } from '../../kernel/seeded.js';
import type { Plan } from './scene/plan.js';
import { type StyleName, styleNames } from './styles/index.js';

const festive = new Set([
  '灯笼',
  '福字',
  '中国结',
  '舞狮',
  '月饼',
  '汤圆',
  '鞭炮',
  '寺庙',
  '塔',
  '亭子',
  '琵琶',
  '古筝',
  '鹤',
  '凤凰',
  '龙',
]);
const wares = new Set(['podium', 'studio', 'table', 'kitchen']);

/** A style's name for a plan; the seed decides between those that suit equally. */
export function chooseStyle(plan: Plan, seed: number): StyleName {
  const said = styleNames.find((name) => name === plan.style?.replace('_', ' '));
  if (said) return said;
  const random = chanceFrom(seed ^ 0x5eed);
  const among = (...names: StyleName[]): StyleName => names[Math.floor(random() * names.length)] ?? '卡通画';
  const has = (mood: Plan['moods'][number]): boolean => plan.moods.includes(mood);
  if (plan.place === 'neon' || has('tech')) return among('赛博朋克', '未来主义');
  if (plan.place === 'space' || plan.place === 'moonsurface') return among('概念艺术', '未来主义');
  if (plan.place === 'oldtown' || plan.place === 'bamboo' || plan.things.some(({ name }) => festive.has(name)))
    return among('古风', '水彩画');
  if (has('playful') || has('lively')) return '卡通画';
  if (has('luxury')) return among('油画', '写实风格');
  if (has('dreamy') || has('romantic')) return among('水彩画', '二次元');
  if (has('retro')) return among('油画', '浮世绘');
  if (has('mystic')) return among('概念艺术', '超现实主义');
  if (wares.has(plan.place)) return among('写实风格', '卡通画');
  if (has('fresh') || has('calm') || has('warm')) return among('水彩画', '二次元');
  return among('二次元', '油画', '水彩画', '概念艺术');
}
