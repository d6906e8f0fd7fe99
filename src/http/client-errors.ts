// Ends connections whose bytes are no request, or too few of one for too long. Must not know any route.
import type { Socket } from 'node:net';

const statuses: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

function end(socket: Socket, code: string): void {
  if (socket.destroyed) return;
  if (socket.writable) {
    socket.write(`HTTP/1.1 ${statuses[code] ?? '400 Bad Request'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroy();
}

/**
 * For `clientError`. Those who are late have often come together, and are found late together: they are ended one by one, a
 * turn of the event loop each, so that nobody else waits for thousands of them.
 */
export function createConnectionEnder(): (error: Error & { code?: string }, socket: Socket) => void {
  const late = new Set<Socket>();
  const endOne = (): void => {
    for (const socket of late) {
      late.delete(socket);
      end(socket, 'ERR_HTTP_REQUEST_TIMEOUT');
      break;
    }
    if (late.size > 0) setImmediate(endOne);
  };
  return ({ code = '' }, socket) => {
    if (code !== 'ERR_HTTP_REQUEST_TIMEOUT') return end(socket, code);
    if (late.size === 0) setImmediate(endOne);
    late.add(socket);
  };
}
