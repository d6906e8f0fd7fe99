// Finds, for each visible character, a registered font that really has it. Fonts are opened and registered at first use,
// once per thread, under private family names, so that no system font is ever drawn. Must not lay text out.
import { GlobalFonts } from '@napi-rs/canvas';
import { type Coverage, covers, readCoverage } from './cmap.js';
import { type Face, type FaceName, type FontPiece, lastResort, openFace, standIns } from './font-catalogue.js';
import { isEmoji } from './graphemes.js';

/** A stretch of text that one font draws. */
export interface Run {
  readonly text: string;
  readonly family: string;
  /** CSS font-variation-settings value. */
  readonly variation: string;
  readonly embolden: number;
  /**
   * `rosette`: no font has it, a small ornament is drawn instead.
   * `overlay`: combining marks whose base came from another font; drawn centred over the run before.
   */
  readonly kind: 'glyphs' | 'rosette' | 'overlay';
}

const faces = new Map<FaceName, Face>();
const coverages = new Map<string, Coverage>();
const registered = new Set<string>();

function face(name: FaceName): Face {
  let known = faces.get(name);
  if (!known) {
    known = openFace(name);
    faces.set(name, known);
  }
  return known;
}

function coverageOf(piece: FontPiece): Coverage {
  let known = coverages.get(piece.path);
  if (!known) {
    known = readCoverage(piece.path);
    coverages.set(piece.path, known);
  }
  return known;
}

function register(piece: FontPiece): void {
  if (registered.has(piece.family)) return;
  if (!GlobalFonts.has(piece.family) && !GlobalFonts.registerFromPath(piece.path, piece.family)) {
    throw new Error(`font file cannot be loaded: ${piece.path}`);
  }
  registered.add(piece.family);
}

/** Joiners, selectors and tags steer the shaping; a font need not list them. */
const steering = /\u200c|\u200d|[\ufe0e\ufe0f]|[\u{e0020}-\u{e007f}]/gu;

function pieceWith(name: FaceName, text: string): FontPiece | undefined {
  const codes = [...text.replace(steering, '')].map((ch) => ch.codePointAt(0) ?? 0);
  return face(name).pieces.find(
    (piece) =>
      (!piece.ranges || codes.every((code) => piece.ranges?.some(([first, last]) => code >= first && code <= last))) &&
      codes.every((code) => covers(coverageOf(piece), code)),
  );
}

function runOf(name: FaceName, piece: FontPiece, text: string): Run {
  register(piece);
  const { weight, embolden = 0 } = face(name);
  return { text, family: piece.family, variation: weight ? `"wght" ${weight}` : 'normal', embolden, kind: 'glyphs' };
}

function wholeIn(cluster: string, order: readonly FaceName[]): Run | undefined {
  for (const name of order) {
    const piece = pieceWith(name, cluster);
    if (piece) return runOf(name, piece, cluster);
  }
  return undefined;
}

function runFor(cluster: string, order: readonly FaceName[]): Run[] {
  const smooth = order.filter((name) => name !== lastResort);
  const whole = wholeIn(cluster, smooth);
  if (whole) return [whole];
  const [base = '', ...marks] = [...cluster];
  if (marks.length > 0 && /^\p{M}+$/u.test(marks.join(''))) {
    // The no-break space carries the marks; shaping them on nothing would draw a dotted circle.
    const baseRun = wholeIn(base, smooth);
    const marksRun = wholeIn(`\u00a0${marks.join('')}`, smooth);
    if (baseRun && marksRun) return [baseRun, { ...marksRun, kind: 'overlay' }];
  }
  return [
    wholeIn(cluster, [lastResort]) ?? { text: cluster, family: '', variation: 'normal', embolden: 0, kind: 'rosette' },
  ];
}

const scripts = [
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Latin',
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Thai',
  'Devanagari',
].map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));

/** Han fonts list a few combining marks but cannot stack or place them; the Latin face can. */
const placesMarks = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}].*\p{M}/u;

/** Which script a cluster belongs to; -1 for digits, punctuation and everything else that goes with any script. */
const scriptOf = (cluster: string): number => scripts.findIndex((script) => script.test(cluster));

/**
 * The runs that draw `clusters` in `wanted`, with stand-ins for what it lacks. Neighbours in one font are joined, so that
 * kerning, ligatures and joined scripts work; but not across scripts, because the canvas measures the ink of only one
 * script in a text.
 * @throws Error when a font package is missing or its file is damaged
 */
export function runsFor(clusters: readonly string[], wanted: FaceName): Run[] {
  const order: readonly FaceName[] = [wanted, ...standIns.filter((name) => name !== wanted)];
  const emojiFirst: readonly FaceName[] = ['emoji', ...order.filter((name) => name !== 'emoji')];
  const latinFirst: readonly FaceName[] = ['latin', ...order.filter((name) => name !== 'latin')];
  const runs: Run[] = [];
  let script = -1;
  for (const cluster of clusters) {
    const own = scriptOf(cluster);
    const sameScript = own === -1 || script === -1 || own === script;
    if (own !== -1) script = own;
    // A mark with no base of its own would hang over its left neighbour.
    const text = /^\p{M}/u.test(cluster) ? `\u00a0${cluster}` : cluster;
    const fitting = isEmoji(cluster) ? emojiFirst : placesMarks.test(text) ? latinFirst : order;
    for (const run of runFor(text, fitting)) {
      const last = runs.at(-1);
      const joins = sameScript && last && last.kind === 'glyphs' && run.kind === 'glyphs' && last.family === run.family;
      if (joins) runs[runs.length - 1] = { ...last, text: last.text + run.text };
      else runs.push(run);
    }
  }
  return runs;
}
