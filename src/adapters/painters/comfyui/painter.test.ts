// The painter against a stand-in with the request and answer shapes of ComfyUI's server routes.
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer, type LocalWebsocket } from '../../../../test/support/local-servers.js';
import { bodyOf, plainPicture, sendJson } from '../../../../test/support/painting-backends.js';
import { systemClock } from '../../../kernel/clock.js';
import { type Behaviour, describePainterContract } from '../../../ports/painter/painter.contract.js';
import { createOutbound } from '../../outbound/http.js';
import { createComfyuiPainter } from './painter.js';
import { checkWorkflow, fillWorkflow, usualWorkflow } from './workflow.js';

interface Graph {
  '5': { inputs: { width: number; height: number } };
  '6': { inputs: { text: string } };
  '3': { inputs: { seed: number } };
}

type OnSocket = (socket: LocalWebsocket) => (promptId: string) => void;

/** @param onSocket what the server says of each graph over a websocket; absent = the server has none */
async function open(behaviour: Behaviour, onSocket?: OnSocket) {
  const sockets: string[] = [];
  let say: ((promptId: string) => void) | undefined;
  let connected = (): void => undefined;
  const connection = onSocket === undefined ? Promise.resolve() : new Promise<void>((resolve) => (connected = resolve));
  const graphs: Graph[] = [];
  const cancelled: unknown[] = [];
  const looks = new Map<string, number>();
  const welcome = (socket: LocalWebsocket): void => {
    sockets.push(socket.target);
    say = onSocket?.(socket);
    connected();
  };
  const server = await httpServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://x');
      if (behaviour === 'down') return sendJson(response, 502, {});
      if (url.pathname === '/ws') return sendJson(response, 404, {});
      if (url.pathname === '/prompt') {
        const { prompt, client_id } = JSON.parse(await bodyOf(request)) as { prompt: Graph; client_id: string };
        expect(client_id).toMatch(/^[0-9a-f-]{36}$/);
        graphs.push(prompt);
        if (behaviour === 'busy-once' && graphs.length === 1) {
          response.setHeader('retry-after', '0');
          return sendJson(response, 503, {});
        }
        if (behaviour === 'refuses-request') {
          const error = {
            type: 'prompt_outputs_failed_validation',
            message: 'Prompt outputs failed validation',
            details: '',
            extra_info: {},
          };
          return sendJson(response, 400, { error, node_errors: { '4': { errors: [] } } });
        }
        return sendJson(response, 200, { prompt_id: `id-${graphs.length}`, number: graphs.length, node_errors: {} });
      }
      if (url.pathname.startsWith('/history/')) {
        const id = url.pathname.slice(9);
        const look = (looks.get(id) ?? 0) + 1;
        looks.set(id, look);
        if (look === 1) {
          await connection;
          say?.(id);
        }
        // Nothing at the first look: the graph waits in the line.
        if (look === 1 || behaviour === 'slow') return sendJson(response, 200, {});
        if (behaviour === 'refuses-text') {
          const messages = [
            ['execution_error', { node_type: 'SafetyChecker', exception_message: 'NSFW content detected' }],
          ];
          return sendJson(response, 200, {
            [id]: { outputs: {}, status: { status_str: 'error', completed: false, messages } },
          });
        }
        const images = [{ filename: `${id}_00001_.png`, subfolder: 'a b', type: 'output' }];
        const outputs = { '9': { images }, '10': { images: [{ filename: 'x.png', subfolder: '', type: 'temp' }] } };
        return sendJson(response, 200, {
          [id]: { outputs, status: { status_str: 'success', completed: true, messages: [] } },
        });
      }
      if (url.pathname === '/view') {
        expect([url.searchParams.get('subfolder'), url.searchParams.get('type')]).toEqual(['a b', 'output']);
        if (behaviour === 'garbage') return response.end('no picture');
        // The connection breaks in the middle of the first picture.
        if (behaviour === 'half' && looks.size === 1 && !cancelled.includes('half')) {
          cancelled.push('half');
          response.writeHead(200, { 'content-length': '5000' }).write('x');
          return response.destroy();
        }
        const { width, height } = graphs.at(-1)?.['5'].inputs ?? { width: 8, height: 8 };
        return response.end(await plainPicture(width / 8, height / 8, graphs.length));
      }
      cancelled.push({ path: url.pathname, body: JSON.parse(await bodyOf(request)) as unknown });
      sendJson(response, 200, {});
    })();
  }, onSocket && welcome);
  const outbound = createOutbound({ allowLoopback: true });
  onTestFinished(() => outbound.close());
  const painter = createComfyuiPainter(
    { url: server.url, workflow: usualWorkflow, checkpoint: 'xl.safetensors', steps: 20, guidance: 7 },
    {
      outbound,
      clock: systemClock,
      timeoutMs: 5_000,
      retries: behaviour === 'busy-once' || behaviour === 'half' ? 1 : 0,
      pollMs: 5,
      translate: async (text) => text,
    },
  );
  return { painter, made: () => graphs.length, graphs, cancelled, sockets };
}

