// The painter behind a ComfyUI server: a graph is queued, its history asked for until it is there, its pictures fetched.
// Must not open a websocket: the outbound guard has none, and the history says all that is needed. docs.comfy.org, server routes.
import { randomUUID } from 'node:crypto';
import { type PaintedPicture, type Painter, PainterError } from '../../../ports/painter/painter.js';
import { type BackendParts, checkPicture, isRecord, openBackend, type ReadRefusal, textOf } from '../backend.js';
import { modelPrompt } from '../style-phrases.js';
import type { Translate } from '../translate.js';
import { fillWorkflow, type Workflow } from './workflow.js';

const name = 'comfyui';

export interface ComfyuiSettings {
  readonly url: string;
  readonly workflow: Workflow;
  readonly checkpoint: string;
  readonly steps: number;
  readonly guidance: number;
}

const readRefusal: ReadRefusal = ({ status, value }) => {
  const error = isRecord(value) ? value.error : undefined;
  if (error === undefined) return null;
  const type = textOf(error, 'type') || 'error';
  return new PainterError(
    status >= 500 ? 'unavailable' : 'invalid',
    name,
    `refused the workflow (${type}, ${textOf(error, 'message')})`.slice(0, 200),
  );
};

interface OutputFile {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

/** Pictures of all nodes; previews are of type `temp` and do not count. */
function filesOf(entry: Record<string, unknown>): OutputFile[] {
  const nodes = isRecord(entry.outputs) ? Object.values(entry.outputs) : [];
  return nodes
    .flatMap((node): unknown[] => (isRecord(node) && Array.isArray(node.images) ? node.images : []))
    .map((file) => ({
      filename: textOf(file, 'filename'),
      subfolder: textOf(file, 'subfolder'),
      type: textOf(file, 'type'),
    }))
    .filter(({ filename, type }) => filename !== '' && type === 'output');
}

/** What stopped a graph, from the messages of its status. */
function failureOf(entry: Record<string, unknown>): PainterError | null {
  const { status } = entry;
  if (textOf(status, 'status_str') !== 'error') return null;
  const messages: unknown[] = isRecord(status) && Array.isArray(status.messages) ? status.messages : [];
  const found = messages.find((message) => Array.isArray(message) && message[0] === 'execution_error') as
    | unknown[]
    | undefined;
  const text = textOf(found?.[1], 'exception_message').trim();
  const reason = /nsfw|safety/i.test(text) ? 'blocked' : 'unavailable';
  return new PainterError(
    reason,
    name,
    `the workflow failed in ${textOf(found?.[1], 'node_type') || 'a node'}: ${text}`.slice(0, 200),
  );
}

export function createComfyuiPainter(
  settings: ComfyuiSettings,
  parts: BackendParts & { translate: Translate },
): Painter {
  const backend = openBackend(name, settings.url, parts, readRefusal);
  const client = randomUUID();

  /** Takes a graph out of the line and ends it if it runs; nobody waits for its pictures any more. */
  async function cancel(id: string): Promise<void> {
    await backend.ask({ method: 'POST', path: '/queue', body: { delete: [id] }, repeat: false }).catch(() => null);
    await backend.ask({ method: 'POST', path: '/interrupt', body: { prompt_id: id }, repeat: false }).catch(() => null);
  }

  async function finished(id: string, signal: AbortSignal | undefined): Promise<OutputFile[]> {
    for (;;) {
      const history = await backend.ask({ method: 'GET', path: `/history/${encodeURIComponent(id)}` }, signal);
      const entry = isRecord(history) ? history[id] : undefined;
      if (isRecord(entry)) {
        const failure = failureOf(entry);
        if (failure !== null) throw failure;
        const completed = isRecord(entry.status) && entry.status.completed === true;
        const files = filesOf(entry);
        if (files.length > 0) return files;
        if (completed) throw new PainterError('unavailable', name, 'the workflow ended without a picture');
      }
      await backend.pause(signal);
      signal?.throwIfAborted();
    }
  }

  async function one(graph: Workflow, signal: AbortSignal | undefined): Promise<PaintedPicture> {
    const queued = await backend.ask(
      { method: 'POST', path: '/prompt', body: { prompt: graph, client_id: client } },
      signal,
    );
    const id = textOf(queued, 'prompt_id');
    if (id === '') throw new PainterError('unavailable', name, 'answered without a prompt_id');
    try {
      const [file] = await finished(id, signal);
      const query = new URLSearchParams({ ...file });
      return checkPicture(name, await backend.fetch(`${settings.url}/view?${query}`, {}, signal));
    } catch (error) {
      if (signal?.aborted) await cancel(id);
      throw error;
    }
  }

  return {
    name,
    generate: async (request) => {
      const { n, seed, signal, onProgress, width, height } = request;
      const english = await parts.translate(request.prompt, signal);
      const { prompt, negative } = modelPrompt({ ...request, prompt: english }, 'en');
      const { workflow, checkpoint, steps, guidance } = settings;
      const pictures: PaintedPicture[] = [];
      for (let index = 0; index < n; index += 1) {
        // The same graph with the same seed is served from the server's cache and yields no new picture.
        const values = { prompt, negative, width, height, steps, guidance, checkpoint, seed: (seed + index) % 2 ** 32 };
        pictures.push(await one(fillWorkflow(workflow, values), signal));
        onProgress?.((index + 1) / n);
      }
      return pictures;
    },
  };
}
