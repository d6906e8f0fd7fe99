// The words of traffic: a request that a client made to a room, what was answered, and why its signature was refused.
// Must not know how any protocol signs: rooms explain, this domain keeps and searches.

/** A request as it arrived, or as somebody pasted it. */
export interface RecordedRequest {
  readonly method: string;
  /** The target of the request line: path and query, nothing decoded. */
  readonly target: string;
  /** Names as spelled, values as UTF-8 text, in the order received. */
  readonly headers: readonly (readonly [string, string])[];
  /** The bytes of the body, as far as they are known. */
  readonly body: Buffer;
  /** The body had more bytes than are known. */
  readonly cut: boolean;
  /** When it arrived (ms, UTC): what its time is compared with. */
  readonly at: number;
}

/** Everything that can be wrong with a signature, by name. The closed list the doctor chooses from. */
export const causes = [
  'valid',
  'not-signed',
  'malformed',
  'wrong-scheme',
  'unknown-caller',
  'wrong-serial',
  'wrong-key',
  'key-spelling',
  'key-expired',
  'hash-algorithm',
  'clock',
  'time-unit',
  'time-zone',
  'time-differs',
  'swapped-fields',
  'method-case',
  'other-method',
  'path-host',
  'path-case',
  'path-slash',
  'path-encoding',
  'query-missing',
  'query-order',
  'query-encoding',
  'multipart-body',
  'body-not-signed',
  'empty-object',
  'json-respelled',
  'body-charset',
  'body-newline',
  'missing-newline',
  'extra-newline',
  'carriage-return',
  'base64-url',
  'signature-encoding',
  'headers-order',
  'header-not-signed',
  'header-value',
  'text-not-hashed',
  'order',
  'separators',
  'values-encoded',
  'secret-missing',
  'sign-included',
  'file-included',
  'parameter-not-signed',
  'unrecognised',
] as const;
export type Cause = (typeof causes)[number];

export interface Diagnosis {
  /** Name of the scheme, in the room's words. */
  readonly scheme: string;
  readonly cause: Cause;
  /** A second deviation found beside the first. */
  readonly also: Cause | null;
  /** What exactly, in a few words or characters: a serial, a parameter's name, a distance in seconds. */
  readonly detail: string | null;
  /** The text the server checks the signature over; null when there is not enough to make it. Secrets are masked. */
  readonly expected: string | null;
  /** The text the signature really belongs to, rebuilt; null when none was found. */
  readonly received: string | null;
  /** Offset of the first byte (UTF-8) in which the two differ; null when they are equal or one is missing. */
  readonly difference: number | null;
}

/** Explains a request's signature; null when the request is not one this room checks a signature of. */
export type Explain = (request: RecordedRequest) => Promise<Diagnosis | null>;

/** One exchange with a client, as it is handed over by whoever saw it. */
export interface Exchange {
  readonly room: string;
  readonly request: RecordedRequest;
  /** Bytes of the request's body, all of them. */
  readonly requestBytes: number;
  readonly status: number;
  readonly answer: Buffer;
  /** Bytes of the answer's body, all of them. */
  readonly answerBytes: number;
  readonly durationMs: number;
  /** The room refused it. */
  readonly failed: boolean;
}

/** A line of the log. */
export interface TrafficLine {
  readonly id: number;
  /** ms, UTC. */
  readonly at: number;
  readonly room: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly failed: boolean;
  readonly durationMs: number;
  readonly cause: Cause | null;
}

/** A line with all that is kept of it. Secrets are masked, long bodies cut. */
export interface TrafficEntry extends TrafficLine {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly requestBytes: number;
  /** The body is shorter than it was, or something in the request is masked: its signature cannot be checked again. */
  readonly altered: boolean;
  readonly answer: string;
  readonly answerBytes: number;
  readonly diagnosis: Diagnosis | null;
}
