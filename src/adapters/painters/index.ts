// Puts the painter together that the settings ask for: one backend, or several that stand in for each other.
// Must not know what a backend says on the wire.
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/log.js';
import type { EngineRunner } from '../../ports/engines/engines.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Painter } from '../../ports/painter/painter.js';
import type { BackendParts } from './backend.js';
import { createComfyuiPainter } from './comfyui/painter.js';
import { createDashscopePainter } from './dashscope/painter.js';
import { createFailover, withTimeLimit } from './failover.js';
import { createIllustrator } from './illustrator/painter.js';
import { createOnnxPainter } from './onnx/painter.js';
import { createOpenaiPainter } from './openai/painter.js';
import { createSdwebuiPainter } from './sdwebui/painter.js';
import type { BackendName, PainterSettings } from './settings.js';
import { createTranslate } from './translate.js';

export { ownNetworks, type PainterSettings, readPainterSettings } from './settings.js';

/** @param parts.outbound must reach the networks of `ownNetworks(settings)` */
export function createPainter(
  settings: PainterSettings,
  parts: { engines: EngineRunner; outbound: Outbound; clock: Clock; log: Log },
): Painter {
  const { engines, outbound, clock, log } = parts;
  const backend: BackendParts = { outbound, clock, timeoutMs: settings.timeoutMs, retries: settings.retries };
  const translate = createTranslate(settings.translateUrl, backend);
  const makers: Readonly<Record<BackendName, () => Painter>> = {
    illustrator: () => createIllustrator(engines),
    openai: () => createOpenaiPainter(settings.openai, backend),
    sdwebui: () => createSdwebuiPainter(settings.sdwebui, { ...backend, translate }),
    comfyui: () => createComfyuiPainter(settings.comfyui, { ...backend, translate }),
    onnx: () => createOnnxPainter(settings.onnx, engines, translate),
    dashscope: () => createDashscopePainter(settings.dashscope, backend),
  };
  return createFailover(
    settings.backends.map((name) => withTimeLimit(makers[name](), settings.timeoutMs)),
    log,
  );
}
