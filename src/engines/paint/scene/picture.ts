// The canvas of a scene with its two companion planes, depth and subject coverage, painted layer by layer from far to near.
// Must not know what a layer shows.
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { css } from './colour.js';

export type Pen = SKRSContext2D;

export class Picture {
  readonly colour: Pen;
  readonly #depth: Pen;
  readonly #subject: Pen;
  readonly #layer: Pen;
  /** One thousandth of the short side: lengths are given in it so that sizes do not matter. */
  readonly unit: number;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.unit = Math.min(width, height) / 1000;
    const pen = (): Pen => createCanvas(width, height).getContext('2d');
    this.colour = pen();
    this.#depth = pen();
    this.#subject = pen();
    this.#layer = pen();
    this.#depth.fillStyle = '#fff';
    this.#depth.fillRect(0, 0, width, height);
    this.#subject.fillStyle = '#000';
    this.#subject.fillRect(0, 0, width, height);
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
    if (typeof depth === 'number') pen.fillStyle = css([depth, depth, depth]);
    else {
      const ramp = pen.createLinearGradient(0, depth.top, 0, height);
      ramp.addColorStop(0, css([depth.far, depth.far, depth.far]));
      ramp.addColorStop(1, css([depth.near, depth.near, depth.near]));
      pen.fillStyle = ramp;
    }
    pen.fillRect(0, 0, width, height);
    this.#depth.drawImage(pen.canvas, 0, 0);
    pen.fillStyle = isSubject ? '#fff' : '#000';
    pen.fillRect(0, 0, width, height);
    pen.restore();
    this.#subject.drawImage(pen.canvas, 0, 0);
  }

  /** The finished planes. */
  planes(): { rgba: Uint8ClampedArray; depth: Uint8Array; subject: Uint8Array } {
    const { width, height } = this;
    const red = (pen: Pen): Uint8Array => {
      const { data } = pen.getImageData(0, 0, width, height);
      const plane = new Uint8Array(width * height);
      for (let i = 0; i < plane.length; i++) plane[i] = data[i * 4] ?? 0;
      return plane;
    };
    const rgba = new Uint8ClampedArray(this.colour.getImageData(0, 0, width, height).data);
    for (let i = 3; i < rgba.length; i += 4) rgba[i] = 255;
    return { rgba, depth: red(this.#depth), subject: red(this.#subject) };
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
