// How accounts of this room are told of events. Nothing that is served yet makes an event; card events will come here.
// Must not hold anything else.
import type { Channel } from '../../domain/delivery/index.js';

export const channels: Readonly<Record<string, Channel>> = {};
