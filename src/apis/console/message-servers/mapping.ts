// The domain's endpoint → the wire's message server.
// Must not look anything up.
import type { Endpoint } from '../../../domain/delivery/index.js';

export const fromEndpoint = ({ url, style, updatedAt }: Endpoint): object => ({ url, style, updated_at: updatedAt });
