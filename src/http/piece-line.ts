// A line of byte pieces between one who brings them and one who takes them, short of room on purpose.
// Must not copy or look at what it passes on.

/** Bytes that may wait. Whoever brings more is asked to wait. */
const mostWaiting = 256 * 1024;

/** One taker only. */
export class PieceLine implements AsyncIterable<Uint8Array> {
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #over: { readonly error: Error | null } | null = null;
  #skipped = false;
  #come: (() => void) | null = null;
  #gone: (() => void) | null = null;

  push(piece: Uint8Array): void {
    if (this.#skipped) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    this.#wakeTaker();
  }

  end(): void {
    this.#over ??= { error: null };
    this.#wakeTaker();
  }

  /** The taker is told of this after what is waiting already. */
  fail(error: Error): void {
    this.#over ??= { error };
    this.#wakeTaker();
  }

  /** The taker wants no more: whatever comes is dropped. */
  skip(): void {
    this.#skipped = true;
    this.#pieces = [];
    this.#waiting = 0;
    this.#wakeBringer();
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> {
    if (this.#waiting < mostWaiting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#gone = resolve;
    });
  }

  #wakeTaker(): void {
    const come = this.#come;
    this.#come = null;
    come?.();
  }

  #wakeBringer(): void {
    const gone = this.#gone;
    this.#gone = null;
    gone?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const pieces = this.#pieces;
      if (pieces.length > 0) {
        this.#pieces = [];
        for (const piece of pieces) {
          this.#waiting = Math.max(0, this.#waiting - piece.length);
          if (this.#waiting < mostWaiting) this.#wakeBringer();
          yield piece;
        }
      } else if (this.#over !== null) {
        if (this.#over.error !== null) throw this.#over.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#come = resolve;
        });
      }
    }
  }
}
