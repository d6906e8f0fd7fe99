import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { createTextFilter } from './index.js';

const filter = createTextFilter();

describe('text moderation', () => {
  it.each([
    ['裸体女人', 'sexual'],
    ['色情图片', 'sexual'],
    ['免费黄色电影', 'sexual'],
    ['法轮功', 'political'],
    ['习近平骑马', 'political'],
    ['台独旗帜', 'political'],
    ['恐怖袭击现场', 'violence'],
    ['一袋海洛因', 'drugs'],
    ['网上赌博', 'gambling'],
    ['代开发票', 'fraud'],
    ['你这个傻逼', 'abuse'],
    ['porn poster', 'sexual'],
    ['a naked woman on a sofa', 'sexual'],
  ])('%s is refused as %s', (text, rule) => {
    expect(filter.refusal(text)).toBe(rule);
  });

  it.each([
    ['full width', 'ｐｏｒｎ poster'],
    ['upper case', 'PORN'],
    ['styled letters', '𝓹𝓸𝓻𝓷'],
    ['look-alikes of other scripts', 'рorn'],
    ['digits for letters', 'p0rn'],
    ['spelled out', 'p.o.r.n'],
    ['spaces between', '法 轮 功'],
    ['signs between', '法*轮~功'],
    ['emoji between', '色😀情图片'],
    ['invisible characters between', '法\u200b轮\u2060功'],
    ['combining marks', 'p\u0301orn'],
    ['compatibility ideographs', '⾊情'],
  ])('%s does not help', (_, text) => {
    expect(filter.refusal(text)).not.toBeNull();
  });

  it.each([
    '台湾美食节',
    '法国红酒',
    '红色情人节海报',
    '绿色情怀',
    '十字路口交通灯',
    '女性交友派对',
    '做爱心蛋糕',
    '乌龟头上戴着帽子',
    '烤肉棒',
    '小鸡巴士',
    '天津大麻花',
    '白粉色的花',
    '林阴道',
    '西藏独特的风景',
    '平台独家优惠',
    '喷射精华液',
    '女优惠季',
    '水乳交融',
    '全民运动会',
    '妇女优先',
    '强暴风雨中的灯塔',
    '消毒品牌',
    '艺妓和樱花，浮世绘',
    '裸色口红',
    '成人票',
    '黄色的花',
    '激情夏日',
    '一只橘猫趴在窗台上看雨',
    'Essex cocktail grape assassin',
    'class bass Scunthorpe',
    '毛绒绒的小狗日常',
    '炸鸡吧',
    '中央公园',
    '大吉大利',
    '向日葵',
    '温馨的光线',
  ])('%s is let pass', (text) => {
    expect(filter.refusal(text)).toBeNull();
  });

  it('the Chinese names of things that can be painted are let pass', () => {
    const require = createRequire(import.meta.url);
    const { annotations } = require('cldr-annotations-full/annotations/zh/annotations.json') as {
      annotations: { annotations: Record<string, { default?: string[]; tts?: string[] }> };
    };
    const names = Object.values(annotations.annotations).flatMap(({ tts = [] }) => tts);
    expect(names.length).toBeGreaterThan(1_000);
    expect(names.filter((name) => filter.refusal(name) !== null)).toEqual([]);
  });

  it('a word is found inside the beginning of a longer one', () => {
    const own = createTextFilter({ words: ['甲乙丙丁', '乙丙'], allow: [] });
    expect(own.refusal('甲乙丙戊')).toBe('operator');
  });

  it('the operator’s own words are refused and own wording is let pass', () => {
    const own = createTextFilter({ words: ['竞争对手'], allow: ['赌神主题'] });
    expect(own.refusal('竞 争 对 手的招牌')).toBe('operator');
    expect(own.refusal('赌神主题派对')).toBeNull();
    expect(own.refusal('赌博')).toBe('gambling');
  });
});
