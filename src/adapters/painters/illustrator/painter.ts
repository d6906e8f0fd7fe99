// The painter that needs no model and no network: the illustration engine, in an engine thread.
// Must not know how it draws.
import { isDomainError } from '../../../kernel/errors.js';
import type { EngineRunner } from '../../../ports/engines/engines.js';
import { type PaintedPicture, type Painter, PainterError } from '../../../ports/painter/painter.js';

const name = 'illustrator';

export function createIllustrator(engines: EngineRunner): Painter {
  return {
    name,
    generate: async ({ prompt, negative, style, width, height, n, seed, composition, signal, onProgress }) => {
      const pictures: PaintedPicture[] = [];
      for (let index = 0; index < n; index += 1) {
        try {
          const { png, description } = await engines.run(
            'paint',
            { prompt, negative, style, width, height, seed: (seed + index) % 2 ** 32, composition },
            signal,
          );
          pictures.push({ bytes: png, description });
        } catch (error) {
          if (isDomainError(error) && error.code === 'INVALID') throw new PainterError('invalid', name, error.message);
          throw error;
        }
        onProgress?.((index + 1) / n);
      }
      return pictures;
    },
  };
}
