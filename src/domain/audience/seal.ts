// Sealed texts: what a browser is given to bring back unchanged, such as who it is signed in as.
// Must not know what is sealed. HMAC-SHA-256 with a key that is made once and kept in the database.
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Seals {
  /** `value.until.mac`, in characters a cookie and a form field take as they are; good until a time (ms, UTC). */
  seal(purpose: string, value: string, until: number): string;
  /** The value; null when it is not ours, was sealed for another purpose, or is over. Never throws. */
  open(purpose: string, sealed: string, now: number): string | null;
}

const longest = 2_048;

export function createSeals(key: Buffer): Seals {
  const macOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    seal: (purpose, value, until) => {
      const body = `${Buffer.from(value, 'utf8').toString('base64url')}.${until.toString(36)}`;
      return `${body}.${macOf(`${purpose}\n${body}`).toString('base64url')}`;
    },
    open: (purpose, sealed, now) => {
      if (sealed.length > longest) return null;
      const [value, until, mac, more] = sealed.split('.');
      if (value === undefined || until === undefined || mac === undefined || more !== undefined) return null;
      const right = macOf(`${purpose}\n${value}.${until}`);
      const given = Buffer.from(mac, 'base64url');
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
      return Number.parseInt(until, 36) > now ? Buffer.from(value, 'base64url').toString('utf8') : null;
    },
  };
}
