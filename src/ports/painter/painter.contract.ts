// What every painter must do, as tests that can be pointed at any of them over a stand-in of its server.
// Must not know any server's wire format; the stand-in is told what to do in words.
import { describe, expect, test } from 'vitest';
import { readImageHeader } from '../../kernel/image-bytes.js';
import { type Painter, PainterError, type PaintRequest } from './painter.js';

/** How the server behind the painter behaves. `half`: fewer pictures than asked for, or half an answer, once. */
export type Behaviour =
  | 'well'
  | 'busy-once'
  | 'down'
  | 'half'
  | 'slow'
  | 'refuses-text'
  | 'refuses-request'
  | 'garbage';

export interface OpenedPainter {
  readonly painter: Painter;
  /** Pictures the server has made so far. */
  readonly made: () => number;
}

const wish: PaintRequest = {
  prompt: '睡莲',
  negative: '',
  width: 1024,
  height: 1536,
  n: 2,
  seed: 7,
  style: '油画',
  composition: 'plain',
};

export function describePainterContract(
  name: string,
  open: (behaviour: Behaviour) => Promise<OpenedPainter>,
  options: {
    /** Behaviours this painter's server does not have, with the reason. */
    readonly without?: Partial<Record<Behaviour, string>>;
  } = {},
): void {
  const { without = {} } = options;
  const failing = (behaviour: Behaviour, change: Partial<PaintRequest> = {}): Promise<unknown> =>
    open(behaviour).then(({ painter }) => painter.generate({ ...wish, ...change }).catch((error: unknown) => error));

  describe(`${name} keeps the painter contract`, () => {
    test('as many pictures as asked for come, in a shape near the one asked for, and progress rises to the whole', async () => {
      const { painter } = await open('well');
      const progress: number[] = [];
      for (const n of [1, 6]) {
        const pictures = await painter.generate({ ...wish, n, onProgress: (done) => progress.push(done) });
        expect(pictures).toHaveLength(n);
        for (const { bytes } of pictures) {
          const { width, height } = readImageHeader(bytes) ?? {};
          expect((width ?? 0) / (height ?? 1)).toBeGreaterThan(0.5);
          expect((width ?? 0) / (height ?? 1)).toBeLessThan(0.8);
        }
        expect(progress).toEqual([...progress].sort((a, b) => a - b));
        expect(progress.splice(0).at(-1)).toBe(1);
      }
    });

    test.skipIf(without['busy-once'])('a server that is busy once is asked again', async () => {
      const { painter } = await open('busy-once');
      expect(await painter.generate(wish)).toHaveLength(2);
    });

    test.skipIf(without.half)('what is missing from half an answer is asked for again', async () => {
      const { painter } = await open('half');
      expect(await painter.generate(wish)).toHaveLength(2);
    });

    test.skipIf(without.down)('a server that is down is unavailable', async () => {
      const error = await failing('down');
      expect(error).toBeInstanceOf(PainterError);
      expect(error).toMatchObject({ reason: 'unavailable' });
    });

    test.skipIf(without.garbage)('answers that are no pictures are unavailable', async () => {
      expect(await failing('garbage')).toMatchObject({ reason: 'unavailable' });
    });

    test.skipIf(without['refuses-text'])('a refusal by the safety filter is blocked, and asked once only', async () => {
      expect(await failing('refuses-text')).toMatchObject({ name: 'PainterError', reason: 'blocked' });
    });

    test.skipIf(without['refuses-request'])('a request the server does not take is invalid', async () => {
      expect(await failing('refuses-request')).toMatchObject({ reason: 'invalid' });
    });

    test.skipIf(without.slow)('the signal ends it while the server works', async () => {
      const stop = new AbortController();
      const { painter } = await open('slow');
      const painting = painter.generate({ ...wish, signal: stop.signal });
      setTimeout(() => stop.abort(), 50);
      await expect(painting).rejects.toThrow();
    });

    test('no error text holds the prompt', async () => {
      for (const behaviour of ['down', 'garbage', 'refuses-text', 'refuses-request'] as const) {
        if (without[behaviour]) continue;
        const error = await failing(behaviour, { prompt: '只在此处的字' });
        expect(String(error)).not.toContain('只在此处的字');
      }
    });
  });
}
