// The painter behind a ComfyUI server: a graph is queued, its progress heard over the websocket, its history asked for until it is
// there, its pictures fetched. Must not depend on the websocket: it may drop, and the history says all that is needed.
// docs.comfy.org, server routes.
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

/** How much of a graph's sampling is done, from a message of the websocket; null when it is about something else. */
function shareOf(message: unknown, id: string): number | null {
  if (textOf(message, 'type') !== 'progress' || !isRecord(message) || !isRecord(message.data)) return null;
  const { value, max, prompt_id } = message.data;
  if (typeof value !== 'number' || typeof max !== 'number' || prompt_id !== id) return null;
  return max > 0 && value >= 0 && value <= max ? value / max : null;
}

export function createComfyuiPainter(
  settings: ComfyuiSettings,
  parts: BackendParts & { translate: Translate },
): Painter {
  const backend = openBackend(name, settings.url, parts, readRefusal);
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

  async function one(
    graph: Workflow,
    client: string,
    began: (id: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<PaintedPicture> {
    const queued = await backend.ask(
      { method: 'POST', path: '/prompt', body: { prompt: graph, client_id: client } },
      signal,
    );
    const id = textOf(queued, 'prompt_id');
    if (id === '') throw new PainterError('unavailable', name, 'answered without a prompt_id');
    began(id);
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
      // A name for these pictures alone: a server tells only the last socket that came under one.
      const client = randomUUID();
      const done = new AbortController();
      let running = '';
      let heard = 0;
      const hear = (message: unknown): void => {
        const share = shareOf(message, running);
        // A graph with two samplers counts twice from the beginning; what was told is not taken back.
        if (share === null || share <= heard) return;
        heard = share;
        onProgress?.((pictures.length + share) / n);
      };
      const hearing = backend.listen(`/ws?clientId=${client}`, hear, done.signal);
      const began = (id: string): void => {
        running = id;
        heard = 0;
      };
      try {
        for (let index = 0; index < n; index += 1) {
          // The same graph with the same seed is served from the server's cache and yields no new picture.
          const own = (seed + index) % 2 ** 32;
          const values = { prompt, negative, width, height, steps, guidance, checkpoint, seed: own };
          pictures.push(await one(fillWorkflow(workflow, values), client, began, signal));
          onProgress?.((index + 1) / n);
        }
      } finally {
        done.abort();
        await hearing;
      }
      return pictures;
    },
  };
}
