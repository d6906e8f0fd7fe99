// The painter against a stand-in with the request and answer shapes of DashScope's asynchronous tasks.
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../../../test/support/local-servers.js';
import { bodyOf, plainPicture, sendJson } from '../../../../test/support/painting-backends.js';
import { systemClock } from '../../../kernel/clock.js';
import { type Behaviour, describePainterContract } from '../../../ports/painter/painter.contract.js';
import { createOutbound } from '../../outbound/http.js';
import { createDashscopePainter } from './painter.js';

interface Made {
  model: string;
  input: { prompt: string; negative_prompt: string };
  parameters: { size: string; n: number; seed: number };
}

async function open(behaviour: Behaviour | 'refuses-picture') {
  const asked: Made[] = [];
  const looks = new Map<string, number>();
  let made = 0;
  const server = await httpServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
      const request_id = 'r';
      if (url.pathname.endsWith('/image-synthesis')) {
        const body = JSON.parse(await bodyOf(request)) as Made;
        asked.push(body);
        if (request.headers['x-dashscope-async'] !== 'enable') {
          return sendJson(response, 403, {
            code: 'AccessDenied',
            message: 'current user api does not support synchronous calls.',
            request_id,
          });
        }
        if (behaviour === 'down') return sendJson(response, 500, { code: 'InternalError', message: 'x', request_id });
        if (behaviour === 'busy-once' && asked.length === 1) {
          response.setHeader('retry-after', '0');
          return sendJson(response, 429, { code: 'Throttling.RateQuota', message: 'x', request_id });
        }
        if (behaviour === 'refuses-text')
          return sendJson(response, 400, { code: 'DataInspectionFailed', message: body.input.prompt, request_id });
        if (behaviour === 'refuses-request')
          return sendJson(response, 400, { code: 'InvalidParameter', message: 'size', request_id });
        return sendJson(response, 200, { output: { task_id: `t${asked.length}`, task_status: 'PENDING' }, request_id });
      }
      if (url.pathname.startsWith('/api/v1/tasks/')) {
        const id = url.pathname.slice(14);
        const look = (looks.get(id) ?? 0) + 1;
        looks.set(id, look);
        if (look < 3 || behaviour === 'slow') {
          return sendJson(response, 200, {
            output: { task_id: id, task_status: look === 1 ? 'PENDING' : 'RUNNING' },
            request_id,
          });
        }
        const { n, size } = asked.at(-1)?.parameters ?? { n: 0, size: '' };
        const good = behaviour === 'half' && asked.length === 1 ? 1 : n;
        made += good;
        const results = Array.from({ length: n }, (_, index) => {
          if (behaviour === 'refuses-picture')
            return { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };
          return index < good
            ? { url: `${url.origin}/oss/${size}/${index}.png?Expires=1` }
            : { code: 'InternalError.Timeout', message: 'x' };
        });
        return sendJson(response, 200, {
          output: {
            task_id: id,
            task_status: 'SUCCEEDED',
            results,
            task_metrics: { TOTAL: n, SUCCEEDED: good, FAILED: n - good },
          },
          request_id,
        });
      }
      if (behaviour === 'garbage') return response.end('<Error/>');
      const [width = 0, height = 0] = (url.pathname.split('/')[2] ?? '').split('*').map((side) => Number(side) / 8);
      response.end(await plainPicture(width, height));
    })();
  });
  const outbound = createOutbound({ allowLoopback: true });
  onTestFinished(() => outbound.close());
  const painter = createDashscopePainter(
    { url: server.url, key: 'sk-x', model: 'wan2.2-t2i-flash' },
    { outbound, clock: systemClock, timeoutMs: 5_000, retries: behaviour === 'busy-once' ? 1 : 0, pollMs: 5 },
  );
  return { painter, made: () => made, asked };
}

describePainterContract('dashscope', (behaviour) => open(behaviour));

const wish = {
  prompt: '睡莲',
  negative: '',
  width: 1024,
  height: 1536,
  n: 6,
  seed: 9,
  style: '油画',
  composition: 'plain',
} as const;

describe('what DashScope is asked', () => {
  it('six pictures as two tasks, the tall size within 1440, with a seed of its own for each', async () => {
    const { painter, asked } = await open('well');
    expect(await painter.generate(wish)).toHaveLength(6);
    expect(asked.map(({ parameters }) => [parameters.size, parameters.n, parameters.seed])).toEqual([
      ['960*1440', 4, 9],
      ['960*1440', 2, 13],
    ]);
    expect(asked[0]).toMatchObject({
      model: 'wan2.2-t2i-flash',
      input: { prompt: expect.stringMatching(/^睡莲，油画/) },
    });
    expect(asked[0]?.parameters).toMatchObject({ watermark: false });
  });

  it('a picture its filter holds back is a refusal', async () => {
    const { painter } = await open('refuses-picture');
    await expect(painter.generate({ ...wish, n: 1 })).rejects.toMatchObject({ reason: 'blocked' });
  });
});
