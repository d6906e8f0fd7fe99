// Settings of derived pictures, read from the environment and checked once.
// Must not be read anywhere else.
import { availableParallelism } from 'node:os';

export interface RenditionSettings {
  /** Bytes of derived pictures kept on disk. TUQUAN_RENDITIONS_MEGABYTES */
  readonly cacheBytes: number;
  /** Derived pictures made at the same time. TUQUAN_RENDITIONS_AT_ONCE */
  readonly atOnce: number;
  /** How many more may wait; the next one is refused. TUQUAN_RENDITIONS_WAITING */
  readonly waiting: number;
  /** The sizes that are served, e.g. `200x200`; null = every size. TUQUAN_RENDITIONS_SIZES */
  readonly sizes: ReadonlySet<string> | null;
  /** Whether clients that name better formats are sent them. TUQUAN_RENDITIONS_NEGOTIATE */
  readonly negotiate: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const fault = (key: string, text: string, expected: string): Error =>
  new Error(`${key} is "${text}", expected ${expected}. See docs/renditions.md.`);

function whole(environment: Environment, key: string, fallback: number, from: number, to: number): number {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= from && value <= to)) throw fault(key, text, `a whole number from ${from} to ${to}`);
  return value;
}

function sizeList(environment: Environment): ReadonlySet<string> | null {
  const key = 'TUQUAN_RENDITIONS_SIZES';
  const text = environment[key];
  if (text === undefined || text === '') return null;
  const sizes = text.split(',').map((part) => part.trim());
  if (!sizes.every((size) => /^[1-9]\d{0,4}x[1-9]\d{0,4}$/.test(size))) throw fault(key, text, 'e.g. 90x90,200x200');
  return new Set(sizes);
}

/** @throws Error naming key, value and what was expected */
export function readRenditionSettings(environment: Environment): RenditionSettings {
  const negotiate = environment.TUQUAN_RENDITIONS_NEGOTIATE || '1';
  if (negotiate !== '0' && negotiate !== '1') throw fault('TUQUAN_RENDITIONS_NEGOTIATE', negotiate, '1 or 0');
  return {
    cacheBytes: whole(environment, 'TUQUAN_RENDITIONS_MEGABYTES', 1_024, 0, 100_000_000) * 1024 * 1024,
    atOnce: whole(environment, 'TUQUAN_RENDITIONS_AT_ONCE', availableParallelism(), 1, 64),
    waiting: whole(environment, 'TUQUAN_RENDITIONS_WAITING', 64, 0, 10_000),
    sizes: sizeList(environment),
    negotiate: negotiate === '1',
  };
}
