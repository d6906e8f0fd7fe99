// Bodies generated from the room's own field schemas: valid ones, and every way of breaking one rule of one field.
// Knows rules, not endpoints; what a rule means is decided by the room.
import fc from 'fast-check';
import type { Field, Fields, GroupRule, Rule } from '../../../../src/apis/wechatpay-v3/field-rules.js';

// biome-ignore lint/suspicious/noExplicitAny: bodies are broken on purpose
type Body = any;

const text = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: 'grapheme-ascii', minLength: min, maxLength: max });

function valid(rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.kind) {
    case 'text':
      if (rule.pattern === undefined) return text(rule.min, Math.min(rule.max, 64));
      return fc.stringMatching(rule.pattern).filter((value) => {
        const length = [...value].length;
        return length >= rule.min && length <= rule.max;
      });
    case 'word':
      return fc.constantFrom(...rule.words);
    case 'integer':
      return fc.integer({ min: rule.min, max: Math.min(rule.max, 10_000_000) });
    case 'group':
      return validBody(rule);
  }
}

function members(fields: Fields): fc.Arbitrary<Body> {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, field] of Object.entries(fields)) {
    model[key] = field.required ? valid(field.rule) : fc.option(valid(field.rule), { nil: null });
  }
  return fc.record(model);
}

/** A body that keeps every rule, with unknown keys and rubbish in the blocks that do not apply. */
export function validBody(rule: GroupRule): fc.Arbitrary<Body> {
  const { choice } = rule;
  if (choice === undefined) return members(rule.fields);
  return members(rule.fields).chain((body: Body) => {
    const applies = choice.cases[body[choice.by]] ?? {};
    const others = Object.entries(choice.cases)
      .filter(([word]) => word !== body[choice.by])
      .flatMap(([, fields]) => Object.keys(fields));
    const rubbish = fc.record(
      Object.fromEntries(others.map((key) => [key, fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined })])),
    );
    return fc.tuple(members(applies), rubbish).map(([block, odd]) => ({ x_unknown: [1], ...odd, ...body, ...block }));
  });
}

interface Place {
  readonly path: readonly string[];
  readonly field: Field;
}

/** The fields that apply to a body, with where they are. */
function places(rule: GroupRule, body: Body, path: readonly string[]): Place[] {
  const applies: Fields = {
    ...rule.fields,
    ...(rule.choice === undefined ? {} : (rule.choice.cases[body[rule.choice.by]] ?? {})),
  };
  return Object.entries(applies).flatMap(([key, field]) => {
    const here = { path: [...path, key], field };
    if (field.rule.kind !== 'group') return [here];
    return [here, ...places(field.rule, body[key], here.path)];
  });
}

/** Values that break the rule, with the name of the way. */
function broken({ rule, required }: Field): fc.Arbitrary<{ way: string; value: unknown }> {
  const ways: fc.Arbitrary<{ way: string; value: unknown }>[] = [];
  const add = (way: string, value: fc.Arbitrary<unknown>) => ways.push(value.map((each) => ({ way, value: each })));
  if (required) add('missing', fc.constantFrom(undefined, null));
  switch (rule.kind) {
    case 'text': {
      const { pattern, min, max } = rule;
      add('no string', fc.oneof(fc.integer(), fc.boolean(), fc.constant([]), fc.constant({ a: 1 })));
      if (min > 0) add('too short', text(0, min - 1));
      add(
        'too long',
        fc.integer({ min: max + 1, max: max + 2000 }).map((length) => 'a'.repeat(length)),
      );
      if (pattern !== undefined)
        add(
          'pattern',
          fc.string({ unit: 'grapheme', maxLength: max }).filter((value) => !pattern.test(value)),
        );
      break;
    }
    case 'word':
      add('no string', fc.oneof(fc.integer(), fc.boolean(), fc.constant([])));
      add(
        'unknown word',
        fc.string().filter((value) => !rule.words.includes(value)),
      );
      break;
    case 'integer':
      add('no integer', fc.oneof(fc.constantFrom('1', true, [], {}, 0.5, -1.25, 1e300), fc.string()));
      add('too small', fc.integer({ min: -1_000_000, max: rule.min - 1 }));
      add('too big', fc.constantFrom(rule.max + 1, rule.max * 2 + 2));
      break;
    case 'group':
      add('no object', fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant([])));
  }
  return fc.oneof(...ways);
}

function changed(body: Body, [key, ...rest]: readonly string[], value: unknown): Body {
  if (key === undefined) return value;
  return { ...body, [key]: changed(body[key], rest, value) };
}

export interface BrokenBody {
  readonly body: Body;
  /** JSON pointer of the field that was broken, without `/body`. */
  readonly pointer: string;
  readonly way: string;
}

/** A valid body with one rule of one applicable field broken. */
export function brokenBody(rule: GroupRule): fc.Arbitrary<BrokenBody> {
  return validBody(rule).chain((body: Body) =>
    fc.constantFrom(...places(rule, body, [])).chain(({ path, field }) =>
      broken(field).map(({ way, value }) => ({
        body: changed(body, path, value),
        pointer: `/${path.join('/')}`,
        way,
      })),
    ),
  );
}
