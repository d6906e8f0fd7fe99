// Code 128 (ISO/IEC 15417): text → widths of bars and gaps. Digits are packed two to a symbol.
// Must not draw; pages and pictures do that.

/** Widths in modules: bar, gap, bar, gap … beginning and ending with a bar. */
export type Bars = readonly number[];

// Table 1 of the standard: each symbol is three bars and three gaps of 11 modules together; the last one is the stop.
const patterns = (
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211' +
  '221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113' +
  '132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121' +
  '312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211' +
  '221114413111241112134111111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141' +
  '114113114311411113411311113141114131311141411131211412211214211232'
).match(/.{6}/g) as string[];
const stop = [2, 3, 3, 1, 1, 1, 2];
const startB = 104;
const startC = 105;
const codeB = 100;
const codeC = 99;

/**
 * The bars of a text of printable ASCII characters.
 * @throws RangeError for an empty text, one over 80 characters, or other characters
 */
export function code128(text: string): Bars {
  if (!/^[\x20-\x7e]{1,80}$/.test(text)) throw new RangeError('a bar code holds 1 to 80 printable ASCII characters');
  const symbols: number[] = [];
  let at = 0;
  let inPairs = false;
  while (at < text.length) {
    const digits = /^[0-9]*/.exec(text.slice(at))?.[0].length ?? 0;
    // Changing to pairs pays from four digits on (six in the middle of a text): annex E of the standard.
    const pays = digits >= (at === 0 || at + digits === text.length ? 4 : 6);
    if (symbols.length === 0) {
      inPairs = digits >= 2 && (pays || digits === text.length) && (digits % 2 === 0 || digits > 4);
      symbols.push(inPairs ? startC : startB);
    } else if (!inPairs && pays && digits % 2 === 0) {
      symbols.push(codeC);
      inPairs = true;
    } else if (inPairs && digits < 2) {
      symbols.push(codeB);
      inPairs = false;
    }
    if (inPairs) {
      symbols.push(Number(text.slice(at, at + 2)));
      at += 2;
    } else {
      symbols.push(text.charCodeAt(at) - 32);
      at += 1;
    }
  }
  const check = symbols.reduce((sum, symbol, index) => sum + symbol * Math.max(1, index), 0) % 103;
  return [...[...symbols, check].flatMap((symbol) => [...(patterns[symbol] ?? '')].map(Number)), ...stop];
}
