// The rooms this server has: one line each. A new vendor is one folder and one line here.
// Must not hold anything else.
import { aiPainting } from './ai-painting/index.js';
import { consoleRoom } from './console/index.js';
import { pictureSpace } from './picture-space/index.js';
import type { RoomDefinition } from './room.js';
import { wechatMp } from './wechat-mp/index.js';
import { wechatpayV3 } from './wechatpay-v3/index.js';

export const rooms: readonly RoomDefinition[] = [wechatpayV3, wechatMp, aiPainting, pictureSpace, consoleRoom];
