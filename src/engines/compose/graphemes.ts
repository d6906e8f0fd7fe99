// Cleans a brand name and cuts it into what a reader sees as characters. Must not know fonts or measurements.

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });

const joiner = '\u200d';
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;
const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
/** What may hold an emoji sequence together: joiner, variation selector, tags. Outside one they are noise. */
const glue = /[\u200d\ufe0f\u{e0020}-\u{e007f}]/u;
/** Arabic and the Indic scripts need joiners inside words to be spelled right. */
const joinsLetters =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Sinhala}\p{Script=Malayalam}]/u;

/** True when the cluster is meant to be shown as a picture: ☕, 🇨🇳, 1️⃣, ❤️, but not ™, ❤ or 1. */
export function isEmoji(cluster: string): boolean {
  if (/^\p{Emoji_Presentation}/u.test(cluster)) return true;
  return (
    pictograph.test(cluster) &&
    (cluster.includes('\ufe0f') ||
      cluster.includes(joiner) ||
      cluster.includes('\u20e3') ||
      /\p{Emoji_Modifier}/u.test(cluster))
  );
}

function cleanCluster(cluster: string): string {
  if (pictograph.test(cluster)) {
    const kept = [...cluster].filter((ch) => glue.test(ch) || ch.replace(invisible, '') !== '').join('');
    return kept.replace(/^\u200d+|\u200d+$/gu, '');
  }
  if (joinsLetters.test(cluster))
    return cluster.replace(invisible, (ch) => (ch === joiner || ch === '\u200c' ? ch : ''));
  return cluster.replace(invisible, '');
}

/**
 * The visible characters of a text, in order: white space collapsed, control, zero-width and other invisible
 * characters removed, emoji sequences, flags, keycaps and combining marks each in one piece.
 */
export function visibleClusters(text: string): string[] {
  const spaced = text
    .normalize('NFC')
    .replace(/[\s\u3164\u115f\u1160\uffa0]+/gu, ' ')
    .replace(/\p{Cc}+/gu, '');
  const clusters: string[] = [];
  for (const { segment } of segmenter.segment(spaced)) {
    const cluster = cleanCluster(segment);
    if (cluster === '' || (cluster === ' ' && (clusters.length === 0 || clusters.at(-1) === ' '))) continue;
    clusters.push(cluster);
  }
  while (clusters.at(-1) === ' ') clusters.pop();
  return clusters;
}
