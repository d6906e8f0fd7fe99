// Writes answers: status 200 whatever happened, compact JSON, the content type api.weixin.qq.com is known to send.
// Must not know operations. WxJava and silenceper take any other status for a broken connection and never see the body.
import { type HttpReply, sendExact } from '../../http/server.js';
import type { Clock } from '../../kernel/clock.js';
import { alphanumeric, digits, type RandomBytes } from '../../kernel/ids.js';
import { type Failure, failureBody } from './envelope.js';

/** Bytes instead of JSON. */
export interface FileAnswer {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly filename: string;
}

export interface Answerer {
  success(reply: HttpReply, body: object): void;
  file(reply: HttpReply, file: FileAnswer): void;
  failure(reply: HttpReply, failure: Failure): void;
}

export function createAnswerer({ clock, random }: { clock: Clock; random: RandomBytes }): Answerer {
  const json = (reply: HttpReply, body: string): void => {
    sendExact(reply, { status: 200, headers: [['Content-Type', 'application/json; encoding=utf-8']], body });
  };
  /** `68b6cccd-…`: Unix seconds in hexadecimal, then two random groups. */
  const requestId = (): string => {
    const tail = random(8).toString('hex');
    const seconds = Math.floor(clock.now() / 1000);
    return `${seconds.toString(16).padStart(8, '0')}-${tail.slice(0, 8)}-${tail.slice(8)}`;
  };
  const hint = (): string => `${alphanumeric(6, random)}${digits(6, random)}-0`;
  return {
    success: (reply, body) => json(reply, JSON.stringify(body)),
    failure: (reply, failure) => json(reply, failureBody(failure, hint(), requestId())),
    file: (reply, { bytes, contentType, filename }) => {
      sendExact(reply, {
        status: 200,
        headers: [
          ['Content-Type', contentType],
          ['Content-disposition', `attachment; filename="${filename}"`],
        ],
        body: bytes,
      });
    },
  };
}
