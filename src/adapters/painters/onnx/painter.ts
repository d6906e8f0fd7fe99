// The painter that runs diffusion models of the operator's own in an engine thread.
// Must not know how a model works.
import { isDomainError } from '../../../kernel/errors.js';
import type { EngineRunner } from '../../../ports/engines/engines.js';
import { type PaintedPicture, type Painter, PainterError } from '../../../ports/painter/painter.js';
import { modelPrompt } from '../style-phrases.js';
import type { Translate } from '../translate.js';

const name = 'onnx';

export interface OnnxSettings {
  /** In the layout of diffusers' ONNX export; empty = not set up. */
  readonly directory: string;
  readonly steps: number;
  readonly guidance: number;
  /** Pixels of the shorter side the model was trained for; the result is enlarged to what was asked for. */
  readonly side: number;
}

/** The shape asked for at the size the model can do; sides are multiples of 64, as the model's own levels need. */
export function modelSize(width: number, height: number, side: number): { width: number; height: number } {
  const scale = side / Math.min(width, height);
  const fitting = (pixels: number): number => Math.max(64, Math.round((pixels * scale) / 64) * 64);
  return { width: fitting(width), height: fitting(height) };
}

export function createOnnxPainter(settings: OnnxSettings, engines: EngineRunner, translate: Translate): Painter {
  const { directory, steps, guidance, side } = settings;
  return {
    name,
    generate: async (request) => {
      const { n, seed, signal, onProgress, width, height } = request;
      const { prompt, negative } = modelPrompt({ ...request, prompt: await translate(request.prompt, signal) }, 'en');
      const pictures: PaintedPicture[] = [];
      for (let index = 0; index < n; index += 1) {
        const own = (seed + index) % 2 ** 32;
        const spec = { directory, prompt, negative, seed: own, steps, guidance, ...modelSize(width, height, side) };
        try {
          pictures.push({ bytes: (await engines.run('diffuse', spec, signal)).png });
        } catch (error) {
          if (!isDomainError(error)) throw error;
          if (error.code === 'UNAVAILABLE')
            throw new PainterError('unavailable', name, error.message, { cause: error });
          if (error.code === 'INVALID') throw new PainterError('invalid', name, error.message, { cause: error });
          throw error;
        }
        onProgress?.((index + 1) / n);
      }
      return pictures;
    },
  };
}
