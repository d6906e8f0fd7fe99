// The painter behind an OpenAI Images API, the vendor's own or one of the many servers that imitate it.
// Must not send a field the configured model does not list: imitations refuse what they do not know.
import { type PaintedPicture, type Painter, PainterError, type PaintRequest } from '../../../ports/painter/painter.js';
import {
  type BackendParts,
  checkPicture,
  isRecord,
  openBackend,
  pictureFromBase64,
  type ReadRefusal,
  textOf,
} from '../backend.js';
import { modelPrompt } from '../style-phrases.js';

const name = 'openai';

export interface OpenaiSettings {
  /** Address of the server without `/v1`. */
  readonly url: string;
  /** Null for servers that ask for none. */
  readonly key: string | null;
  readonly model: string;
  /** `low`, `medium`, `high` for the GPT image models; null = the model's own. */
  readonly quality: string | null;
}

interface Abilities {
  readonly sizes: readonly (readonly [number, number])[];
  /** Pictures per request. */
  readonly most: number;
  /** Characters of a prompt. */
  readonly longest: number;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The vendor's documentation, Images API: sizes, `n`, prompt lengths; `response_format` is for the dall-e models only. */
function abilitiesOf({ model, quality }: OpenaiSettings): Abilities {
  const square = [1024, 1024] as const;
  if (model === 'dall-e-3') {
    const sizes = [square, [1792, 1024], [1024, 1792]] as const;
    return { sizes, most: 1, longest: 4_000, extra: { response_format: 'b64_json' } };
  }
  if (model === 'dall-e-2')
    return { sizes: [square], most: 10, longest: 1_000, extra: { response_format: 'b64_json' } };
  const sizes = [square, [1536, 1024], [1024, 1536]] as const;
  return { sizes, most: 10, longest: 32_000, extra: quality === null ? {} : { quality } };
}

/** The size whose shape is nearest to the one wanted. */
export function nearestSize(
  sizes: readonly (readonly [number, number])[],
  width: number,
  height: number,
): readonly [number, number] {
  const distance = ([w, h]: readonly [number, number]): number => Math.abs(Math.log((w / h) * (height / width)));
  return sizes.reduce(
    (best, size) => (distance(size) < distance(best) - 1e-9 ? size : best),
    sizes[0] ?? [width, height],
  );
}

const blockedCodes: ReadonlySet<string> = new Set(['content_policy_violation', 'moderation_blocked', 'content_filter']);

const readRefusal: ReadRefusal = ({ status, value }) => {
  const error = isRecord(value) ? value.error : undefined;
  const code = textOf(error, 'code') || textOf(error, 'type');
  if (blockedCodes.has(code)) return new PainterError('blocked', name, `refused the text (${code})`);
  if (code === '' || status === 429) return null;
  return new PainterError(
    status >= 500 || status === 401 || status === 403 ? 'unavailable' : 'invalid',
    name,
    `status ${status}, ${code}`,
  );
};

export function createOpenaiPainter(settings: OpenaiSettings, parts: BackendParts): Painter {
  const backend = openBackend(
    name,
    settings.url.replace(/\/+$/, ''),
    parts,
    readRefusal,
    settings.key === null ? {} : { authorization: `Bearer ${settings.key}` },
  );
  const abilities = abilitiesOf(settings);

  async function read(entry: unknown, signal: AbortSignal | undefined): Promise<PaintedPicture | null> {
    const inline = textOf(entry, 'b64_json');
    if (inline !== '') return pictureFromBase64(name, inline);
    const url = textOf(entry, 'url');
    return url === '' ? null : checkPicture(name, await backend.fetch(url, {}, signal));
  }

  return {
    name,
    generate: async (request: PaintRequest) => {
      const { signal, n, onProgress } = request;
      const { prompt, negative } = modelPrompt(request, 'zh');
      const [width, height] = nearestSize(abilities.sizes, request.width, request.height);
      // There is no field for what is not wanted, and none for a seed.
      const whole = `${prompt}\n\nDo not show: ${negative}.`.slice(0, abilities.longest);
      const pictures: PaintedPicture[] = [];
      let empty = 0;
      // A server may give fewer pictures than asked for: it is asked again for the rest.
      while (pictures.length < n) {
        const body = {
          model: settings.model,
          prompt: whole,
          n: Math.min(n - pictures.length, abilities.most),
          size: `${width}x${height}`,
          ...abilities.extra,
        };
        const answer = await backend.ask({ method: 'POST', path: '/v1/images/generations', body }, signal);
        const data = isRecord(answer) && Array.isArray(answer.data) ? (answer.data as unknown[]) : [];
        const before = pictures.length;
        for (const entry of data.slice(0, n - before)) {
          const picture = await read(entry, signal);
          if (picture !== null) pictures.push(picture);
          onProgress?.(pictures.length / n);
        }
        if (pictures.length === before) empty += 1;
        if (empty >= 2) throw new PainterError('unavailable', name, 'answered without pictures');
      }
      return pictures;
    },
  };
}
