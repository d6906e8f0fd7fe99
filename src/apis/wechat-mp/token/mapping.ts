// An issued token as the vendor writes it: no errcode on success. Must not look anything up.
import type { IssuedToken } from '../../../domain/tokens/index.js';

export const fromIssued = ({ token, secondsLeft }: IssuedToken): { access_token: string; expires_in: number } => ({
  access_token: token,
  expires_in: secondsLeft,
});
