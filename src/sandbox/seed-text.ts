// Reads YAML with the place of every value at hand, so that what is wrong is said with file, line and column.
// Must not know what a seed means.
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

/** A mistake in a seed: where it stands, what it is, what to write instead. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}

export interface SeedText {
  readonly file: string;
  readonly lines: LineCounter;
}

/** A value of the seed, asked for what it should be. */
export class SeedValue {
  readonly #text: SeedText;
  readonly #node: Node | null;
  /** Where it stands in the seed, e.g. `cards[2].stock`. */
  readonly path: string;
  /** Stands in for the place of a value that is missing. */
  readonly #near: Node | null;

  constructor(text: SeedText, node: Node | null, path: string, near: Node | null = null) {
    this.#text = text;
    this.#node = node;
    this.path = path;
    this.#near = near;
  }

  get given(): boolean {
    return this.#node !== null && !(isScalar(this.#node) && this.#node.value === null);
  }

  /** @throws SeedError at this value's place */
  fail(expected: string): never {
    const offset = (this.#node ?? this.#near)?.range?.[0] ?? 0;
    const { line, col } = this.#text.lines.linePos(offset);
    const shown = isScalar(this.#node) ? ` is ${JSON.stringify(this.#node.value)}` : this.given ? '' : ' is missing';
    throw new SeedError(`${this.#text.file}:${line}:${col}: ${this.path || 'the seed'}${shown}; ${expected}`);
  }

  /** The members of a mapping. @throws SeedError for any other value, or a member that is not among `known` */
  members<K extends string>(known: readonly K[]): Readonly<Record<K, SeedValue>> {
    const at = (key: string): string => (this.path === '' ? key : `${this.path}.${key}`);
    if (!isMap(this.#node)) return this.fail(`expected members: ${known.join(', ')}`);
    const map = this.#node as YAMLMap<Node, Node | null>;
    for (const { key } of map.items) {
      const name = isScalar(key) ? String(key.value) : '';
      if (!(known as readonly string[]).includes(name)) {
        new SeedValue(this.#text, key, at(name)).fail(`is no member here; there are ${known.join(', ')}`);
      }
    }
    const found = known.map((key) => [key, new SeedValue(this.#text, map.get(key, true) ?? null, at(key), map)]);
    return Object.fromEntries(found) as Record<K, SeedValue>;
  }

  /** The entries of a list; none when it is not given. */
  entries(): SeedValue[] {
    if (!this.given) return [];
    if (!isSeq(this.#node)) return this.fail('expected a list, each entry after "- "');
    return this.#node.items.map((item, index) => new SeedValue(this.#text, item as Node, `${this.path}[${index}]`));
  }

  #plain(): unknown {
    return isScalar(this.#node) ? this.#node.value : undefined;
  }

  text(fallback?: string): string {
    if (!this.given && fallback !== undefined) return fallback;
    const value = this.#plain();
    if (typeof value === 'number' || typeof value === 'boolean') {
      return this.fail('expected a text; put it in quotation marks');
    }
    return typeof value === 'string' && value !== '' ? value : this.fail('expected a text');
  }

  oneOf<T extends string>(allowed: readonly T[], fallback?: T): T {
    const value = this.text(fallback);
    return allowed.find((each) => each === value) ?? this.fail(`expected one of ${allowed.join(', ')}`);
  }

  whole(from: number, to: number, fallback?: number): number {
    if (!this.given && fallback !== undefined) return fallback;
    const value = this.#plain();
    if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
    return this.fail(`expected a whole number from ${from} to ${to}`);
  }

  /** Yuan as written, e.g. 9.9 → fen. */
  fen(fallback?: number): number {
    if (!this.given && fallback !== undefined) return fallback;
    const value = this.#plain();
    const fen = typeof value === 'number' ? Math.round(value * 100) : Number.NaN;
    if (fen >= 0 && fen <= 100_000_000 && Math.abs(fen / 100 - (value as number)) < 1e-9) return fen;
    return this.fail('expected an amount in yuan with at most two decimals, e.g. 20 or 9.9');
  }

  truth(fallback: boolean): boolean {
    if (!this.given) return fallback;
    const value = this.#plain();
    return typeof value === 'boolean' ? value : this.fail('expected true or false');
  }

  /** ms, UTC, of a date or a time; without a zone Beijing's. */
  time(endOfDay: boolean): number {
    const text = this.text();
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const time = Date.parse(day ? `${text}T${endOfDay ? '23:59:59.000' : '00:00:00.000'}+08:00` : text);
    return Number.isNaN(time) ? this.fail('expected a date such as "2026-12-31", in quotation marks') : time;
  }
}

/** @throws SeedError for text that is no YAML */
export function readSeedText(file: string, text: string): SeedValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const first = document.errors[0] ?? document.warnings[0];
  if (first !== undefined) {
    const { line, col } = lines.linePos(first.pos[0]);
    throw new SeedError(`${file}:${line}:${col}: ${first.message}; see samples/seed.yaml for a whole example`);
  }
  return new SeedValue({ file, lines }, document.contents, '');
}
