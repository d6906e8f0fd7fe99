// Smooth noise: the same seed gives the same picture on every machine.
// Must not use Math.random.

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
