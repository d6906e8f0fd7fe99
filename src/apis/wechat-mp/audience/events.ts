// What is told of followers: that somebody began or ceased to follow, or came again by a code with a scene.
// Must not sign or send. developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
import { cameNotice, followedNotice, leftNotice, readSubject } from '../../../domain/audience/index.js';
import type { Distribution } from '../../../domain/distribution/index.js';
import type { DescribeEvent } from '../push/channel.js';

/** Without a code there is no scene to name. */
const describe =
  (distribution: Distribution, name: string, prefix: string): DescribeEvent =>
  async ({ subject }) => {
    const { number, at, ticket: key } = readSubject(subject);
    const ticket = key === null ? null : await distribution.ticket(key);
    if (ticket === null) return { openid: number, at, name, fields: [['EventKey', '']] };
    return {
      openid: number,
      at,
      name,
      fields: [
        ['EventKey', `${prefix}${ticket.scene ?? ''}`],
        ['Ticket', ticket.name],
      ],
    };
  };

export const audienceEvents = (distribution: Distribution): Record<string, DescribeEvent> => ({
  [followedNotice]: describe(distribution, 'subscribe', 'qrscene_'),
  [leftNotice]: describe(distribution, 'unsubscribe', ''),
  [cameNotice]: describe(distribution, 'SCAN', ''),
});
