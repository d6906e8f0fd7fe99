// What is told of followers: that somebody began or ceased to follow.
// Must not sign or send. developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
import { followedNotice, leftNotice, readSubject } from '../../../domain/audience/index.js';
import type { DescribeEvent } from '../push/channel.js';

/** Nobody comes by a parametric QR code of ours, so there is no scene to name. */
const describe =
  (name: string): DescribeEvent =>
  async ({ subject }) => {
    const { number, at } = readSubject(subject);
    return { openid: number, at, name, fields: [['EventKey', '']] };
  };

export const audienceEvents: Record<string, DescribeEvent> = {
  [followedNotice]: describe('subscribe'),
  [leftNotice]: describe('unsubscribe'),
};
