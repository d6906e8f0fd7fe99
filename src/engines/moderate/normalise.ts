// Brings a text to the form the word lists are written in: one width, one case, no look-alikes, nothing between the letters.
// Must not know any word.

/** Letters of other scripts that look like Latin ones. */
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аɑαａ', 'a'],
    ['вьβ', 'b'],
    ['сϲ', 'c'],
    ['ԁ', 'd'],
    ['еєё', 'e'],
    ['ɡ', 'g'],
    ['һн', 'h'],
    ['іїıιӏ', 'i'],
    ['ј', 'j'],
    ['кκ', 'k'],
    ['м', 'm'],
    ['пη', 'n'],
    ['оοσ', 'o'],
    ['рρ', 'p'],
    ['ԛ', 'q'],
    ['ѕ', 's'],
    ['тτ', 't'],
    ['υц', 'u'],
    ['ν', 'v'],
    ['ѡω', 'w'],
    ['хχ', 'x'],
    ['уγ', 'y'],
  ].flatMap(([from = '', to = '']) => [...from].map((letter) => [letter, to])),
);

/** Digits and signs written for letters inside Latin words. */
const inWords: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export interface NormalText {
  /** Letters and digits only, whatever stood between them gone. For words without spaces, such as Chinese ones. */
  readonly compact: string;
  /** Words with single spaces; letters that were spelled out one by one are joined. For words of an alphabet. */
  readonly words: string;
}

const asWord = (token: string): string =>
  /[a-z]/.test(token) ? token.replace(/[013445@$!]/g, (sign) => inWords[sign] ?? sign) : token;

/** Nothing to even out: ASCII, common Chinese characters and punctuation. */
const plainText = /^[\x20-\x7e\u4e00-\u9fff，。、！？；：“”‘’（）《》·…—]*$/;

/** NFKC makes full-width and styled letters plain; marks over letters are dropped after taking letters apart. */
function evenOut(text: string): string {
  if (plainText.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}|\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\x20-\x7e\u4e00-\u9fff]/gu, (letter) => lookAlikes[letter] ?? letter);
}

/** See {@link NormalText.words}; most texts hold no letter of an alphabet, and so no such word. */
function wordsOf(plain: string): string {
  if (!/[a-z]/.test(plain)) return '';
  const joined: string[] = [];
  let single = '';
  for (const token of plain.split(/[^\p{L}\p{N}@$!]+/u)) {
    if (/^[a-z0-9@$!]$/.test(token)) {
      single += token;
      continue;
    }
    if (single !== '') joined.push(single);
    single = '';
    if (token !== '') joined.push(token);
  }
  if (single !== '') joined.push(single);
  return ` ${joined.map(asWord).join(' ')} `;
}

export function normalise(text: string): NormalText {
  const plain = evenOut(text);
  return { compact: plain.replace(/[^\p{L}\p{N}]/gu, ''), words: wordsOf(plain) };
}
