// How accounts of this room are told of events: each domain's events are described by the folder that serves it.
// Must not hold anything else; push/ writes, signs and seals.
import type { Channel } from '../../domain/delivery/index.js';
import type { RoomServices } from '../room.js';
import { audienceEvents } from './audience/events.js';
import { appKind } from './auth.js';
import { cardEvents } from './card/events.js';
import { messageEvents } from './message/events.js';
import { createChannel } from './push/channel.js';
import { passOnTo } from './push/pass-on.js';
import type { WechatMpSettings } from './settings.js';

export const createChannels = (
  { clock, random, coupons, distribution }: RoomServices,
  { pushMode }: WechatMpSettings,
): Readonly<Record<string, Channel>> => ({
  [appKind]: createChannel({
    clock,
    random,
    mode: pushMode,
    events: { ...cardEvents(coupons), ...messageEvents(distribution), ...audienceEvents(distribution) },
    passOn: passOnTo(distribution),
  }),
});
