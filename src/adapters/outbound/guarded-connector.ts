// Opens sockets to checked addresses only: the name is resolved here, every answer judged, and the socket given exactly
// the addresses that were judged. Must not know HTTP: whatever speaks over the socket cannot skip the check.
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { DomainError } from '../../kernel/errors.js';
import type { AddressGuard } from './address-guard.js';

/** One answer of a name server. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a name to all its addresses; rejects with an error that has a `code` (ENOTFOUND, EAI_AGAIN, …). */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true, verbatim: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });

/** After this long a single connection attempt is given up, so that one dead receiver does not collect half-open sockets. */
const connectTimeoutMs = 10_000;

const refused = (host: string, kind: string): DomainError =>
  new DomainError(
    'SOURCE_REFUSED',
    `${host} leads to an address this server does not connect to (${kind}); list its network to permit it`,
    { reason: 'address', host },
  );

/** The connector for an undici agent. `certificateAuthorities`: PEM texts trusted besides the system's. */
export function createGuardedConnector(parts: {
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
  readonly certificateAuthorities?: readonly string[];
}): buildConnector.connector {
  const { guard, resolve, certificateAuthorities } = parts;

  async function checkedAddresses(host: string): Promise<readonly ResolvedAddress[]> {
    const addresses = await resolve(host);
    if (addresses.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' });
    for (const { address } of addresses) {
      const kind = guard(address);
      // One bad answer among good ones is how rebinding is done: the name is refused, not the address skipped.
      if (kind !== null) throw refused(host, kind);
    }
    return addresses;
  }

  const lookup: LookupFunction = (host, options, callback) => {
    checkedAddresses(host).then(
      (addresses) => {
        const first = addresses[0];
        if (options.all === true) callback(null, [...addresses]);
        else if (first !== undefined) callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
  const connect = buildConnector({
    lookup,
    timeout: connectTimeoutMs,
    allowH2: false,
    ...(certificateAuthorities === undefined ? {} : { ca: [...certificateAuthorities] }),
  });

  return (options, callback) => {
    // A literal address never reaches the lookup, so it is judged here.
    const kind = isIP(options.hostname) === 0 ? null : guard(options.hostname);
    if (kind !== null) {
      queueMicrotask(() => callback(refused(options.hostname, kind), null));
      return;
    }
    connect(options, (...result) => {
      const [error, socket] = result;
      const peer = error === null ? socket.remoteAddress : undefined;
      const peerKind = peer === undefined ? null : guard(peer);
      if (error === null && peerKind !== null) {
        // Cannot happen while the socket honours the lookup; if it ever stops doing so, nothing is sent.
        socket.destroy();
        callback(refused(options.hostname, peerKind), null);
      } else {
        callback(...result);
      }
    });
  };
}
