// The title rule of a library: at most 50 characters, unique within a category, `a`, `a(1)`, `a(2)` …
// Must not look titles up; whoever knows which are taken asks for the next candidates.

/** Code points of a title: a Chinese character counts as one, like a Latin one. */
export const longestTitle = 50;

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * A title as it will be stored before uniqueness: trimmed, control characters and lone surrogates replaced, cut to 50 code points.
 * Never cuts a character in two. Titles are shown, never used as file names: everything else stays as it is.
 */
export function cleanTitle(text: string): string {
  const plain = text.replace(loneSurrogate, '\ufffd').replace(control, ' ').trim();
  return [...plain].slice(0, longestTitle).join('').trimEnd();
}

/** A file name without its last extension; the whole name when nothing else is left. */
export function stemOf(fileName: string): string {
  const at = fileName.lastIndexOf('.');
  return at > 0 ? fileName.slice(0, at) : fileName;
}

/** The stem shortened so that stem and suffix together stay within the limit. */
function withNumber(stem: string, number: bigint): string {
  const suffix = `(${number})`;
  return `${[...stem].slice(0, longestTitle - suffix.length).join('')}${suffix}`;
}

/**
 * The titles to try in turn: the wished one, then numbers counted up from the one it ends in, or from 1.
 * Endless; the caller stops at the first that is free.
 */
export function* titleCandidates(wished: string): Generator<string, never> {
  yield wished;
  const [, stem = wished, digits = '0'] = /^(.*)\(([0-9]{1,18})\)$/su.exec(wished) ?? [];
  for (let number = BigInt(digits) + 1n; ; number += 1n) yield withNumber(stem, number);
}
