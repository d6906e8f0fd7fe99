// Outgoing HTTP against the port's contract, and the tricks that names and certificates allow.
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { httpServer } from '../../../test/support/local-servers.js';
import { issueCertificate } from '../../kernel/certificates.js';
import { systemRandom } from '../../kernel/ids.js';
import { describeOutboundContract } from '../../ports/outbound/outbound.contract.js';
import type { Outbound } from '../../ports/outbound/outbound.js';
import type { Resolve, ResolvedAddress } from './guarded-connector.js';
import { createOutbound, type OutboundSettings } from './http.js';

describeOutboundContract('http', createOutbound);

const limits = { maxBytes: 1_000, timeoutMs: 5_000, maxRedirects: 3 };

function open(settings: Partial<OutboundSettings> = {}): Outbound {
  const outbound = createOutbound({ allowLoopback: true, ...settings });
  onTestFinished(() => outbound.close());
  return outbound;
}

const v4 = (address: string): ResolvedAddress => ({ address, family: 4 });
const v6 = (address: string): ResolvedAddress => ({ address, family: 6 });

/** A name server whose answers are a list, one for each question. */
function answers(...replies: readonly (readonly ResolvedAddress[])[]): Resolve & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve = async (host: string): Promise<readonly ResolvedAddress[]> => {
    asked.push(host);
    return replies[asked.length - 1] ?? [];
  };
  return Object.assign(resolve, { asked });
}

describe('names', () => {
  test.each([
    ['a private address', [v4('10.1.2.3')]],
    ['the metadata service', [v4('169.254.169.254')]],
    ['an IPv6 form of a private address', [v6('::ffff:192.168.1.1')]],
    ['a public address and, behind it, a private one', [v4('93.184.215.14'), v6('fd00::1')]],
  ])('a name that leads to %s is refused', async (_, addresses) => {
    const outbound = open({ lookup: answers(addresses) });
    await expect(outbound.download('http://pictures.example/', limits)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      facts: { reason: 'address', host: 'pictures.example' },
    });
  });

  test('the connection goes to the address that was checked: a name is resolved once for each connection', async () => {
    const server = await httpServer((_, answer) => answer.end('checked'));
    const lookup = answers([v4('127.0.0.1')], [v4('10.0.0.1')]);
    const outbound = open({ lookup });
    const url = `http://rebinding.example:${server.port}/`;
    expect((await outbound.download(url, limits)).bytes.toString()).toBe('checked');
    expect(lookup.asked).toEqual(['rebinding.example']);
  });

  test('a name that turns to a private address between two connections is refused at the second', async () => {
    const server = await httpServer((_, answer) => answer.setHeader('connection', 'close').end('checked'));
    const lookup = answers([v4('127.0.0.1')], [v4('10.0.0.1')]);
    const outbound = open({ lookup });
    const url = `http://rebinding.example:${server.port}/`;
    await outbound.download(url, limits);
    await server.allClosed();
    await expect(outbound.download(url, limits)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
    expect(lookup.asked).toHaveLength(2);
    expect(server.connections()).toBe(1);
  });

  test('a redirect to a name that leads inside is refused', async () => {
    const server = await httpServer((_, answer) => answer.writeHead(302, { location: 'http://inside.example/' }).end());
    const outbound = open({ lookup: answers([v4('192.168.0.1')]) });
    await expect(outbound.download(server.url, limits)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      facts: { host: 'inside.example' },
    });
  });

  test('a name without addresses, or unknown to the name server, is SOURCE_FAILED', async () => {
    const unknown: Resolve = () =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    for (const lookup of [unknown, answers([])]) {
      await expect(open({ lookup }).download('http://nowhere.example/', limits)).rejects.toMatchObject({
        code: 'SOURCE_FAILED',
        facts: { reason: 'dns', code: 'ENOTFOUND' },
      });
    }
  });

  test('a name server that never answers is covered by the time limit', async () => {
    const outbound = open({ lookup: () => new Promise(() => undefined) });
    await expect(outbound.download('http://slow.example/', { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      facts: { reason: 'timeout' },
    });
  });

  test('a listed network is permitted, its neighbours are not', async () => {
    const server = await httpServer((_, answer) => answer.end('inside'));
    const outbound = open({ allowLoopback: false, allowNetworks: ['127.0.0.0/31'] });
    expect((await outbound.download(server.url, limits)).bytes.toString()).toBe('inside');
    await expect(outbound.download(`http://127.0.0.2:${server.port}/`, limits)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
    });
  });

  test('host lists are compared without letter case, port or a final dot', async () => {
    const server = await httpServer((_, answer) => answer.end('ok'));
    const outbound = open({ lookup: answers([v4('127.0.0.1')], [v4('127.0.0.1')]) });
    const hosts = ['cdn.example'];
    expect((await outbound.download(`http://CDN.Example:${server.port}/`, { ...limits, hosts })).bytes.toString()).toBe(
      'ok',
    );
    expect(
      (await outbound.download(`http://cdn.example.:${server.port}/`, { ...limits, hosts })).bytes.toString(),
    ).toBe('ok');
    await expect(
      outbound.download(`http://evil-cdn.example:${server.port}/`, { ...limits, hosts }),
    ).rejects.toMatchObject({
      facts: { reason: 'host' },
    });
  });
});

test('ports of other protocols are refused', async () => {
  const outbound = open();
  for (const port of [22, 25, 6379]) {
    await expect(outbound.download(`http://127.0.0.1:${port}/`, limits)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      facts: { reason: 'port' },
    });
  }
});

describe('TLS', () => {
  async function tlsServer(): Promise<{ port: number; certificate: string }> {
    const now = Date.now();
    const life = { notBefore: now - 60_000, notAfter: now + 3_600_000 };
    const authority = await issueCertificate({ subject: 'CN=Test Authority', serialBytes: systemRandom(20), ...life });
    const issued = await issueCertificate({
      subject: 'CN=pictures.example',
      serialBytes: systemRandom(20),
      hosts: ['pictures.example'],
      issuer: authority,
      ...life,
    });
    const server = createTlsServer({ key: issued.privateKeyPem, cert: issued.certificatePem }, (_, answer) =>
      answer.end('secure'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as AddressInfo).port, certificate: authority.certificatePem };
  }

  test('a certificate nobody vouches for is SOURCE_FAILED, a trusted one for the right name is taken', async () => {
    const { port, certificate } = await tlsServer();
    const lookup: Resolve = async () => [v4('127.0.0.1')];
    const url = `https://pictures.example:${port}/`;
    const failed = { code: 'SOURCE_FAILED', facts: { reason: 'tls' } };
    await expect(open({ lookup }).download(url, limits)).rejects.toMatchObject(failed);
    const trusting = open({ lookup, certificateAuthorities: [certificate] });
    expect((await trusting.download(url, limits)).bytes.toString()).toBe('secure');
    await expect(trusting.download(`https://other.example:${port}/`, limits)).rejects.toMatchObject(failed);
  });

  test('a server that speaks no TLS is SOURCE_FAILED', async () => {
    const server = await httpServer((_, answer) => answer.end());
    await expect(open().download(`https://127.0.0.1:${server.port}/`, limits)).rejects.toMatchObject({
      code: 'SOURCE_FAILED',
      facts: { reason: 'tls' },
    });
  });
});
