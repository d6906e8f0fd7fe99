// What an image call may hold: sizes, and the grammar of `ratios`. developers.weixin.qq.com/doc/service/api/openpoc/image.
// Must not read requests.
import { failures, Refused } from '../envelope.js';

/** "小于2M": the image part must be smaller than this (POLICY: 2,097,152 and not 2,000,000). */
export const imageLimit = 2 * 1024 * 1024;
/** The whole request: the image and room for the form around it. */
export const requestLimit = imageLimit + 64 * 1024;
const mostRatios = 5;
const widest = 100;

/**
 * `1,2.35` → [1, 2.35]; absent → []. Blanks around items and one comma at the end are let pass.
 * @throws Refused 40097 for more than five, for anything that is no positive decimal, and outside 0.01–100
 */
export function ratiosOf(text: string | null): number[] {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return [];
  const items = trimmed.replace(/,$/, '').split(',');
  if (items.length > mostRatios) throw new Refused(failures.invalidArguments);
  return items.map((item) => {
    const digits = item.trim();
    const ratio = Number(digits);
    if (!/^[0-9]+(\.[0-9]+)?$/.test(digits) || ratio < 1 / widest || ratio > widest) {
      throw new Refused(failures.invalidArguments);
    }
    return ratio;
  });
}
