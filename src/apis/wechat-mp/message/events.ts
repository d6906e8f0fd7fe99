// What is told of broadcasts: that one has ended, and how many it has reached.
// Must not sign or send.
import { broadcastFinished, type Distribution } from '../../../domain/distribution/index.js';
import type { DescribeEvent } from '../push/channel.js';
import { finishFields } from './mapping.js';

/** "公众号群发助手的openid，为mphelper" */
const helper = 'mphelper';

export const messageEvents = (distribution: Distribution): Record<string, DescribeEvent> => ({
  [broadcastFinished]: async ({ subject, accountId }) => {
    const message = await distribution.message(accountId, Number(subject));
    return {
      openid: helper,
      at: message.finishedAt ?? message.createdAt,
      name: 'MASSSENDJOBFINISH',
      fields: finishFields(message),
    };
  },
});
