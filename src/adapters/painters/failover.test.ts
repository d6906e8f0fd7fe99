import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.js';
import { silentLog } from '../../kernel/log.js';
import { type Painter, PainterError, type PaintRequest } from '../../ports/painter/painter.js';
import { createFailover, withTimeLimit } from './failover.js';

const wish: PaintRequest = {
  prompt: 'x',
  negative: '',
  width: 1,
  height: 1,
  n: 1,
  seed: 0,
  style: '油画',
  composition: 'plain',
};
const bytes = new Uint8Array([1]);
const asked: string[] = [];
const good = (name: string): Painter => ({
  name,
  generate: async ({ onProgress }) => {
    asked.push(name);
    onProgress?.(0.2);
    onProgress?.(1);
    return [{ bytes }];
  },
});
const bad = (name: string, error: unknown): Painter => ({
  name,
  generate: async ({ onProgress }) => {
    asked.push(name);
    onProgress?.(0.6);
    throw error;
  },
});
const down = new PainterError('unavailable', 'a', 'down');

describe('several painters', () => {
  it('the next takes over when one is down or does not take the request, and progress never goes back', async () => {
    asked.splice(0);
    const heard: number[] = [];
    const painter = createFailover(
      [bad('a', down), bad('b', new PainterError('invalid', 'b', 'size')), good('c')],
      silentLog,
    );
    expect(painter.name).toBe('a,b,c');
    expect(await painter.generate({ ...wish, onProgress: (done) => heard.push(done) })).toEqual([{ bytes }]);
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(heard).toEqual([0.6, 0.6, 0.6, 1]);
  });

  it('a refusal of the text is final: no other painter is asked', async () => {
    asked.splice(0);
    const refusal = new PainterError('blocked', 'a', 'refused');
    await expect(createFailover([bad('a', refusal), good('b')], silentLog).generate(wish)).rejects.toBe(refusal);
    expect(asked).toEqual(['a']);
  });

  it('when all fail the last error is the answer', async () => {
    const last = new PainterError('invalid', 'b', 'no');
    await expect(createFailover([bad('a', down), bad('b', last)], silentLog).generate(wish)).rejects.toBe(last);
  });

  it('a stop of the caller is no reason to go on with the next', async () => {
    asked.splice(0);
    const signal = AbortSignal.abort();
    const painter = createFailover([bad('a', new DomainError('ABORTED', 'stopped')), good('b')], silentLog);
    await expect(painter.generate({ ...wish, signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(asked).toEqual(['a']);
  });

  it('fewer pictures than asked for are no answer', async () => {
    await expect(createFailover([good('a')], silentLog).generate({ ...wish, n: 2 })).rejects.toMatchObject({
      reason: 'unavailable',
    });
  });

  it('a painter that takes too long is stopped and unavailable', async () => {
    let stopped = false;
    const slow: Painter = {
      name: 'slow',
      generate: ({ signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            stopped = true;
            reject(new DomainError('ABORTED', 'stopped'));
          });
        }),
    };
    await expect(withTimeLimit(slow, 20).generate(wish)).rejects.toMatchObject({
      reason: 'unavailable',
      painter: 'slow',
    });
    expect(stopped).toBe(true);
  });
});
