// How many of a thing the text asks for, read from the words before and after it. Must not know what the thing is.

const digits: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  几: 3,
  数: 3,
  仨: 3,
  半: 1,
};
/** Words for a number by themselves, before the thing. */
const vague: readonly (readonly [RegExp, number])[] = [
  [/(一大群|成群结队的?|大批|漫天的?|满天的?|遍地的?|满地的?|无数的?|数不清的?|铺天盖地的?)[^，。,.、]{0,4}$/, 9],
  [/(一群|成群的?|一大堆|许多|很多|好多|众多|大量的?|一窝|满树的?|满满的?|一片片|诸多)[^，。,.、]{0,4}$/, 6],
  [/(一堆|一串串|一排|一些|一篮|一筐|一束|多只|多个|各种|各式|一盘|一袋|一桌)[^，。,.、]{0,4}$/, 5],
  [/(一串|一列列)[^，。,.、]{0,3}$/, 3],
  [/(一对|一双|成双的?|成对的?|双)[^，。,.、]{0,6}$/, 2],
];
const classifiers =
  '只个頭头条匹朵棵株颗粒枝支瓶盒杯碗盘盆份块片张把座艘辆架台部串群排堆篮筐袋箱套件顶幅位名尊轮弯盏根尾口匹羽面栋幢间朵款枚捧壶罐听滴道本册封扇门挂挺具辆节列叶';
const counted = new RegExp(
  `(\\d{1,3}|[一二两三四五六七八九十几数俩仨半]{1,3})\\s*[多余]?[${classifiers}][^，。,.、；;！!？?\\d一二两三四五六七八九十]{0,8}$`,
);

function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const ten = text.indexOf('十');
  if (ten >= 0) {
    const tens = ten === 0 ? 1 : (digits[text[0] ?? ''] ?? 1);
    return tens * 10 + (digits[text[ten + 1] ?? ''] ?? 0);
  }
  return digits[text[0] ?? ''] ?? 1;
}

/** The most of one thing a picture shows. */
export const mostOfOne = 12;

/**
 * The number said for the thing that stands between `before` and `after`, null when none is said. Pairs and groups are numbers
 * too: 一双 2, 一群 6. At most {@link mostOfOne}.
 * @param before text from the last thing named to this one
 * @param after text right behind this one
 */
export function countOf(before: string, after: string): number | null {
  const clause = before.split(/[，。,.、；;！!？?]/).at(-1) ?? '';
  for (const [pattern, count] of vague) if (pattern.test(clause)) return count;
  const match = counted.exec(clause);
  if (match) return Math.max(1, Math.min(mostOfOne, numberOf(match[1] ?? '')));
  if (/^(们|一家|群|家族|大军)/.test(after)) return 4;
  if (/^(和|与).{0,2}(宝宝|幼崽)/.test(after)) return 2;
  return null;
}
