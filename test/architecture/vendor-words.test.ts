import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.js';

/** Names of vendors, of their headers and of their fields: they belong to the rooms. */
const words = [
  /wechat/i,
  /weixin/i,
  /taobao/i,
  /huawei/i,
  /\bapig\b/i,
  /juhe|jumei/i,
  /vv-?tool/i,
  /errcode|errmsg/i,
  /wxcard/i,
  /\bmchid\b/i,
  /\bopenid\b/i,
  /image_generation_type|combine_image|cut_out|task_state|usage_mode/i,
  /notify_url/i,
  /qpic\.cn/i,
  /product[_-]coupon/i,
];

describe('vendor words', () => {
  it('stand in the rooms only', () => {
    const offenders: string[] = [];
    for (const { path, text, isTest } of sourceFiles()) {
      if (isTest || /^apis\/[^/]+\//.test(path) || path === 'apis/index.ts') continue;
      text.split('\n').forEach((line, index) => {
        const word = words.find((pattern) => pattern.test(line));
        if (word) offenders.push(`src/${path}:${index + 1} says ${String(word)}: ${line.trim()}`);
      });
    }
    expect(offenders).toEqual([]);
  });
});
