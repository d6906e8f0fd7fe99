// The words of this domain. An account is somebody who may call this server: a service provider, a brand, an app.
// Must not know which protocol an account speaks; `kind` is the room's own word for it.
import type { KeyObject } from 'node:crypto';

/** A public key that an account signs its requests with. */
export interface ClientKey {
  /** Upper-case hexadecimal serial number of the certificate it came in. */
  readonly serial: string;
  readonly publicKey: KeyObject;
  /** ms, UTC; null = does not expire. */
  readonly notAfter: number | null;
  readonly revoked: boolean;
}

/** A key pair this server signs answers and callbacks with. */
export interface ServerKey {
  /** Certificate serial (upper-case hexadecimal), or the id under which a bare public key was handed out. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** PEM; null for a bare public key. */
  readonly certificate: string | null;
  /** ms, UTC. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

export interface Account {
  readonly id: string;
  readonly kind: string;
  /** The number or name the outside world knows the account by; unique within its kind. */
  readonly number: string;
  readonly name: string;
  /** Blob of the logo, if any. */
  readonly logo: string | null;
  readonly clientKeys: ReadonlyMap<string, ClientKey>;
  readonly serverKeys: ReadonlyMap<string, ServerKey>;
  /** Signs when a request names no key. */
  readonly defaultServerKey: ServerKey | null;
  /** Shared secrets by purpose, e.g. `callback`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Numbers of the brands this account may act for. */
  readonly brands: ReadonlySet<string>;
}

/** Keys as text, to be stored. */
export interface NewServerKey {
  readonly id: string;
  readonly privateKeyPem: string;
  readonly certificatePem: string | null;
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

export interface NewAccount {
  readonly id: string;
  readonly kind: string;
  readonly number: string;
  readonly name: string;
  readonly logo?: string | null;
  readonly clientKeys: readonly { serial: string; publicKeyPem: string; notAfter: number | null }[];
  readonly serverKeys: readonly (NewServerKey & { readonly isDefault: boolean })[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly brands: readonly string[];
}
