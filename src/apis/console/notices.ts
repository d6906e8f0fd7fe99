// How console users are told of events: not at all, they look.
// Must not hold anything else.
import type { Channel } from '../../domain/delivery/index.js';

export const channels: Readonly<Record<string, Channel>> = {};
