// The painter against a stand-in with the request and answer shapes of the Images API.
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../../../test/support/local-servers.js';
import { bodyOf, plainPicture, sendJson } from '../../../../test/support/painting-backends.js';
import { systemClock } from '../../../kernel/clock.js';
import { type Behaviour, describePainterContract } from '../../../ports/painter/painter.contract.js';
import type { PaintRequest } from '../../../ports/painter/painter.js';
import { createOutbound } from '../../outbound/http.js';
import { createOpenaiPainter, type OpenaiSettings } from './painter.js';

const wish: PaintRequest = {
  prompt: '睡莲',
  negative: '人',
  width: 1536,
  height: 1024,
  n: 3,
  seed: 1,
  style: '水彩画',
  composition: 'marketing',
};

async function open(behaviour: Behaviour, some: Partial<OpenaiSettings> = {}) {
  const asked: Record<string, unknown>[] = [];
  const keys: (string | undefined)[] = [];
  let made = 0;
  const server = await httpServer((request, response) => {
    void (async () => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'image/png' }).end(await plainPicture(64, 64));
        return;
      }
      const body = JSON.parse(await bodyOf(request)) as { n: number; size: string; response_format?: string };
      asked.push(body as unknown as Record<string, unknown>);
      keys.push(request.headers.authorization);
      const error = (status: number, code: string) =>
        sendJson(response, status, {
          error: { message: `no: ${JSON.stringify(body)}`, type: 'invalid_request_error', param: null, code },
        });
      if (behaviour === 'down') return error(503, 'server_error');
      if (behaviour === 'busy-once' && asked.length === 1) {
        response.setHeader('retry-after', '0');
        return error(429, 'rate_limit_exceeded');
      }
      if (behaviour === 'refuses-text') return error(400, 'moderation_blocked');
      if (behaviour === 'refuses-request') return error(400, 'invalid_size');
      if (behaviour === 'slow') return;
      if (behaviour === 'garbage')
        return sendJson(response, 200, { created: 1, data: [{ b64_json: 'bm90aGluZyBhdCBhbGw=' }] });
      const [width = 0, height = 0] = body.size.split('x').map((side) => Number(side) / 8);
      const count = behaviour === 'half' && asked.length === 1 ? 1 : body.n;
      made += count;
      const b64_json = (await plainPicture(width, height)).toString('base64');
      sendJson(response, 200, { created: 1, data: Array.from({ length: count }, () => ({ b64_json })) });
    })();
  });
  const outbound = createOutbound({ allowLoopback: true });
  onTestFinished(() => outbound.close());
  const settings = { url: server.url, key: 'sk-test', model: 'gpt-image-1', quality: null, ...some };
  const painter = createOpenaiPainter(settings, {
    outbound,
    clock: systemClock,
    timeoutMs: 5_000,
    retries: behaviour === 'busy-once' ? 1 : 0,
  });
  return { painter, made: () => made, asked, keys, server };
}

describePainterContract('openai', (behaviour) => open(behaviour));

describe('what the Images API is asked', () => {
  it('style, calm space and what is not wanted are folded into the prompt; the three sizes map one to one', async () => {
    const { painter, asked, keys } = await open('well');
    await painter.generate(wish);
    expect(asked).toEqual([{ model: 'gpt-image-1', prompt: expect.any(String), n: 3, size: '1536x1024' }]);
    expect(asked[0]?.prompt).toMatch(/^睡莲，水彩画.*构图留白.*Do not show: 人, /s);
    expect(keys).toEqual(['Bearer sk-test']);
  });

  it('dall-e-3 makes one picture a request, in its own sizes, as base64', async () => {
    const { painter, asked } = await open('well', { model: 'dall-e-3' });
    expect(await painter.generate(wish)).toHaveLength(3);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toMatchObject({ n: 1, size: '1792x1024', response_format: 'b64_json' });
  });

  it('a server without a key gets none, and pictures named by address are fetched', async () => {
    const server = await httpServer((request, response) => {
      if (request.method === 'POST') {
        expect(request.headers.authorization).toBeUndefined();
        sendJson(response, 200, { data: [{ url: `http://${request.headers.host}/a.png` }] });
      } else void plainPicture(96, 64).then((bytes) => response.end(bytes));
    });
    const { painter } = await open('well', { url: server.url, key: null, model: 'sd-turbo' });
    const [picture] = await painter.generate({ ...wish, n: 1 });
    expect(Buffer.from(picture?.bytes ?? []).equals(await plainPicture(96, 64))).toBe(true);
  });

  it('a wrong key is unavailable, never the caller’s fault', async () => {
    const server = await httpServer((_, response) =>
      sendJson(response, 401, {
        error: { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' },
      }),
    );
    const { painter } = await open('well', { url: server.url });
    await expect(painter.generate(wish)).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('an address the guard does not permit says which setting permits it', async () => {
    const strict = createOutbound({ allowLoopback: false });
    onTestFinished(() => strict.close());
    const settings = { url: 'http://127.0.0.1:9/', key: null, model: 'x', quality: null };
    const painter = createOpenaiPainter(settings, {
      outbound: strict,
      clock: systemClock,
      timeoutMs: 1_000,
      retries: 0,
    });
    await expect(painter.generate(wish)).rejects.toThrow('TUQUAN_PAINT_ALLOW_NETWORKS');
  });
});
