// tuquan compose: coupon header images from JSON files or from options.
// Must not draw; the engine does.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type ComposeSpec,
  compose,
  type LayoutName,
  layoutNames,
  type Offer,
  type OfferScope,
} from '../engines/compose/index.js';
import { describe } from '../kernel/errors.js';
import { findInputs } from './inputs.js';
import { startProgress } from './progress.js';

export interface ComposeOptions {
  brand?: string;
  logo?: string;
  reduce?: string;
  percentOff?: string;
  exchange?: string;
  threshold: string;
  scope: string;
  bundle?: boolean;
  color?: string;
  layout?: string;
  seed: string;
  output?: string;
  json?: boolean;
}

/** `19.9` → 1990. @throws Error for anything that is no amount of whole fen */
export function yuanToFen(text: string, option: string): number {
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) throw new Error(`${option} is "${text}"; expected an amount in yuan such as 20 or 19.90`);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

function offerOf(options: ComposeOptions): Offer {
  const thresholdFen = yuanToFen(options.threshold, '--threshold');
  const given = [options.reduce, options.percentOff, options.exchange].filter((value) => value !== undefined);
  if (given.length !== 1) throw new Error('name one offer: --reduce YUAN, --percent-off PERCENT or --exchange YUAN');
  if (options.reduce !== undefined) {
    return { kind: 'amount-off', thresholdFen, amountFen: yuanToFen(options.reduce, '--reduce') };
  }
  if (options.exchange !== undefined) {
    return { kind: 'exchange', thresholdFen, priceFen: yuanToFen(options.exchange, '--exchange') };
  }
  const percentOff = Number(options.percentOff);
  if (!Number.isInteger(percentOff) || percentOff < 1 || percentOff > 99) {
    throw new Error(`--percent-off is "${options.percentOff}"; expected 1 to 99 (20 = 8折)`);
  }
  return { kind: 'percent-off', thresholdFen, percentOff };
}

function checkWords(scope: string, layout: string | undefined, color: string | undefined): void {
  if (!['all', 'single', 'category'].includes(scope))
    throw new Error(`scope "${scope}"; expected all, single or category`);
  if (layout !== undefined && !layoutNames.some((name) => name === layout)) {
    throw new Error(`layout "${layout}"; expected one of ${layoutNames.join(', ')}`);
  }
  if (color !== undefined && !/^#[0-9a-fA-F]{6}$/.test(color)) throw new Error(`colour "${color}"; expected #rrggbb`);
}

async function specFromOptions(options: ComposeOptions): Promise<ComposeSpec> {
  checkWords(options.scope, options.layout, options.color);
  return {
    offer: offerOf(options),
    scope: options.scope as OfferScope,
    usage: options.bundle ? 'bundle' : 'single',
    brandName: options.brand ?? '',
    ...(options.logo ? { brandLogo: await readFile(options.logo) } : {}),
    ...(options.color ? { backgroundColor: options.color } : {}),
    ...(options.layout ? { layout: options.layout as LayoutName } : {}),
    seed: options.seed,
  };
}

/** Reads a coupon file: the fields of ComposeSpec, with `logo` naming a file beside it. */
async function specFromFile(path: string): Promise<ComposeSpec> {
  const { logo, ...rest } = JSON.parse(await readFile(path, 'utf8')) as Partial<ComposeSpec> & { logo?: string };
  if (typeof rest.offer !== 'object' || rest.offer === null) throw new Error('the file names no "offer"');
  const defaults = { scope: 'all', usage: 'single', brandName: '', seed: basename(path) } as const;
  const spec: ComposeSpec = { ...defaults, ...rest, offer: rest.offer };
  checkWords(spec.scope, spec.layout, spec.backgroundColor);
  return { ...spec, ...(logo ? { brandLogo: await readFile(join(dirname(path), logo)) } : {}) };
}

export async function composeCommand(paths: readonly string[], options: ComposeOptions): Promise<void> {
  const jobs =
    paths.length === 0
      ? [
          {
            name: options.output ?? 'coupon.png',
            load: () => specFromOptions(options),
            output: options.output ?? 'coupon.png',
          },
        ]
      : (await findInputs(paths, ['.json'])).map(({ path, below }) => ({
          name: path,
          load: () => specFromFile(path),
          output: join(
            options.output ?? dirname(path),
            `${(options.output ? below : basename(path)).replace(/\.json$/i, '')}.png`,
          ),
        }));
  const progress = startProgress(jobs.length, { json: options.json === true, verb: 'composing' });
  for (const { name, load, output } of jobs) {
    try {
      const { png, ...facts } = await compose(await load());
      await mkdir(dirname(output), { recursive: true });
      await writeFile(output, png);
      progress.done(name, true, { output, ...facts });
    } catch (error) {
      progress.done(name, false, { error: describe(error) });
    }
  }
  process.exitCode = progress.finish();
}
