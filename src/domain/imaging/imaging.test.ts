import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Pictures } from '../pictures/index.js';
import { createImaging } from './index.js';

const ours = Buffer.from('our own picture');
/** Nothing real: a picture store that knows one address, and a network that answers when it is told to. */
function made() {
  const asked: unknown[] = [];
  const answers: (() => void)[] = [];
  const outbound = {
    download: (url: string, limits: object) => {
      asked.push([url, limits]);
      return new Promise((resolve) => {
        answers.push(() => resolve({ bytes: Buffer.from('theirs'), contentType: null, url }));
      });
    },
  } as unknown as Outbound;
  const pictures = {
    readOwnUrl: async (url: string) => {
      if (url === 'http://us/p/known.jpg') return ours;
      if (url.startsWith('http://us/')) throw new DomainError('NOT_FOUND', 'none');
      return null;
    },
  } as Pictures;
  return { asked, answers, imaging: createImaging({ engines: {} as EngineRunner, outbound, pictures }) };
}

describe('fetching a source', () => {
  it('reads our own pictures where they lie, within the same limit', async () => {
    const { imaging, asked } = made();
    expect(await imaging.fetch('http://us/p/known.jpg', 100)).toBe(ours);
    await expect(imaging.fetch('http://us/p/known.jpg', 3)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(imaging.fetch('http://us/p/other.jpg', 100)).rejects.toMatchObject({ code: 'SOURCE_FAILED' });
    expect(asked).toEqual([]);
  });

  it('asks others for images, for 5 s, over 3 redirects', async () => {
    const { imaging, asked, answers } = made();
    const fetched = imaging.fetch('http://them/x.jpg', 100);
    await expect.poll(() => answers.length).toBe(1);
    answers[0]?.();
    expect(Buffer.from(await fetched).toString()).toBe('theirs');
    const limits = { maxBytes: 100, timeoutMs: 5_000, maxRedirects: 3, accept: 'image/*' };
    expect(asked).toEqual([['http://them/x.jpg', limits]]);
  });

  it('refuses the 65th download at once and takes the next when one has ended', async () => {
    const { imaging, answers } = made();
    const running = Array.from({ length: 64 }, () => imaging.fetch('http://them/x.jpg', 100));
    await expect.poll(() => answers.length).toBe(64);
    await expect(imaging.fetch('http://them/x.jpg', 100)).rejects.toMatchObject({ code: 'TOO_BUSY' });
    for (const answer of answers) answer();
    await Promise.all(running);
    const next = imaging.fetch('http://them/x.jpg', 100);
    await expect.poll(() => answers.length).toBe(65);
    answers[64]?.();
    await next;
  });
});
