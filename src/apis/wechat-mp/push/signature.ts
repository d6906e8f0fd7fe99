// The signature of everything that is pushed to a message server: SHA-1 over the sorted parts, without a separator.
// Must not know what is pushed. developers.weixin.qq.com/doc/offiaccount, 接入概述 and 消息加解密说明.
import { createHash } from 'node:crypto';

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Lower-case hexadecimal SHA-1 of the parts, sorted by code unit and joined. Empty parts vanish. */
export const sortedSha1 = (parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort(byCodeUnit).join(''))
    .digest('hex');
