// Says whether a text may be painted, by word lists: a public one filtered by categories, our own, and the operator's.
// Must not log or keep texts, and must not ask anybody.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { categories, dropped, harmless } from './categories.js';
import { normalise } from './normalise.js';

// Its CommonJS half: the other one imports without file endings, which Node does not resolve.
const { Mint } = createRequire(import.meta.url)('mint-filter') as typeof import('mint-filter');

export interface TextRules {
  /** Further refused words. */
  readonly words: readonly string[];
  /** Further wording that is let pass. */
  readonly allow: readonly string[];
}

export interface TextFilter {
  /** The rule that refuses the text, e.g. `sexual`; null when none does. Microseconds for a hundred characters. */
  refusal(text: string): string | null;
}

function publicWords(): string[] {
  const path = createRequire(import.meta.url).resolve('sensitive-word-filter/keywords');
  return readFileSync(path, 'utf8').split('\n');
}

/** Which category each word belongs to. Ours come last and win. */
function dictionary(): Map<string, string> {
  const words = new Map<string, string>();
  for (const line of publicWords()) {
    const entry = line.trim();
    // Judged as it stands first: most of the list is claimed by nobody, and evening out costs more than that.
    if (dropped.has(entry) || !categories.some(({ claims }) => claims.test(entry))) continue;
    const { compact } = normalise(entry);
    // Entries of an alphabet alone would match inside longer words; ours are matched as whole words instead.
    if ([...compact].length < 2 || !/[\u3400-\u9fff]/.test(compact) || dropped.has(compact)) continue;
    const category = categories.find(({ claims }) => claims.test(compact));
    if (category !== undefined) words.set(compact, category.name);
  }
  for (const { name, own } of categories) for (const word of own) words.set(normalise(word).compact, name);
  return words;
}

type TrieNode = InstanceType<typeof Mint>['root'];

/**
 * mint-filter 4.0.3 looks at the node it stands on and not along its failure links, so it misses a word that ends inside a
 * longer one that does not match to its end. Aho and Corasick (1975), algorithm 3, joins the outputs; this does it here.
 */
function completeOutputs(root: TrieNode): void {
  const queue = [root];
  for (const node of queue) {
    if (node.fail?.word) node.word = true;
    queue.push(...Object.values(node.children));
  }
}

/** Whether any word is in the text. The library's own walk gathers every character on its way, for the few texts that hold one. */
function holdsWord(root: TrieNode, text: string): boolean {
  let node = root;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    while (node.fail && !node.children[letter]) node = node.fail;
    node = node.children[letter] ?? root;
    if (node.word) return true;
  }
  return false;
}

/** Builds the filter: some 4,000 words, a tenth of a second and more. */
export function createTextFilter(rules: TextRules = { words: [], allow: [] }): TextFilter {
  const words = dictionary();
  for (const word of rules.words) {
    const { compact } = normalise(word);
    if (compact !== '') words.set(compact, 'operator');
  }
  const engine = new Mint([...words.keys()]);
  completeOutputs(engine.root);
  const allowed = rules.allow.map((text) => normalise(text).compact).filter(Boolean);

  return {
    refusal: (text) => {
      const normal = normalise(text);
      if (/[a-z]/.test(normal.words)) {
        for (const { name, words: pattern } of categories) if (pattern?.test(normal.words)) return name;
      }
      // Nearly every text holds no word at all; harmless wording is looked for only when there is something to excuse.
      if (!holdsWord(engine.root, normal.compact)) return null;
      let rest = normal.compact;
      for (const wording of allowed) rest = rest.replaceAll(wording, '\u0001');
      for (const wording of harmless) rest = rest.replace(wording, '\u0001');
      const [found] = engine.filter(rest, { replace: false }).words;
      if (found === undefined) return null;
      return words.get(found) ?? [...words].find(([word]) => found.endsWith(word))?.[1] ?? 'list';
    },
  };
}
