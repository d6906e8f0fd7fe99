// Seeded chance and smooth noise: the same seed gives the same picture on every machine. Must not use Math.random.

/** 32-bit FNV-1a with a final mix, over UTF-16 code units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A stream of numbers in [0, 1) (mulberry32). */
export function chanceFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Smooth noise along a line, -1…1, one bump per unit; four octaves. */
export function lineNoise(random: () => number): (x: number) => number {
  const table = Array.from({ length: 256 }, () => random() * 2 - 1);
  const at = (i: number): number => table[i & 255] ?? 0;
  const octave = (x: number): number => {
    const i = Math.floor(x);
    const f = x - i;
    const s = f * f * (3 - 2 * f);
    return at(i) * (1 - s) + at(i + 1) * s;
  };
  return (x) =>
    (octave(x) + octave(x * 2.03 + 17) * 0.5 + octave(x * 4.1 + 53) * 0.25 + octave(x * 8.3 + 91) * 0.12) / 1.5;
}
