import { describe, expect, it } from 'vitest';
import { read } from './read.js';

const things = (text: string): string[] =>
  read(text).mentions.map(({ subject, count, colour }) => `${subject.name}${count ?? ''}${colour ?? ''}`);

describe('reading a wish', () => {
  it.each([
    ['一只橘猫趴在窗台上看雨', ['猫1']],
    ['红色的小汽车和三只白色兔子', ['汽车红', '兔3白']],
    ['一群绵羊', ['羊6']],
    ['两朵荷花，十二个气球', ['荷花2', '气球12']],
    ['蓝色背景上的一双白色运动鞋', ['鞋2白']],
    ['机械键盘和无线蓝牙耳机', ['键盘', '耳机']],
    ['黑猫旁边放着骏马', ['猫黑', '马']],
  ])('finds the things, their numbers and colours in %s', (text, expected) => {
    expect(things(text)).toEqual(expected);
  });

  it.each([
    ['马上出发，花费不多', []],
    ['龙井', ['茶']],
    ['马卡龙色的墙', []],
    ['没有人的街道', ['街道']],
  ])('does not take part of another word for a thing: %s', (text, expected) => {
    expect(things(text)).toEqual(expected);
  });

  it.each([
    ['夏日的星空', { season: 'summer', time: 'night' }],
    ['黄昏，雪天的沙滩上', { time: 'dusk', weather: 'snow', place: 'beach' }],
    ['除夕夜的江南水乡，细雨', { time: 'night', weather: 'rain', place: 'oldtown' }],
    ['温馨的咖啡馆里', { place: 'cafe', moods: ['warm'] }],
    ['城市夜景下的口红', { place: 'city', time: 'night' }],
  ])('reads where and when: %s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('sees who rides and who holds', () => {
    expect(read('宇航员骑着马').riding).toEqual([[0, 1]]);
    expect(read('孩子们提着红灯笼').holding).toEqual([[0, 1]]);
    expect(read('撑伞的机器人').holding).toEqual([[1, 0]]);
  });

  it('answers for any text at all', () => {
    for (const text of [
      '',
      '   ',
      '🙂🙂🙂',
      'hello world',
      '\u0000',
      '一'.repeat(100),
      'ＡＢＣ１２３',
      '〇〇〇',
      '\ud800',
    ]) {
      expect(() => read(text)).not.toThrow();
    }
  });
});
