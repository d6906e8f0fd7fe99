// Field schemas as data: what a body, a query or a path may hold, and the vendor's words when it does not.
// Must not know any resource, HTTP status or domain rule. A schema is plain data, so a test suite can walk it and
// generate bodies that keep or break each rule.
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/exact-json.js';
import { resultCodes } from './result-codes.js';

/** A string. Lengths count Unicode code points: the guide says an emoji is one character. */
export interface TextRule {
  readonly kind: 'text';
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly pattern?: RegExp;
}
/** One of a few words. */
export interface WordRule<W extends string = string> {
  readonly kind: 'word';
  readonly title: string;
  readonly words: readonly W[];
}
/** A 64-bit integer on the wire, narrowed to a range that JavaScript counts exactly. */
export interface IntegerRule {
  readonly kind: 'integer';
  readonly title: string;
  readonly min: number;
  readonly max: number;
}
/** An object: its fields, and the block that applies for each word of one of them. Other blocks are not looked at. */
export interface GroupRule<F extends Fields = Fields, C extends Choice | undefined = Choice | undefined> {
  readonly kind: 'group';
  readonly title: string;
  readonly fields: F;
  readonly choice: C;
}
export type Rule = TextRule | WordRule | IntegerRule | GroupRule;

export interface Field<R extends Rule = Rule, Q extends boolean = boolean> {
  readonly rule: R;
  readonly required: Q;
}
export interface Fields {
  readonly [key: string]: Field;
}
/** `cases[value of the field by]` holds the fields that apply. */
export interface Choice {
  readonly by: string;
  readonly cases: Readonly<Record<string, Fields>>;
}

type Flat<T> = { [K in keyof T]: T[K] };
type ValueOfRule<R> =
  R extends WordRule<infer W>
    ? W
    : R extends TextRule
      ? string
      : R extends IntegerRule
        ? number
        : R extends GroupRule<infer F, infer C>
          ? ValueOfGroup<F, C>
          : never;
type ValueOfFields<F> = Flat<
  {
    readonly [K in keyof F as F[K] extends Field<Rule, true> ? K : never]: F[K] extends Field<infer R>
      ? ValueOfRule<R>
      : never;
  } & {
    readonly [K in keyof F as F[K] extends Field<Rule, true> ? never : K]?: F[K] extends Field<infer R>
      ? ValueOfRule<R>
      : never;
  }
>;
type ValueOfGroup<F, C> = C extends Choice
  ? {
      [W in keyof C['cases']]: Flat<
        Omit<ValueOfFields<F>, C['by']> & { readonly [B in C['by']]: W } & ValueOfFields<C['cases'][W]>
      >;
    }[keyof C['cases']]
  : ValueOfFields<F>;

/** What reading by a schema yields. A choice becomes a discriminated union. */
export type Infer<R extends Rule> = ValueOfRule<R>;

export const text = (
  title: string,
  limits: { min?: number; max: number; pattern?: RegExp },
): Field<TextRule, true> => ({
  rule: {
    kind: 'text',
    title,
    min: limits.min ?? 1,
    max: limits.max,
    ...(limits.pattern ? { pattern: limits.pattern } : {}),
  },
  required: true,
});

export const word = <const W extends string>(title: string, words: readonly W[]): Field<WordRule<W>, true> => ({
  rule: { kind: 'word', title, words },
  required: true,
});

export const integer = (title: string, range: { min: number; max?: number }): Field<IntegerRule, true> => ({
  rule: { kind: 'integer', title, min: range.min, max: range.max ?? Number.MAX_SAFE_INTEGER },
  required: true,
});

export const group = <const F extends Fields, const C extends Choice | undefined = undefined>(
  title: string,
  fields: F,
  choice?: C,
): Field<GroupRule<F, C>, true> => ({ rule: { kind: 'group', title, fields, choice: choice as C }, required: true });

export const optional = <R extends Rule>(field: Field<R>): Field<R, false> => ({ rule: field.rule, required: false });

export type FieldPlace = 'body' | 'query' | 'path';

/** One broken rule, in the vendor's words. `value` is what the vendor echoes: the value itself, or a length. */
export class FieldFault extends Error {
  override readonly name = 'FieldFault';
  readonly place: FieldPlace;
  readonly value: string | number;
  readonly resultCode: number;

  constructor(place: FieldPlace, value: string | number, message: string, resultCode: number) {
    super(message);
    this.place = place;
    this.value = value;
    this.resultCode = resultCode;
  }
}

/** Echoed values are cut: an answer must not grow with the mistake. */
const echoed = (value: string): string => (value.length > 256 ? value.slice(0, 256) : value);

/** The vendor answers a number where the value is no string; for what has no number, the parser's type code (POLICY). */
function echoOf(value: JsonValue): string | number {
  if (typeof value === 'string') return echoed(value);
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return value.toString();
  if (value === null) return 0;
  if (typeof value === 'boolean') return value ? 2 : 1;
  return Array.isArray(value) ? 4 : 3;
}

class Walk {
  readonly #place: FieldPlace;

  constructor(place: FieldPlace) {
    this.#place = place;
  }

  group(rule: GroupRule, value: JsonObject, pointer: string): Record<string, unknown> {
    const read: Record<string, unknown> = {};
    this.#fields(rule.fields, value, pointer, read);
    if (rule.choice !== undefined) {
      const block = rule.choice.cases[String(read[rule.choice.by])];
      if (block !== undefined) this.#fields(block, value, pointer, read);
    }
    return read;
  }

