// A rounded body for art that is a head only, in the manner of a plush toy, so that no head lies on the ground by itself.
// Must not know where it will stand.
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { css, darken, lighten, mix, type Rgb, rgb } from './colour.js';

interface Coat {
  readonly body: string;
  readonly belly: string;
  readonly limbs?: string;
  readonly feet?: string;
  readonly tail?: 'brush' | 'tuft' | 'stub';
}

const coats: Readonly<Record<string, Coat>> = {
  '🦊': { body: '#f58a3c', belly: '#fff1e2', feet: '#7a3f22', tail: 'brush' },
  '🦁': { body: '#f3b04c', belly: '#ffe3b0', feet: '#e79c3a', tail: 'tuft' },
  '🐺': { body: '#8f98a6', belly: '#e4e8ee', feet: '#6d7684', tail: 'brush' },
  '🐻': { body: '#9a6242', belly: '#d9ab84', feet: '#7d4c30', tail: 'stub' },
  '🐻‍❄': { body: '#f2f5f9', belly: '#ffffff', feet: '#dfe6ee', tail: 'stub' },
  '🐼': { body: '#f6f6fa', belly: '#ffffff', limbs: '#3b3552', feet: '#3b3552', tail: 'stub' },
  '🐨': { body: '#a3adb8', belly: '#e6ebf0', feet: '#8a95a1', tail: 'stub' },
  '🦄': { body: '#f4f0fb', belly: '#ffffff', feet: '#c9a4ee', tail: 'brush' },
  '🦝': { body: '#8d939c', belly: '#d9dde3', feet: '#4b4f58', tail: 'brush' },
  '🐹': { body: '#f2b56b', belly: '#fff3e2', feet: '#f4a9a0', tail: 'stub' },
  '🐸': { body: '#6cbf4b', belly: '#e9f5c8', feet: '#57a63a' },
  '🐔': { body: '#f6f4f0', belly: '#ffffff', feet: '#f2a63a' },
  '🫎': { body: '#8a6148', belly: '#b98e70', feet: '#5d4030', tail: 'stub' },
  '🤖': { body: '#c3cbe0', belly: '#8fa0c8', limbs: '#98a4c4', feet: '#6d7aa4' },
  '👽': { body: '#7fca62', belly: '#b5e69c', feet: '#5fae46' },
  '🎅': { body: '#e0343a', belly: '#ffffff', feet: '#3a3038' },
  '🤡': { body: '#ffd24d', belly: '#ff7fa8', feet: '#e0343a' },
};
/** Clothes for heads of people, by the letter of the emoji. */
const clothes: readonly (readonly [string, string])[] = [
  ['#4f8fe0', '#f7d35a'],
  ['#f07f9a', '#fff1f4'],
  ['#5fb88a', '#fdf3d8'],
  ['#e05c6c', '#fff0ec'],
  ['#8a78d8', '#efe9ff'],
];

function coatOf(emoji: string): Coat {
  const found = coats[emoji];
  if (found) return found;
  const [body = '#4f8fe0', belly = '#ffffff'] = clothes[(emoji.codePointAt(0) ?? 0) % clothes.length] ?? [];
  return { body, belly, feet: '#4a4456' };
}

function lump(pen: SKRSContext2D, x: number, y: number, rx: number, ry: number, tone: Rgb, turn = 0): void {
  pen.save();
  pen.translate(x, y);
  pen.rotate(turn);
  pen.scale(rx, ry);
  const ball = pen.createRadialGradient(-0.32, -0.38, 0.08, 0, 0, 1);
  ball.addColorStop(0, css(lighten(tone, 0.3)));
  ball.addColorStop(0.55, css(tone));
  ball.addColorStop(1, css(mix(darken(tone, 0.24), [120, 40, 110], 0.1)));
  pen.fillStyle = ball;
  pen.beginPath();
  pen.arc(0, 0, 1, 0, 7);
  pen.fill();
  pen.restore();
}

/** The head on a body: sitting, arms hanging, feet forward; as wide as the head, about 1.5 times as high. */
export function withBody(head: Canvas, emoji: string): Canvas {
  const w = head.width;
  const h = head.height;
  const coat = coatOf(emoji);
  const body = rgb(coat.body);
  const limbs = rgb(coat.limbs ?? coat.body);
  const feet = rgb(coat.feet ?? coat.body);
  const height = Math.round(h + w * 0.56);
  const canvas = createCanvas(w, height);
  const pen = canvas.getContext('2d');
  const x = w / 2;
  const foot = height - w * 0.06;
  if (coat.tail === 'brush') {
    lump(pen, x + w * 0.36, foot - w * 0.24, w * 0.13, w * 0.25, body, 0.5);
    lump(pen, x + w * 0.42, foot - w * 0.4, w * 0.075, w * 0.1, rgb(coat.belly), 0.4);
  } else if (coat.tail === 'tuft') {
    pen.strokeStyle = css(body);
    pen.lineWidth = w * 0.05;
    pen.lineCap = 'round';
    pen.beginPath();
    pen.moveTo(x + w * 0.2, foot - w * 0.1);
    pen.quadraticCurveTo(x + w * 0.44, foot - w * 0.08, x + w * 0.42, foot - w * 0.36);
    pen.stroke();
    lump(pen, x + w * 0.42, foot - w * 0.4, w * 0.07, w * 0.09, darken(body, 0.35));
  } else if (coat.tail === 'stub') lump(pen, x + w * 0.3, foot - w * 0.12, w * 0.08, w * 0.08, limbs);
  lump(pen, x, foot - w * 0.27, w * 0.29, w * 0.33, body);
  lump(pen, x, foot - w * 0.23, w * 0.19, w * 0.23, rgb(coat.belly));
  for (const side of [-1, 1]) {
    lump(pen, x + side * w * 0.27, foot - w * 0.31, w * 0.085, w * 0.19, limbs, side * -0.42);
    lump(pen, x + side * w * 0.17, foot - w * 0.04, w * 0.135, w * 0.1, feet, side * 0.12);
  }
  // The head's shade on the chest, then the head.
  pen.globalCompositeOperation = 'source-atop';
  const shade = pen.createLinearGradient(0, h - w * 0.1, 0, h + w * 0.14);
  shade.addColorStop(0, 'rgba(40,20,50,.42)');
  shade.addColorStop(1, 'rgba(40,20,50,0)');
  pen.fillStyle = shade;
  pen.fillRect(0, 0, w, height);
  pen.globalCompositeOperation = 'source-over';
  pen.drawImage(head, 0, 0);
  return canvas;
}
