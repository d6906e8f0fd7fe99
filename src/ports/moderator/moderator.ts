// The moderator port: says whether a text may be painted.
// Must not know who wrote it or what it is for.

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false /** Which rule refused, for the log. */; readonly rule: string };

export interface Moderator {
  /** @throws DomainError UNAVAILABLE when a check that must be asked cannot be asked */
  check(text: string, signal?: AbortSignal): Promise<Verdict>;
}
