// The painter against a stand-in with the request and answer shapes of /sdapi/v1.
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../../../test/support/local-servers.js';
import { bodyOf, plainPicture, sendJson } from '../../../../test/support/painting-backends.js';
import { systemClock } from '../../../kernel/clock.js';
import { type Behaviour, describePainterContract } from '../../../ports/painter/painter.contract.js';
import { createOutbound } from '../../outbound/http.js';
import { createSdwebuiPainter } from './painter.js';

async function open(behaviour: Behaviour, hold?: Promise<void>) {
  const asked: Record<string, unknown>[] = [];
  const interrupted: string[] = [];
  let made = 0;
  const server = await httpServer((request, response) => {
    void (async () => {
      const path = request.url ?? '';
      if (path.startsWith('/sdapi/v1/progress')) {
        return sendJson(response, 200, {
          progress: 0.4,
          eta_relative: 3,
          state: { sampling_step: 8, sampling_steps: 20 },
          current_image: null,
        });
      }
      if (path === '/sdapi/v1/interrupt') {
        interrupted.push(path);
        return sendJson(response, 200, {});
      }
      const body = JSON.parse(await bodyOf(request)) as { width: number; height: number };
      asked.push({ ...body, login: request.headers.authorization });
      if (behaviour === 'slow') return;
      if (behaviour === 'down' || (behaviour === 'busy-once' && asked.length === 1)) {
        response.setHeader('retry-after', '0');
        return sendJson(response, 503, {
          error: 'OutOfMemoryError',
          detail: '',
          body: '',
          errors: 'CUDA out of memory',
        });
      }
      if (behaviour === 'refuses-request')
        return sendJson(response, 422, { detail: [{ loc: ['body', 'width'], msg: 'bad', type: 'type_error' }] });
      if (behaviour === 'refuses-text')
        return sendJson(response, 500, {
          error: 'RuntimeError',
          detail: '',
          body: '',
          errors: 'NSFW content detected',
        });
      if (behaviour === 'garbage')
        return sendJson(response, 200, { images: ['bm90aGluZw=='], parameters: {}, info: '{}' });
      await hold;
      made += 1;
      const picture = (await plainPicture(body.width / 8, body.height / 8, made)).toString('base64');
      sendJson(response, 200, { images: [picture], parameters: {}, info: JSON.stringify({ all_seeds: [1] }) });
    })();
  });
  const outbound = createOutbound({ allowLoopback: true });
  onTestFinished(() => outbound.close());
  const painter = createSdwebuiPainter(
    { url: server.url, login: 'user:pass', steps: 20, guidance: 7, sampler: 'Euler a', checkpoint: 'xl' },
    {
      outbound,
      clock: systemClock,
      timeoutMs: 5_000,
      retries: behaviour === 'busy-once' ? 1 : 0,
      pollMs: 5,
      translate: async (text) => (text === '睡莲' ? 'water lily' : text),
    },
  );
  return { painter, made: () => made, asked, interrupted };
}

describePainterContract('sdwebui', (behaviour) => open(behaviour), {
  without: { half: 'one picture is asked for at a time' },
});

const wish = {
  prompt: '睡莲',
  negative: '',
  width: 1024,
  height: 1024,
  n: 2,
  seed: 4_294_967_295,
  style: '油画',
  composition: 'plain',
} as const;

describe('what the WebUI is asked', () => {
  it('one picture at a time with its own seed, the translated text with its style, and the login', async () => {
    const { painter, asked } = await open('well');
    await painter.generate(wish);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({
      prompt: expect.stringMatching(/^water lily, oil painting/),
      negative_prompt: expect.stringContaining('flat vector'),
      seed: 4_294_967_295,
      steps: 20,
      cfg_scale: 7,
      width: 1024,
      height: 1024,
      batch_size: 1,
      n_iter: 1,
      sampler_name: 'Euler a',
      override_settings: { sd_model_checkpoint: 'xl' },
      login: `Basic ${Buffer.from('user:pass').toString('base64')}`,
    });
    expect(asked[1]).toMatchObject({ seed: 0 });
  });

  it('its own progress is passed on while it works', async () => {
    let release: () => void = () => undefined;
    const { painter } = await open(
      'well',
      new Promise((resolve) => {
        release = resolve;
      }),
    );
    const heard: number[] = [];
    await painter.generate({
      ...wish,
      n: 1,
      onProgress: (done) => {
        heard.push(done);
        release();
      },
    });
    expect(heard[0]).toBe(0.4);
    expect(heard.at(-1)).toBe(1);
  });

  it('a job nobody waits for any more is interrupted', async () => {
    const { painter, interrupted } = await open('slow');
    const stop = new AbortController();
    const painting = painter.generate({ ...wish, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(painting).rejects.toThrow();
    expect(interrupted).toEqual(['/sdapi/v1/interrupt']);
  });
});
