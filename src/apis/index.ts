// The rooms this server has: one line each. A new vendor is one folder and one line here.
// Must not hold anything else but the type that joins their sandbox sections.
import { aiPainting } from './ai-painting/index.js';
import type { PaintingSection } from './ai-painting/sandbox-section.js';
import { consoleRoom } from './console/index.js';
import type { ConsoleSection } from './console/sandbox-section.js';
import { pictureSpace } from './picture-space/index.js';
import type { SpaceSection } from './picture-space/sandbox-section.js';
import type { RoomDefinition } from './room.js';
import { wechatMp } from './wechat-mp/index.js';
import type { AppSection } from './wechat-mp/sandbox-section.js';
import { wechatpayV3 } from './wechatpay-v3/index.js';
import type { PaySection } from './wechatpay-v3/sandbox-section.js';

export const rooms: readonly RoomDefinition[] = [wechatpayV3, wechatMp, aiPainting, pictureSpace, consoleRoom];

/** The rooms' sections of sandbox.json by their keys. */
export interface SandboxSections {
  readonly wechatPay: PaySection;
  readonly wechatMp: AppSection;
  readonly aiPainting: PaintingSection;
  readonly pictureSpace: SpaceSection;
  readonly console: ConsoleSection;
}