describePainterContract('comfyui', (behaviour) => open(behaviour));

const wish = {
  prompt: '睡莲 "{{seed}}"',
  negative: '',
  width: 1024,
  height: 1536,
  n: 2,
  seed: 9,
  style: '油画',
  composition: 'plain',
} as const;

describe('what ComfyUI is asked', () => {
  it('a graph for each picture with its own seed, sizes as numbers, the words as they are', async () => {
    const { painter, graphs } = await open('well');
    await painter.generate(wish);
    expect(graphs.map((graph) => graph['3'].inputs.seed)).toEqual([9, 10]);
    expect(graphs[0]?.['5'].inputs).toEqual({ width: 1024, height: 1536, batch_size: 1 });
    expect(graphs[0]?.['6'].inputs.text).toMatch(/^睡莲 "\{\{seed\}\}", oil painting/);
    expect(JSON.stringify(graphs[0]?.['3'])).not.toContain('{{');
  });

  it('its own progress is passed on while it works; what is said of other graphs and of nothing is not', async () => {
    const { painter, sockets } = await open('well', (socket) => {
      const progress = (value: number, prompt_id: string) =>
        socket.say(JSON.stringify({ type: 'progress', data: { value, max: 20, node: '3', prompt_id } }));
      return (id) => {
        socket.say('no JSON');
        socket.say(JSON.stringify({ type: 'status', data: { status: { exec_info: { queue_remaining: 1 } } } }));
        socket.say(Buffer.from('a preview'));
        progress(19, 'somebody-elses');
        for (const value of [5, 10, 2, 10, 99]) progress(value, id);
      };
    });
    const heard: number[] = [];
    await painter.generate({ ...wish, onProgress: (done) => heard.push(done) });
    expect(heard).toEqual([0.125, 0.25, 0.5, 0.625, 0.75, 1]);
    expect(sockets).toEqual([expect.stringMatching(/^\/ws\?clientId=[0-9a-f-]{36}$/)]);
  });

  it('a graph nobody waits for any more is taken out of the line', async () => {
    const { painter, cancelled } = await open('slow');
    const stop = new AbortController();
    const painting = painter.generate({ ...wish, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(painting).rejects.toThrow();
    expect(cancelled).toEqual([
      { path: '/queue', body: { delete: ['id-1'] } },
      { path: '/interrupt', body: { prompt_id: 'id-1' } },
    ]);
  });

  it('a workflow of one’s own needs the places that must be filled', () => {
    const values = { prompt: 'p', negative: 'n', width: 1, height: 2, seed: 3, steps: 4, guidance: 5, checkpoint: 'c' };
    expect(fillWorkflow({ a: { inputs: { text: 'best {{prompt}}, {{other}}', seed: '{{seed}}' } } }, values)).toEqual({
      a: { inputs: { text: 'best p, {{other}}', seed: 3 } },
    });
    expect(() => checkWorkflow({ a: { inputs: { text: '{{prompt}}' } } })).toThrow('{{seed}}');
  });
});
