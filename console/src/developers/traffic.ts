// What the server tells of requests, diagnoses and callbacks, and how a request stood on the wire.
// Must not draw anything.

export interface Line {
  readonly id: number;
  readonly at: number;
  readonly room: string;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly failed: boolean;
  readonly durationMs: number;
  readonly cause: string | null;
}
export interface Entry extends Line {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly requestBytes: number;
  readonly altered: boolean;
  readonly answer: string;
  readonly answerBytes: number;
}
export interface Diagnosis {
  readonly scheme: string;
  readonly cause: string;
  readonly also: string | null;
  readonly detail: string | null;
  readonly expected: string | null;
  readonly received: string | null;
  readonly difference: number | null;
}
export interface Found {
  readonly requests: readonly Line[];
  readonly next: number | null;
  readonly complete: boolean;
  readonly keeps: boolean;
  readonly skipped: { readonly successes: number; readonly failures: number };
}
export interface Callback {
  readonly id: string;
  readonly account: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: 'due' | 'delivered' | 'exhausted';
  readonly attempts: number;
  readonly createdAt: number;
  readonly nextAt: number | null;
  readonly url: string | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}
export interface Attempt {
  readonly number: number;
  readonly at: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly answer: string;
}

/** The request as it stood on the wire. */
export const asRaw = (entry: Entry): string =>
  `${entry.method} ${entry.target} HTTP/1.1\n${entry.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}\n\n${entry.body}`;

/** JSON laid out; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
