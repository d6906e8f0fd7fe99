// Draws the visible mark of generated content as a transparent picture to lay over another.
// Must not know what it is laid on.
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

/** The letters' own height as a share of the picture's shorter side. GB 45438-2025 asks for 5 % at least. */
export const markShare = 0.05;

const family = 'TuquanMark';

function useFont(): void {
  if (GlobalFonts.has(family)) return;
  const path = createRequire(import.meta.url).resolve(
    '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  );
  if (!GlobalFonts.registerFromPath(path, family)) throw new Error(`the font ${path} cannot be read`);
}

export interface Mark {
  /** PNG with transparency. */
  readonly png: Buffer;
  readonly width: number;
  readonly height: number;
  /** Height of the letters' ink in pixels. */
  readonly inkHeight: number;
}

/** A mark for a picture whose shorter side has `side` pixels; never wider than `width`. */
export async function drawMark(text: string, side: number, width: number): Promise<Mark> {
  useFont();
  const wanted = Math.ceil(side * markShare);
  const pen = createCanvas(8, 8).getContext('2d');
  const measure = (size: number): { ink: number; ascent: number; advance: number } => {
    pen.font = `${size}px ${family}`;
    const {
      actualBoundingBoxAscent: ascent,
      actualBoundingBoxDescent: descent,
      width: advance,
    } = pen.measureText(text);
    return { ink: ascent + descent, ascent, advance };
  };
  // Ink is lower than the font's size: the size grows until the ink is high enough.
  let size = wanted;
  while (measure(size).ink < wanted && size < wanted * 3) size += 1;
  const { ink, ascent, advance } = measure(size);
  const padding = Math.round(size * 0.35);
  const full = { width: Math.ceil(advance) + 2 * padding, height: Math.ceil(ink) + 2 * padding };
  const canvas = createCanvas(full.width, full.height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgba(0,0,0,0.42)';
  context.beginPath();
  context.roundRect(0, 0, full.width, full.height, padding);
  context.fill();
  context.font = `${size}px ${family}`;
  context.fillStyle = 'rgba(255,255,255,0.92)';
  context.fillText(text, padding, padding + ascent);
  if (full.width > width) throw new RangeError(`the mark "${text}" is wider than the picture; choose fewer words`);
  return { png: await canvas.encode('png'), ...full, inkHeight: ink };
}
