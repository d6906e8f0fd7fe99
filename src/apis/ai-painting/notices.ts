// How accounts of this room are told of events: never. The protocol has no callbacks; clients ask until a task is done.
// Must not hold anything else.
import type { Channel } from '../../domain/delivery/index.js';

export const channels: Readonly<Record<string, Channel>> = {};
