// Our endpoint as the vendor shows it. Must not look anything up.
import type { Endpoint } from '../../../domain/delivery/index.js';
import { rfc3339 } from '../../../kernel/clock.js';

export const fromEndpoint = ({ url, updatedAt }: Endpoint): { notify_url: string; update_time: string } => ({
  notify_url: url,
  update_time: rfc3339(updatedAt),
});
