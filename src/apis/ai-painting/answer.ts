// Writes answers: the seller's as HTTP 200 with a fresh request number, the gateway's with its own status and headers.
// Must not know operations.
import { type HttpReply, sendExact } from '../../http/server.js';
import type { RandomBytes } from '../../kernel/ids.js';
import type { GatewayError, ResultCode } from './envelope.js';

export interface Answerer {
  success(reply: HttpReply, data: object, beganAt: number): void;
  failure(reply: HttpReply, result: ResultCode, beganAt: number): void;
  gateway(reply: HttpReply, error: GatewayError, beganAt: number): void;
}

/** 24 decimal digits, the first of which may be 0, as the samples of the guide show. */
export function requestNumber(random: RandomBytes): string {
  const digits = Buffer.allocUnsafe(24);
  let drawn = 0;
  while (drawn < digits.length) {
    for (const byte of random(32)) {
      if (byte < 250 && drawn < digits.length) digits[drawn++] = 0x30 + (byte % 10);
    }
  }
  return digits.toString('latin1');
}

export function createAnswerer(random: RandomBytes): Answerer {
  const latency = (beganAt: number): string => String(Math.max(0, Math.round(performance.now() - beganAt)));
  // What the service behind the gateway says comes through the gateway too, and carries its headers.
  const send = (reply: HttpReply, body: object, beganAt: number): void => {
    const passed = latency(beganAt);
    sendExact(reply, {
      status: 200,
      headers: [
        ['Server', 'api-gateway'],
        ['Content-Type', 'application/json; charset=utf-8'],
        ['X-Request-Id', random(16).toString('hex')],
        ['X-Apig-Latency', passed],
        ['X-Apig-Upstream-Latency', passed],
      ],
      body: JSON.stringify(body),
    });
  };
  return {
    success: (reply, data, beganAt) =>
      send(reply, { code: 200, msg: '成功', taskNo: requestNumber(random), data }, beganAt),
    // No `data` on errors: public clients of this seller look at `code` first and show `msg` otherwise.
    failure: (reply, { code, msg }, beganAt) => send(reply, { code, msg, taskNo: requestNumber(random) }, beganAt),
    gateway: (reply, { status, code, text }, beganAt) => {
      const requestId = random(16).toString('hex');
      sendExact(reply, {
        status,
        headers: [
          ['Server', 'api-gateway'],
          ['Content-Type', 'application/json'],
          ['X-Request-Id', requestId],
          ['X-Apig-Latency', latency(beganAt)],
        ],
        body: JSON.stringify({ error_msg: text, error_code: code, request_id: requestId }),
      });
    },
  };
}