  #fields(fields: Fields, from: JsonObject, pointer: string, read: Record<string, unknown>): void {
    for (const key in fields) {
      const field = fields[key];
      if (field === undefined) continue;
      const value = from[key];
      // null means "not set", as on the vendor's rules page.
      if (value === undefined || value === null) {
        if (field.required) throw this.#missing(field.rule, `${pointer}/${key}`);
      } else {
        read[key] = this.#value(field.rule, value, `${pointer}/${key}`);
      }
    }
  }

  #value(rule: Rule, value: JsonValue, pointer: string): unknown {
    switch (rule.kind) {
      case 'text':
        return this.#text(rule, this.#string(rule, value, pointer), pointer);
      case 'word': {
        const text = this.#string(rule, value, pointer);
        if (!rule.words.includes(text)) throw this.#unknownWord(rule, text, pointer);
        return text;
      }
      case 'integer':
        return this.#integer(rule, value, pointer);
      case 'group':
        if (!isJsonObject(value)) throw this.#wrongType(rule, value, pointer, '一个 object 类型的 Json 值');
        return this.group(rule, value, pointer);
    }
  }

  #string(rule: Rule, value: JsonValue, pointer: string): string {
    if (typeof value === 'string') return value;
    throw this.#wrongType(rule, value, pointer, '一个 string 类型的 Json 值');
  }

  #text(rule: TextRule, value: string, pointer: string): string {
    const length = lengthOf(value, rule.max);
    const start = `输入源“${pointer}”映射到值字段“${rule.title}”字符串规则校验失败，`;
    if (length < rule.min)
      throw this.#fault(length, `${start}字符数 ${length}，小于最小值 ${rule.min}`, resultCodes.tooShort);
    if (length > rule.max)
      throw this.#fault(length, `${start}字符数 ${length}，大于最大值 ${rule.max}`, resultCodes.tooLong);
    if (rule.pattern !== undefined && !rule.pattern.test(value)) {
      throw this.#fault(
        echoed(value),
        // JavaScript writes a slash with a backslash before it; the vendor does not.
        `${start}字符串必须匹配正则表达式“${rule.pattern.source.replaceAll('\\/', '/')}”`,
        resultCodes.fieldRuleBroken,
      );
    }
    return value;
  }

  #integer(rule: IntegerRule, value: JsonValue, pointer: string): number {
    const whole = typeof value === 'bigint' ? fitsInt64(value) : typeof value === 'number' && Number.isInteger(value);
    if (!whole) throw this.#wrongType(rule, value, pointer, '一个合法的 64 位有符号整数');
    const start = `输入源“${pointer}”映射到数值字段“${rule.title}”数值规则校验失败，数值 ${value}，`;
    if ((value as number | bigint) < rule.min) {
      throw this.#fault(echoOf(value), `${start}小于最小值 ${rule.min}`, resultCodes.outOfRange);
    }
    if ((value as number | bigint) > rule.max) {
      throw this.#fault(echoOf(value), `${start}大于最大值 ${rule.max}`, resultCodes.outOfRange);
    }
    return Number(value);
  }

  #missing(rule: Rule, pointer: string): FieldFault {
    const message = `输入源“${pointer}”映射到字段“${rule.title}”必填性规则校验失败，此字段为必填项`;
    return this.#fault('', message, resultCodes.malformedOrMissing);
  }

  #wrongType(rule: Rule, value: JsonValue, pointer: string, wanted: string): FieldFault {
    const message = `无法将 JSON 输入源“${pointer}”映射到目标字段“${rule.title}”中，此字段需要${wanted}`;
    return this.#fault(echoOf(value), message, resultCodes.malformedOrMissing);
  }

  /** No captured answer shows the vendor's words for this one: POLICY, in the style of the others. */
  #unknownWord(rule: WordRule, value: string, pointer: string): FieldFault {
    const words = rule.words.map((each) => `“${each}”`).join('、');
    const message = `输入源“${pointer}”映射到值字段“${rule.title}”枚举规则校验失败，取值必须是${words}之一`;
    return this.#fault(echoed(value), message, resultCodes.illegalParameter);
  }

  #fault(value: string | number, message: string, resultCode: number): FieldFault {
    return new FieldFault(this.#place, value, message, resultCode);
  }
}

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** Code points; the exact count is only taken where it can matter. */
function lengthOf(value: string, max: number): number {
  if (value.length <= max && !/[\ud800-\udfff]/.test(value)) return value.length;
  let count = 0;
  for (let at = 0; at < value.length; count += 1) at += (value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/**
 * Reads a value by its schema. Unknown keys and blocks that do not apply are left out.
 * @throws FieldFault for the first broken rule, in the order of the schema
 */
export function readBy<F extends Fields, C extends Choice | undefined>(
  field: Field<GroupRule<F, C>>,
  value: JsonValue,
  place: FieldPlace,
  pointer = `/${place}`,
): ValueOfGroup<F, C> {
  if (!isJsonObject(value)) {
    throw new FieldFault(
      place,
      echoOf(value),
      `无法将 JSON 输入源“${pointer}”映射到目标字段“${field.rule.title}”中，此字段需要一个 object 类型的 Json 值`,
      resultCodes.malformedOrMissing,
    );
  }
  return new Walk(place).group(field.rule, value, pointer) as ValueOfGroup<F, C>;
}
