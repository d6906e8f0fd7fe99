// One picture at once, for a step of something larger: painted, brought to its size, labelled. Nothing is stored.
// Must not know what it is for.

import { DomainError } from '../../kernel/errors.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import { type Painter, PainterError } from '../../ports/painter/painter.js';
import type { PaintStyle } from '../../ports/painter/styles.js';
import type { PictureLabel } from './run.js';

export interface GroundRequest {
  readonly prompt: string;
  readonly style: PaintStyle;
  readonly seed: number;
  /** Pixels, square. */
  readonly side: number;
  /** Names the picture in its label. */
  readonly id: string;
}

/**
 * Paints a ground that leaves room for what will be set on it.
 * @throws DomainError FORBIDDEN when the painter's safety filter refuses, UNAVAILABLE, TOO_BUSY, ABORTED
 */
export async function paintGround(
  parts: { readonly painter: Painter; readonly engines: EngineRunner; readonly label: PictureLabel },
  { prompt, style, seed, side, id }: GroundRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { painter, engines, label } = parts;
  const size = { width: side, height: side };
  try {
    const [painted] = await painter.generate({
      ...size,
      prompt,
      style,
      seed,
      n: 1,
      negative: '',
      composition: 'marketing',
      signal,
    });
    if (painted === undefined) throw new PainterError('unavailable', painter.name, 'no picture came');
    const metadata = label.producer === null ? null : { producer: label.producer, id };
    const { image } = await engines.run(
      'label',
      { image: painted.bytes, ...size, format: 'keep', mark: label.mark, metadata },
      signal,
    );
    return image;
  } catch (error) {
    if (!(error instanceof PainterError)) throw error;
    throw new DomainError(
      error.reason === 'blocked' ? 'FORBIDDEN' : 'UNAVAILABLE',
      error.message,
      {},
      { cause: error },
    );
  }
}
