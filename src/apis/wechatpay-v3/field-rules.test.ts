import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../kernel/exact-json.js';
import { parseJson } from '../../kernel/exact-json.js';
import { FieldFault, group, type Infer, integer, optional, readBy, text, word } from './field-rules.js';
import { resultCodes } from './result-codes.js';

const inner = group('内层', { amount: integer('金额', { min: 1, max: 99 }) });
const page = text('网页', { max: 40, pattern: /^https?:\/\/[^\s/]+\/.*$/ });
const schema = group(
  '请求包体',
  {
    id: text('编号', { min: 2, max: 4 }),
    colour: optional(text('颜色', { max: 7, pattern: /^#[0-9a-f]{6}$/ })),
    type: word('类型', ['A', 'B']),
  },
  { by: 'type', cases: { A: { inner }, B: {} } },
);
type Body = Infer<(typeof schema)['rule']>;

const good = { id: 'abc', type: 'A', inner: { amount: 5 } };
const read = (value: JsonValue) => readBy(schema, value, 'body');

function fault(value: JsonValue): Pick<FieldFault, 'place' | 'value' | 'message' | 'resultCode'> {
  try {
    read(value);
  } catch (error) {
    if (error instanceof FieldFault) {
      return { place: error.place, value: error.value, message: error.message, resultCode: error.resultCode };
    }
    throw error;
  }
  throw new Error('accepted');
}

it('a pattern is shown as the vendor writes one, its slashes bare', () => {
  expect(() => readBy(group('请求包体', { page }), { page: 'x' }, 'body')).toThrow(
    '字符串必须匹配正则表达式“^https?://[^\\s/]+/.*$”',
  );
});

describe('reading by a schema', () => {
  it('yields the fields that apply, typed by the choice; unknown keys and other blocks are left out', () => {
    const body: Body = read({ ...good, extra: [1], colour: null });
    expect(body).toEqual(good);
    if (body.type === 'A') expect(body.inner.amount).toBe(5);
    expect(read({ id: 'abc', type: 'B', inner: 'not looked at' })).toEqual({ id: 'abc', type: 'B' });
  });

  it.each<[string, JsonValue, string, string | number, number]>([
    [
      'missing',
      { type: 'A' },
      '输入源“/body/id”映射到字段“编号”必填性规则校验失败，此字段为必填项',
      '',
      resultCodes.malformedOrMissing,
    ],
    [
      'null',
      { id: null },
      '输入源“/body/id”映射到字段“编号”必填性规则校验失败，此字段为必填项',
      '',
      resultCodes.malformedOrMissing,
    ],
    [
      'block missing',
      { id: 'abc', type: 'A' },
      '输入源“/body/inner”映射到字段“内层”必填性规则校验失败，此字段为必填项',
      '',
      resultCodes.malformedOrMissing,
    ],
    [
      'too short',
      { id: 'a' },
      '输入源“/body/id”映射到值字段“编号”字符串规则校验失败，字符数 1，小于最小值 2',
      1,
      resultCodes.tooShort,
    ],
    [
      'empty',
      { id: '' },
      '输入源“/body/id”映射到值字段“编号”字符串规则校验失败，字符数 0，小于最小值 2',
      0,
      resultCodes.tooShort,
    ],
    [
      'too long',
      { id: 'abcde' },
      '输入源“/body/id”映射到值字段“编号”字符串规则校验失败，字符数 5，大于最大值 4',
      5,
      resultCodes.tooLong,
    ],
    [
      'pattern',
      { ...good, colour: 'red' },
      '输入源“/body/colour”映射到值字段“颜色”字符串规则校验失败，字符串必须匹配正则表达式“^#[0-9a-f]{6}$”',
      'red',
      resultCodes.fieldRuleBroken,
    ],
    [
      'no string',
      { id: 4 },
      '无法将 JSON 输入源“/body/id”映射到目标字段“编号”中，此字段需要一个 string 类型的 Json 值',
      4,
      resultCodes.malformedOrMissing,
    ],
    [
      'an array for a string',
      { id: ['ab'] },
      '无法将 JSON 输入源“/body/id”映射到目标字段“编号”中，此字段需要一个 string 类型的 Json 值',
      4,
      resultCodes.malformedOrMissing,
    ],
    [
      'unknown word',
      { id: 'abc', type: 'C' },
      '输入源“/body/type”映射到值字段“类型”枚举规则校验失败，取值必须是“A”、“B”之一',
      'C',
      resultCodes.illegalParameter,
    ],
    [
      'no object',
      { ...good, inner: 'x' },
      '无法将 JSON 输入源“/body/inner”映射到目标字段“内层”中，此字段需要一个 object 类型的 Json 值',
      'x',
      resultCodes.malformedOrMissing,
    ],
    [
      'a fraction',
      { ...good, inner: { amount: 0.5 } },
      '无法将 JSON 输入源“/body/inner/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      0.5,
      resultCodes.malformedOrMissing,
    ],
    [
      'a number in quotes',
      { ...good, inner: { amount: '5' } },
      '无法将 JSON 输入源“/body/inner/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      '5',
      resultCodes.malformedOrMissing,
    ],
    [
      'beyond 64 bits',
      { ...good, inner: { amount: 2n ** 63n } },
      '无法将 JSON 输入源“/body/inner/amount”映射到目标字段“金额”中，此字段需要一个合法的 64 位有符号整数',
      '9223372036854775808',
      resultCodes.malformedOrMissing,
    ],
    [
      'too small',
      { ...good, inner: { amount: 0 } },
      '输入源“/body/inner/amount”映射到数值字段“金额”数值规则校验失败，数值 0，小于最小值 1',
      0,
      resultCodes.outOfRange,
    ],
    [
      'too big',
      { ...good, inner: { amount: 2n ** 63n - 1n } },
      '输入源“/body/inner/amount”映射到数值字段“金额”数值规则校验失败，数值 9223372036854775807，大于最大值 99',
      '9223372036854775807',
      resultCodes.outOfRange,
    ],
    [
      'no object at all',
      [],
      '无法将 JSON 输入源“/body”映射到目标字段“请求包体”中，此字段需要一个 object 类型的 Json 值',
      4,
      resultCodes.malformedOrMissing,
    ],
  ])('%s', (_name, value, message, echo, resultCode) => {
    expect(fault(value)).toEqual({ place: 'body', value: echo, message, resultCode });
  });

  it('counts code points, not UTF-16 units', () => {
    expect(read({ ...good, id: '🍜🍜🍜🍜' }).id).toBe('🍜🍜🍜🍜');
    expect(fault({ ...good, id: '🍜' }).value).toBe(1);
    expect(fault({ ...good, id: '🍜🍜🍜🍜🍜' }).value).toBe(5);
  });

  it('takes integers however JSON writes them', () => {
    const body = (number: string) => parseJson(`{"id":"abc","type":"A","inner":{"amount":${number}}}`);
    for (const number of ['5', '5.0', '0.5e1', '50e-1']) expect(read(body(number))).toEqual(good);
  });

  it('names the first broken rule in the order of the schema, and cuts what it echoes', () => {
    expect(fault({ type: 'C', id: '' }).message).toContain('/body/id');
    expect(String(fault({ id: 'abc', type: 'x'.repeat(100_000) }).value)).toHaveLength(256);
  });

  it('does not take members of Object’s prototype for fields or blocks', () => {
    expect(fault(parseJson('{"id":"abc","type":"constructor"}')).resultCode).toBe(resultCodes.illegalParameter);
    expect(fault(parseJson('{"__proto__":{"id":"abc"}}')).message).toContain('必填性');
  });
});
