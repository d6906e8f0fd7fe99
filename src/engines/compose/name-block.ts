// Sets a brand name of any length into a box: one line if it stays large enough, else two lines cut where it hurts least.
// Must not know where the box is or what colour it has.
import type { FaceName } from './font-catalogue.js';
import { visibleClusters } from './graphemes.js';
import { fitSize, type Line, setLine } from './typeset.js';

export interface NameBlock {
  readonly lines: readonly Line[];
  /** Font size in pixels. */
  readonly size: number;
  /** Distance between baselines in pixels. */
  readonly leading: number;
  /** Ink extents in pixels. */
  readonly width: number;
  readonly height: number;
}

const closing = /^[\p{Pe}\p{Pf}\p{Po}\p{M}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;
const wordLetter = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hangul}\p{Script=Arabic}\p{Nd}]/u;

/** How bad a break before `clusters[at]` is, as a factor on the line's width. */
function breakCost(clusters: readonly string[], at: number): number {
  const before = clusters[at - 1] ?? '';
  const after = clusters[at] ?? '';
  if (before === ' ' || after === ' ') return 1;
  if (closing.test(after)) return 1.6;
  if (wordLetter.test(before) && wordLetter.test(after)) return 1.5;
  return 1.08;
}

function twoLines(clusters: readonly string[], face: FaceName): readonly Line[] {
  let best: { readonly lines: readonly Line[]; readonly cost: number } | undefined;
  for (let at = 1; at < clusters.length; at++) {
    const lines = [clusters.slice(0, at), clusters.slice(at)].map((part) => setLine([{ text: part.join(''), face }]));
    const cost = Math.max(...lines.map((line) => line.right - line.left)) * breakCost(clusters, at);
    if (!best || cost < best.cost) best = { lines, cost };
  }
  return best?.lines ?? [];
}

/**
 * @param max largest font size in pixels
 * @returns undefined when the name has no visible character
 */
export function setName(
  name: string,
  face: FaceName,
  width: number,
  height: number,
  max: number,
): NameBlock | undefined {
  const clusters = visibleClusters(name);
  if (clusters.length === 0) return undefined;
  const one = setLine([{ text: clusters.join(''), face }]);
  const oneSize = fitSize(one, width, height, max);
  if (oneSize >= max * 0.72 || clusters.length < 4) return blockOf([one], oneSize);
  const lines = twoLines(clusters, face);
  const gap = 0.24;
  const tall = lines.reduce((sum, line) => sum + line.ascent + line.descent, gap);
  const size = Math.min(height / tall, ...lines.map((line) => fitSize(line, width, height, max)));
  return size > oneSize * 1.02 ? blockOf(lines, size, gap) : blockOf([one], oneSize);
}

function blockOf(lines: readonly Line[], size: number, gap = 0): NameBlock {
  const [first, second] = lines;
  const leading = first && second ? (first.descent + gap + second.ascent) * size : 0;
  return {
    lines,
    size,
    leading,
    width: Math.max(...lines.map((line) => (line.right - line.left) * size)),
    height: ((first?.ascent ?? 0) + (lines.at(-1)?.descent ?? 0)) * size + leading,
  };
}
