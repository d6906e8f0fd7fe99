// How accounts of this room are told of events. The vendor documents no callback: there is nothing to send.
// Must not hold anything else.
import type { Channel } from '../../domain/delivery/index.js';

export const channels: Readonly<Record<string, Channel>> = {};
