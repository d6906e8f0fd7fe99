// Listens to a websocket over the same guarded sockets as every other request.
// Must not judge addresses, and must not know what is said. Redirects are no websockets: the library refuses them.
import { type Agent, WebSocket } from 'undici';

/** Resolves when the signal or the other side has ended it. @throws Error when it does not open, or breaks */
export function listenTo(url: URL, agent: Agent, onText: (text: string) => void, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, { dispatcher: agent });
  return new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      socket.close();
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string' && !signal.aborted) onText(data);
    });
    socket.addEventListener('close', () => resolve());
    socket.addEventListener('error', ({ error }) => reject(error));
  }).finally(() => {
    // One that never opened is given up too.
    if (socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.OPEN) socket.close();
  });
}
