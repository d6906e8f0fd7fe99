// What has arrived so far, in order, and a way to wait for what has not.
// Must not know what arrives, nor how.

export class Arrivals<T> {
  readonly #list: T[] = [];
  readonly #waiting = new Set<() => void>();

  get all(): readonly T[] {
    return this.#list;
  }

  add(one: T): void {
    this.#list.push(one);
    for (const look of [...this.#waiting]) look();
  }

  /**
   * The first one, arrived or to come, that `wanted` takes; each is shown to it once. What `wanted` throws is passed on.
   * @param missing what to say when there is none after `timeoutMs`
   */
  first(wanted: (one: T) => boolean, timeoutMs: number, missing: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const look = (): void => {
        try {
          while (seen < this.#list.length) {
            const one = this.#list[seen++] as T;
            if (!wanted(one)) continue;
            end(() => resolve(one));
            return;
          }
        } catch (error) {
          end(() => reject(error));
        }
      };
      const timer = setTimeout(() => end(() => reject(new Error(missing()))), timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}
