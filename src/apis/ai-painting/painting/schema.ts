// The rules of the two operations' parameters, as the seller's guide gives them.
// Must not know where parameters come from or what is done with them.
import { isPlainText } from '../../../kernel/plain-text.js';
import { Refused, results } from '../envelope.js';
import type { Parameter, Parameters } from '../parameters.js';

const refuse = (field: string): never => {
  throw new Refused(results.badParameter, field);
};

/** A "varchar": text, or a number as JSON clients send it. Anything else is wrong. Absent is the empty text. */
function varchar(parameters: Parameters, field: string): string {
  const value: Parameter | undefined = parameters.get(field);
  if (value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return refuse(field);
}

/** `1024*1536` → width and height. Written with an asterisk, as the guide does; `x` is another protocol's. */
const sizes: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['1024*1024', [1024, 1024]],
  ['1024*1536', [1024, 1536]],
  ['1536*1024', [1536, 1024]],
]);

export const longestText = 100;

export interface SubmitParameters {
  readonly text: string;
  readonly width: number;
  readonly height: number;
  readonly style: string;
  readonly num: number;
}

/** @param isStyle whether there is a style of this name @throws Refused 400 naming the field */
export function submitParameters(parameters: Parameters, isStyle: (name: string) => boolean): SubmitParameters {
  const text = varchar(parameters, 'text');
  // Counted in code points, so an emoji of one code point is one character (POLICY: the guide says 100个字).
  const length = [...text].length;
  if (length === 0 || length > longestText || !isPlainText(text)) refuse('text');
  const size = sizes.get(varchar(parameters, 'resolution')) ?? refuse('resolution');
  const style = varchar(parameters, 'style');
  if (!isStyle(style)) refuse('style');
  const num = varchar(parameters, 'num');
  if (num !== '' && !/^[1-6]$/.test(num)) refuse('num');
  return { text, width: size[0], height: size[1], style, num: num === '' ? 1 : Number(num) };
}

/** @throws Refused 400 when it is missing, 201 for what can be no id of ours */
export function queryParameters(parameters: Parameters): { readonly taskId: string } {
  const taskId = varchar(parameters, 'taskId');
  if (taskId === '') refuse('taskId');
  if (!/^\d{1,16}$/.test(taskId)) throw new Refused(results.noSuchTask);
  return { taskId };
}
