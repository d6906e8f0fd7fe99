// Says which IP addresses this server may connect to: globally routable unicast, and what the operator adds.
// Must not know names, ports or why somebody wants to connect; pure classification, no DNS, no sockets.
import ipaddr from 'ipaddr.js';

export interface AddressPolicy {
  /** Permits 127.0.0.0/8 and ::1, for a sandbox whose clients run on the same machine. */
  readonly allowLoopback: boolean;
  /** Further networks in CIDR form (`10.20.0.0/16`), for callbacks into a company's own network. */
  readonly allowNetworks?: readonly string[];
}

/** Null when the address may be connected to, else one word for the log that says what kind of address it is. */
export type AddressGuard = (address: string) => string | null;

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Addresses at which clouds serve credentials or instance secrets to whoever asks. They stay refused even when a listed
 * network covers them: a wide `allowNetworks` entry is written for callbacks, never for these.
 */
const metadataAddresses: readonly Network[] = [
  '169.254.169.254/32',
  '169.254.170.2/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
  'fd00:ec2::254/128',
].map((text) => ipaddr.parseCIDR(text));

/** Kinds that reach no single, named machine elsewhere; no list of networks makes sense of them. */
const neverAllowed: ReadonlySet<string> = new Set(['unspecified', 'multicast', 'broadcast']);

const isInside = (address: ipaddr.IPv4 | ipaddr.IPv6, networks: readonly Network[]): boolean =>
  networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));

/** IPv4-mapped addresses (::ffff:a.b.c.d) are the IPv4 address in other clothes: the kernel connects over IPv4. */
function unmapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** The IPv4 address a translating network would forward to, for the forms that carry one. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  // 64:ff9b::/96 (NAT64) only; 64:ff9b:1::/48 is for local use and stays refused.
  if (range === 'rfc6052' && address.parts[2] === 0) return new ipaddr.IPv4(bytes.slice(12, 16));
  return null;
}

function kindOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (isInside(address, metadataAddresses)) return 'metadata';
  if (address instanceof ipaddr.IPv4) return address.range();
  const inner = embedded(address);
  // Tunnels are judged by where they lead; loopback through a tunnel is not this machine asking itself.
  if (inner !== null) return kindOf(inner) === 'unicast' ? 'unicast' : `tunnel to ${kindOf(inner)}`;
  const range = address.range();
  // Only 2000::/3 has been handed out for global unicast; ipaddr.js calls the unassigned rest unicast too.
  return range === 'unicast' && ((address.parts[0] ?? 0) & 0xe000) !== 0x2000 ? 'unassigned' : range;
}

function parseNetwork(text: string): Network {
  try {
    return ipaddr.parseCIDR(text);
  } catch (error) {
    throw new Error(`allowed network "${text}" is not a network in CIDR form such as 10.20.0.0/16`, { cause: error });
  }
}

/** Builds the guard. @throws Error that names the entry when `allowNetworks` holds something that is no network */
export function createAddressGuard(policy: AddressPolicy): AddressGuard {
  const networks = (policy.allowNetworks ?? []).map(parseNetwork);
  return (text) => {
    if (!ipaddr.isValid(text)) return 'malformed';
    const address = unmapped(ipaddr.parse(text));
    const kind = kindOf(address);
    if (kind === 'unicast') return null;
    if (kind === 'loopback' && policy.allowLoopback) return null;
    if (kind === 'metadata' || neverAllowed.has(kind)) return kind;
    return isInside(address, networks) ? null : kind;
  };
}
