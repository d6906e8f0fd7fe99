// The canvas of a scene with its two companion planes, depth and subject coverage, painted layer by layer from far to near.
// Must not know what a layer shows.
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { css } from './colour.js';

export type Pen = SKRSContext2D;

/**
 * Canvases that no picture uses at the moment. The memory of a canvas lies outside the heap and is given back late; taking the
 * same ones again keeps a thread small.
 */
const idle: Pen[] = [];
const mostIdle = 8;

function takePen(width: number, height: number): Pen {
  const pen = idle.pop() ?? createCanvas(width, height).getContext('2d');
  sizePen(pen, width, height);
  return pen;
}

function sizePen(pen: Pen, width: number, height: number): void {
  const canvas = pen.canvas as Canvas;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  pen.reset();
  pen.clearRect(0, 0, width, height);
}

/** How much smaller soft things are painted before they are blurred and enlarged. */
const softly = 4;

export class Picture {
  readonly colour: Pen;
  /** Red is depth, green the coverage of subjects. */
  readonly #planes: Pen;
  readonly #layer: Pen;
  readonly #scratch = new Map<string, Pen>();
  /** One thousandth of the short side: lengths are given in it so that sizes do not matter. */
  readonly unit: number;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.unit = Math.min(width, height) / 1000;
    this.colour = takePen(width, height);
    this.#planes = takePen(width, height);
    this.#layer = takePen(width, height);
    this.#planes.fillStyle = '#f00';
    this.#planes.fillRect(0, 0, width, height);
  }

  /** An empty canvas of that size for one step of work; the same name gives the same canvas again. */
  scratch(name: string, width: number, height: number): Pen {
    const pen = this.#scratch.get(name) ?? takePen(width, height);
    this.#scratch.set(name, pen);
    sizePen(pen, Math.max(1, Math.round(width)), Math.max(1, Math.round(height)));
    return pen;
  }

  /** Like {@link glow}, with everything blurred by `radius` pixels; painted small, since nothing fine is left anyway. */
  soft(radius: number, draw: (pen: Pen) => void, blend: Pen['globalCompositeOperation'] = 'source-over'): void {
    const small = this.scratch('soft', this.width / softly, this.height / softly);
    small.scale(1 / softly, 1 / softly);
    draw(small);
    const pen = this.colour;
    pen.save();
    pen.globalCompositeOperation = blend;
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = 'medium';
    const blurred = this.scratch('blurred', this.width / softly, this.height / softly);
    blurred.filter = `blur(${Math.max(1, Math.round(radius / softly))}px)`;
    blurred.drawImage(small.canvas, 0, 0);
    blurred.filter = 'none';
    pen.drawImage(blurred.canvas, 0, 0, this.width, this.height);
    pen.restore();
  }

  /** The whole picture so far, to mirror or blur. */
  get canvas(): Canvas {
    return this.colour.canvas as Canvas;
  }

  /** Light and air: changes colours, but neither depth nor what is covered. */
  glow(draw: (pen: Pen) => void): void {
    this.colour.save();
    draw(this.colour);
    this.colour.restore();
  }

  /**
   * Things at a depth (0 near – 255 far, or from one depth at `top` to another at the lower edge). A subject marks its
   * coverage; anything else hides what is behind it.
   */
  layer(
    depth: number | { readonly top: number; readonly far: number; readonly near: number },
    draw: (pen: Pen) => void,
    isSubject = false,
  ): void {
    const pen = this.#layer;
    const { width, height } = this;
    pen.clearRect(0, 0, width, height);
    pen.save();
    draw(pen);
    pen.restore();
    this.colour.drawImage(pen.canvas, 0, 0);
    pen.save();
    pen.globalCompositeOperation = 'source-in';
    const green = isSubject ? 255 : 0;
    if (typeof depth === 'number') pen.fillStyle = css([depth, green, 0]);
    else pen.fillStyle = ramp(pen, 0, depth.top, 0, height, [css([depth.far, green, 0]), css([depth.near, green, 0])]);
    pen.fillRect(0, 0, width, height);
    pen.restore();
    this.#planes.drawImage(pen.canvas, 0, 0);
    this.#settle();
  }

  /**
   * The canvas keeps what is drawn as a list of orders, each with its own copy of the image drawn, until somebody reads a pixel.
   * Reading one after every layer keeps that list, and hundreds of megabytes, from growing.
   */
  #settle(): void {
    this.colour.getImageData(0, 0, 1, 1);
    this.#planes.getImageData(0, 0, 1, 1);
  }

  /** The finished planes. The picture cannot be used afterwards. */
  planes(): { rgba: Uint8ClampedArray; depth: Uint8Array; subject: Uint8Array } {
    const { width, height } = this;
    const size = width * height;
    const both = this.#planes.getImageData(0, 0, width, height).data;
    const depth = new Uint8Array(size);
    const subject = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      depth[i] = both[i * 4] ?? 0;
      subject[i] = both[i * 4 + 1] ?? 0;
    }
    const rgba = this.colour.getImageData(0, 0, width, height).data as unknown as Uint8ClampedArray;
    for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
    idle.push(this.colour, this.#planes, this.#layer, ...this.#scratch.values());
    idle.splice(mostIdle);
    return { rgba, depth, subject };
  }
}

/** A linear gradient from (x0, y0) to (x1, y1) through evenly spaced colours. */
export function ramp(
  pen: Pen,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  stops: readonly string[],
): ReturnType<Pen['createLinearGradient']> {
  const gradient = pen.createLinearGradient(x0, y0, x1, y1);
  stops.forEach((stop, i) => {
    gradient.addColorStop(stops.length === 1 ? 0 : i / (stops.length - 1), stop);
  });
  return gradient;
}

/** A round glow that fades to nothing. */
export function halo(pen: Pen, x: number, y: number, radius: number, inner: string, outer: string): void {
  const gradient = pen.createRadialGradient(x, y, 0, x, y, radius);
  gradient.addColorStop(0, inner);
  gradient.addColorStop(1, outer);
  pen.fillStyle = gradient;
  pen.fillRect(x - radius, y - radius, radius * 2, radius * 2);
}
