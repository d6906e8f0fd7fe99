import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spelledTargets } from '../../../test/support/ssrf-spellings.js';
import { withPort } from '../../../test/support/ssrf-targets.js';
import { createOutbound } from './http.js';

let connections = 0;
const listener = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
// On every address of this machine, IPv6 forms included.
beforeAll(() => new Promise<void>((resolve) => listener.listen(0, '::', resolve)));
afterAll(() => new Promise<void>((resolve) => listener.close(() => resolve())));

test('more than 600 spellings of forbidden addresses are refused, and nobody is connected to', async () => {
  const outbound = createOutbound({ allowLoopback: false, allowNetworks: [] });
  const { port } = listener.address() as AddressInfo;
  const limits = { maxBytes: 1_000, timeoutMs: 5_000, maxRedirects: 3 };
  expect(spelledTargets.length).toBeGreaterThan(600);
  const codes = new Map<string, string[]>();
  for (const target of spelledTargets) {
    const code = await outbound.download(withPort(target, port), limits).then(
      () => 'REACHED',
      (error: { code?: string }) => error.code ?? 'none',
    );
    codes.set(code, [...(codes.get(code) ?? []), target]);
  }
  await outbound.close();
  expect([...codes.keys()]).toEqual(['SOURCE_REFUSED']);
  expect(connections).toBe(0);
});
