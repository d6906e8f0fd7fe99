// The few characters that labels on an explaining picture need, five pixels wide and seven high.
// Must not depend on any font being installed: the picture is the same on every machine.

/** Each row of a glyph is five bits, the leftmost pixel the highest bit. */
const rows: Readonly<Record<string, readonly number[]>> = {
  '0': [14, 17, 19, 21, 25, 17, 14],
  '1': [4, 12, 4, 4, 4, 4, 14],
  '2': [14, 17, 1, 2, 4, 8, 31],
  '3': [31, 2, 4, 2, 1, 17, 14],
  '4': [2, 6, 10, 18, 31, 2, 2],
  '5': [31, 16, 30, 1, 1, 17, 14],
  '6': [6, 8, 16, 30, 17, 17, 14],
  '7': [31, 1, 2, 4, 8, 8, 8],
  '8': [14, 17, 17, 14, 17, 17, 14],
  '9': [14, 17, 17, 15, 1, 2, 12],
  '.': [0, 0, 0, 0, 0, 12, 12],
};

export const glyphWidth = 5;
export const glyphHeight = 7;

/** Calls `dot` for every pixel of a text in a grid of one-pixel units; characters without a glyph are left blank. */
export function eachDot(text: string, dot: (x: number, y: number) => void): void {
  [...text].forEach((character, index) => {
    rows[character]?.forEach((bits, y) => {
      for (let x = 0; x < glyphWidth; x++) if (bits & (16 >> x)) dot(index * (glyphWidth + 1) + x, y);
    });
  });
}
