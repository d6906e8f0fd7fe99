// The outgoing-HTTP port: every request this server makes to somebody else's address.
// Must not know why a request is made. The address guard is part of the port: no adapter may skip it.

export interface DownloadLimits {
  /** Bytes of the body. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange, redirects included. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
  /** Host names (lower case, without port) that may be asked, also after a redirect; undefined = any the guard permits. */
  readonly hosts?: readonly string[];
  /** What kind of content is asked for, as an Accept header; default anything. */
  readonly accept?: string;
}

export interface Download {
  readonly bytes: Buffer;
  readonly contentType: string | null;
  /** Where the bytes came from after redirects. */
  readonly url: string;
}

export interface OutgoingPost {
  readonly url: string;
  /** Names are sent in exactly this spelling and order. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly timeoutMs: number;
  /** Bytes of the answer that are read; default 2,048. */
  readonly answerBytes?: number;
}

export interface PostAnswer {
  readonly status: number;
  /** The first `answerBytes` bytes of the answer, as text. */
  readonly body: string;
  /** The answer had more. */
  readonly cut: boolean;
  readonly retryAfter: string | null;
  readonly durationMs: number;
}

/** A question to a server somebody configured, whose whole answer is wanted whatever its status. */
export interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Only with POST. */
  readonly body?: string;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  /** Bytes of the answer. */
  readonly maxBytes: number;
}

export interface ExchangeAnswer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
}

export interface Outbound {
  /**
   * GET with every limit enforced while the bytes arrive.
   * @throws DomainError SOURCE_REFUSED for an address or host that is not permitted, SOURCE_FAILED for anything that did not
   * work, TOO_LARGE, ABORTED
   */
  download(url: string, limits: DownloadLimits, signal?: AbortSignal): Promise<Download>;
  /** POST without following redirects. @throws DomainError SOURCE_REFUSED, SOURCE_FAILED, ABORTED */
  post(request: OutgoingPost, signal?: AbortSignal): Promise<PostAnswer>;
  /**
   * One request without redirects; every status is an answer.
   * @throws DomainError SOURCE_REFUSED, SOURCE_FAILED (no whole answer in time), TOO_LARGE, ABORTED
   */
  exchange(request: Exchange, signal?: AbortSignal): Promise<ExchangeAnswer>;
  /**
   * Text messages of a websocket at an http or https address, until the signal ends it or the other side does; messages of bytes
   * are passed over. Resolves then.
   * @throws DomainError SOURCE_REFUSED for what the URL shows, SOURCE_FAILED for anything else: no websocket there, its protocol
   * broken, an address that the guard did not permit (nothing is connected to then; why is told by every other request)
   */
  listen(url: string, onText: (text: string) => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
