// Requests and answers whose bytes can be looked at on their way, without a wrapper around each of them.
// Must not know who looks, nor why.
import { IncomingMessage, ServerResponse } from 'node:http';

/** The first bytes of a body that goes by in pieces, and how many there were. */
export class Beginning {
  readonly #pieces: (string | Uint8Array)[] = [];
  #kept = 0;
  total = 0;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(piece: unknown): void {
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return;
    const size = Buffer.byteLength(piece);
    this.total += size;
    if (this.#kept >= this.#most) return;
    const room = this.#most - this.#kept;
    // A little of a large piece is copied: held as it is, it would keep all of the piece.
    this.#pieces.push(typeof piece !== 'string' && room < size / 2 ? Buffer.from(piece.subarray(0, room)) : piece);
    this.#kept += size;
  }

  /** The first piece as text, cheaper than {@link bytes}: what is no ASCII in it may be misread. */
  get start(): string {
    const [piece] = this.#pieces;
    return typeof piece === 'string' ? piece : Buffer.from(piece ?? []).toString('latin1');
  }

  bytes(): Buffer {
    const pieces = this.#pieces.map((piece) =>
      typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length),
    );
    return (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).subarray(0, this.#most);
  }
}

export interface Watch {
  readonly began: number;
  readonly body: Beginning;
  readonly answer: Beginning;
  readonly ended: (response: ServerResponse, watch: Watch) => void;
}

/** Lets pieces of a body be seen on their way into the stream's buffer: whoever reads it reads it as before. */
export class WatchedRequest extends IncomingMessage {
  watch: Watch | null = null;

  override push(piece: unknown, encoding?: BufferEncoding): boolean {
    this.watch?.body.add(piece);
    return super.push(piece, encoding);
  }
}

/** Lets an answer be seen as it is written. */
export class WatchedResponse extends ServerResponse {
  watch: Watch | null = null;

  override write(...given: unknown[]): boolean {
    this.watch?.answer.add(given[0]);
    return (super.write as (...all: unknown[]) => boolean).apply(this, given);
  }

  override end(...given: unknown[]): this {
    const { watch } = this;
    watch?.answer.add(given[0]);
    (super.end as (...all: unknown[]) => this).apply(this, given);
    this.watch = null; // once: end() may be called again
    watch?.ended(this, watch);
    return this;
  }
}

/** What a server builds its requests and answers from. */
export const watched: { IncomingMessage: typeof IncomingMessage; ServerResponse: typeof ServerResponse } = {
  IncomingMessage: WatchedRequest,
  // Generic in the request's class as the library has it; ours is not.
  ServerResponse: WatchedResponse as unknown as typeof ServerResponse,
};
