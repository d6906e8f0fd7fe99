// The painter behind DashScope's text-to-image tasks (通义万相): a task is made, asked for until it ends, its pictures fetched.
// Must not keep addresses: they live for a day. help.aliyun.com/model-studio, text-to-image v2.
import { type PaintedPicture, type Painter, PainterError } from '../../../ports/painter/painter.js';
import { type BackendParts, checkPicture, isRecord, openBackend, type ReadRefusal, textOf } from '../backend.js';
import { modelPrompt } from '../style-phrases.js';

const name = 'dashscope';
/** Pictures of one task. */
const mostPerTask = 4;
/** Tries that bring no picture at all before it is given up. */
const mostEmpty = 2;

export interface DashscopeSettings {
  readonly url: string;
  readonly key: string | null;
  readonly model: string;
}

/** Codes of the service's content check. */
const blocked = /DataInspection|InappropriateContent|IPInfringement/i;

function failureOf(code: string, message: string): PainterError {
  if (blocked.test(code)) return new PainterError('blocked', name, `refused the content (${code})`);
  const reason = /^(InvalidParameter|BadRequest)/i.test(code) ? 'invalid' : 'unavailable';
  return new PainterError(reason, name, `${code}: ${message}`.slice(0, 200));
}

const readRefusal: ReadRefusal = ({ status, value }) => {
  const code = textOf(value, 'code');
  if (code === '' || status === 429 || /^Throttling/i.test(code)) return null;
  return failureOf(code, textOf(value, 'message'));
};

/** Each side 512–1440: 1024×1536 is asked for as 960×1440 and enlarged afterwards. */
function sizeOf(width: number, height: number): string {
  const scale = Math.min(1, 1440 / Math.max(width, height));
  return `${Math.round((width * scale) / 16) * 16}*${Math.round((height * scale) / 16) * 16}`;
}

export function createDashscopePainter(settings: DashscopeSettings, parts: BackendParts): Painter {
  const login = settings.key === null ? {} : { authorization: `Bearer ${settings.key}` };
  const backend = openBackend(name, settings.url, parts, readRefusal, login);

  async function results(body: object, signal: AbortSignal | undefined): Promise<unknown[]> {
    const made = await backend.ask(
      {
        method: 'POST',
        path: '/api/v1/services/aigc/text2image/image-synthesis',
        headers: { 'x-dashscope-async': 'enable' },
        body,
      },
      signal,
    );
    const id = textOf(isRecord(made) ? made.output : undefined, 'task_id');
    if (id === '') throw new PainterError('unavailable', name, 'answered without a task_id');
    for (;;) {
      const answer = await backend.ask({ method: 'GET', path: `/api/v1/tasks/${encodeURIComponent(id)}` }, signal);
      const output = isRecord(answer) && isRecord(answer.output) ? answer.output : {};
      const status = textOf(output, 'task_status');
      if (status === 'SUCCEEDED') return Array.isArray(output.results) ? (output.results as unknown[]) : [];
      if (status === 'FAILED') throw failureOf(textOf(output, 'code') || 'FAILED', textOf(output, 'message'));
      if (status === 'CANCELED' || status === 'UNKNOWN')
        throw new PainterError('unavailable', name, `the task is ${status}`);
      await backend.pause(signal);
      signal?.throwIfAborted();
    }
  }

  return {
    name,
    generate: async (request) => {
      const { n, seed, signal, onProgress, width, height } = request;
      const { prompt, negative } = modelPrompt(request, 'zh');
      const pictures: PaintedPicture[] = [];
      let empty = 0;
      // Some pictures of a task may fail alone: the rest is asked for again.
      for (let round = 0; pictures.length < n; round += 1) {
        const body = {
          model: settings.model,
          input: { prompt, negative_prompt: negative.slice(0, 500) },
          parameters: {
            size: sizeOf(width, height),
            n: Math.min(n - pictures.length, mostPerTask),
            seed: (seed + round * mostPerTask) % 2_147_483_647,
            prompt_extend: false,
            watermark: false,
          },
        };
        const before = pictures.length;
        let refusal: PainterError | null = null;
        for (const result of await results(body, signal)) {
          const url = textOf(result, 'url');
          if (url !== '' && pictures.length < n)
            pictures.push(checkPicture(name, await backend.fetch(url, {}, signal)));
          else if (url === '') refusal = failureOf(textOf(result, 'code') || 'no url', textOf(result, 'message'));
          onProgress?.(pictures.length / n);
        }
        if (refusal?.reason === 'blocked') throw refusal;
        if (pictures.length === before) empty += 1;
        if (empty >= mostEmpty) throw refusal ?? new PainterError('unavailable', name, 'answered without pictures');
      }
      return pictures;
    },
  };
}
