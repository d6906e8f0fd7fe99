// Several painters as one: the next takes over when one is down, and none may take for ever.
// Must not know what any painter is.
import { DomainError, isDomainError } from '../../kernel/errors.js';
import type { Log } from '../../kernel/log.js';
import { type PaintedPicture, type Painter, PainterError, type PaintRequest } from '../../ports/painter/painter.js';

/** The painter with a limit on the time of a whole request. */
export function withTimeLimit(painter: Painter, limitMs: number): Painter {
  return {
    name: painter.name,
    generate: async (request) => {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), limitMs);
      const signal = request.signal === undefined ? late.signal : AbortSignal.any([request.signal, late.signal]);
      try {
        return await painter.generate({ ...request, signal });
      } catch (error) {
        if (!late.signal.aborted || request.signal?.aborted) throw error;
        throw new PainterError('unavailable', painter.name, `no pictures within ${Math.round(limitMs / 1000)} s`);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Progress that never goes back, whichever painter reports it. */
function rising(report: ((done: number) => void) | undefined): ((done: number) => void) | undefined {
  if (report === undefined) return undefined;
  let highest = 0;
  return (done) => {
    highest = Math.max(highest, Math.min(1, done));
    report(highest);
  };
}

/**
 * Asks the painters in order until one delivers. A refusal of the text is final: it is not carried to the next painter in
 * the hope that it looks away.
 */
export function createFailover(painters: readonly Painter[], log: Log): Painter {
  const name = painters.map((painter) => painter.name).join(',');
  return {
    name,
    generate: async (request: PaintRequest): Promise<PaintedPicture[]> => {
      const onProgress = rising(request.onProgress);
      const passed: PaintRequest = { ...request, ...(onProgress ? { onProgress } : {}) };
      let last: unknown = new PainterError('unavailable', name, 'no painter is set up');
      for (const painter of painters) {
        try {
          const pictures = await painter.generate(passed);
          if (pictures.length !== request.n) {
            throw new PainterError('unavailable', painter.name, `${pictures.length} of ${request.n} pictures came`);
          }
          return pictures;
        } catch (error) {
          if (request.signal?.aborted)
            throw isDomainError(error) ? error : new DomainError('ABORTED', 'painting was stopped');
          if (error instanceof PainterError && error.reason === 'blocked') throw error;
          if (painters.length > 1)
            log.warn({ painter: painter.name, cause: String(error) }, 'the next painter takes over');
          last = error;
        }
      }
      throw last;
    },
  };
}
