// The painter behind Stable Diffusion WebUI (AUTOMATIC1111, Forge) started with --api.
// Must not send two jobs at once from one request: the server works on one at a time anyway. modules/api/models.py names the fields.
import { type PaintedPicture, type Painter, PainterError } from '../../../ports/painter/painter.js';
import { type BackendParts, isRecord, openBackend, pictureFromBase64, type ReadRefusal, textOf } from '../backend.js';
import { modelPrompt } from '../style-phrases.js';
import type { Translate } from '../translate.js';

const name = 'sdwebui';

export interface SdwebuiSettings {
  readonly url: string;
  /** `user:password` of --api-auth; null without. */
  readonly login: string | null;
  readonly steps: number;
  readonly guidance: number;
  /** Null = the server's own. */
  readonly sampler: string | null;
  readonly checkpoint: string | null;
}

const readRefusal: ReadRefusal = ({ status, value }) => {
  const text = `${textOf(value, 'error')} ${textOf(value, 'detail')} ${textOf(value, 'errors')}`;
  if (/nsfw|safety/i.test(text)) return new PainterError('blocked', name, 'the safety filter refused');
  if (status === 422 || textOf(value, 'error') !== '') {
    const reason = status >= 500 ? 'unavailable' : 'invalid';
    return new PainterError(
      reason,
      name,
      `status ${status}, ${textOf(value, 'error') || 'a field was refused'}`.slice(0, 200),
    );
  }
  return null;
};

/** Models take sides that are multiples of 8. */
const side = (pixels: number): number => Math.round(pixels / 8) * 8;

export function createSdwebuiPainter(
  settings: SdwebuiSettings,
  parts: BackendParts & { translate: Translate },
): Painter {
  const login =
    settings.login === null ? {} : { authorization: `Basic ${Buffer.from(settings.login).toString('base64')}` };
  const backend = openBackend(name, settings.url, parts, readRefusal, login);

  /** Reports the current job's share until the signal ends it. Progress is a courtesy: its errors end nothing. */
  async function watch(report: (share: number) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await backend.pause(signal);
      if (signal.aborted) return;
      const question = { method: 'GET', path: '/sdapi/v1/progress?skip_current_image=true', repeat: false } as const;
      const answer = await backend.ask(question, signal).catch(() => null);
      const share = isRecord(answer) ? answer.progress : null;
      if (typeof share === 'number' && share > 0 && share <= 1) report(share);
    }
  }

  async function one(
    body: object,
    signal: AbortSignal | undefined,
    report: (share: number) => void,
  ): Promise<PaintedPicture> {
    const done = new AbortController();
    const watching = watch(report, done.signal);
    try {
      const answer = await backend.ask({ method: 'POST', path: '/sdapi/v1/txt2img', body }, signal);
      const images: unknown[] = isRecord(answer) && Array.isArray(answer.images) ? answer.images : [];
      // A grid may stand before the pictures; one was asked for, so the last is it.
      const last = images.at(-1);
      if (typeof last !== 'string' || last === '')
        throw new PainterError('unavailable', name, 'answered without a picture');
      return pictureFromBase64(name, last);
    } catch (error) {
      // The job would go on for nobody.
      if (signal?.aborted)
        await backend.ask({ method: 'POST', path: '/sdapi/v1/interrupt', repeat: false }).catch(() => null);
      throw error;
    } finally {
      done.abort();
      await watching;
    }
  }

  return {
    name,
    generate: async (request) => {
      const { n, seed, signal, onProgress } = request;
      const english = await parts.translate(request.prompt, signal);
      const { prompt, negative } = modelPrompt({ ...request, prompt: english }, 'en');
      const pictures: PaintedPicture[] = [];
      for (let index = 0; index < n; index += 1) {
        const body = {
          prompt,
          negative_prompt: negative,
          seed: (seed + index) % 2 ** 32,
          steps: settings.steps,
          cfg_scale: settings.guidance,
          width: side(request.width),
          height: side(request.height),
          batch_size: 1,
          n_iter: 1,
          send_images: true,
          save_images: false,
          ...(settings.sampler === null ? {} : { sampler_name: settings.sampler }),
          ...(settings.checkpoint === null
            ? {}
            : {
                override_settings: { sd_model_checkpoint: settings.checkpoint },
                override_settings_restore_afterwards: false,
              }),
        };
        pictures.push(await one(body, signal, (share) => onProgress?.((index + share) / n)));
        onProgress?.((index + 1) / n);
      }
      return pictures;
    },
  };
}
