// What is told of messages: that a broadcast has ended and how many it has reached, and what a follower says.
// Must not sign or send.
import { broadcastFinished, type Distribution, saidNotice } from '../../../domain/distribution/index.js';
import type { DescribeEvent } from '../push/channel.js';
import { finishFields, textFields } from './mapping.js';

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
  [saidNotice]: async ({ subject, accountId }) => {
    const said = await distribution.said(accountId, Number(subject));
    return { openid: said.number, at: said.at, type: 'text', fields: textFields(said) };
  },
});
