// Moves large byte arrays of a result to the other thread instead of copying them.
// Must not know which result it is.
import { move, transferableSymbol, valueSymbol } from 'piscina';

/** Below this, copying is cheaper than moving. */
const worthMovingBytes = 16_384;

/**
 * The same bytes in memory that can be moved, or null. Memory a native library lent us cannot be, and only a try tells;
 * neither may a slice of a buffer that holds other things.
 */
function detached(bytes: Uint8Array): ArrayBuffer | null {
  const { buffer } = bytes;
  if (bytes.byteLength < worthMovingBytes || bytes.byteLength !== buffer.byteLength) return null;
  if (!(buffer instanceof ArrayBuffer)) return null;
  try {
    return structuredClone(buffer, { transfer: [buffer] });
  } catch {
    return null;
  }
}

/** An answer the pool's library sends with the top-level byte arrays of `result` moved. The result is not to be used afterwards. */
export function movable(result: object): object {
  const moved: ArrayBuffer[] = [];
  const members = Object.entries(result).map(([key, member]: [string, unknown]) => {
    const buffer = member instanceof Uint8Array ? detached(member) : null;
    if (buffer === null) return [key, member];
    moved.push(buffer);
    return [key, new Uint8Array(buffer)];
  });
  const answer = { [transferableSymbol]: moved, [valueSymbol]: { value: Object.fromEntries(members) } };
  return move(answer as unknown as Parameters<typeof move>[0]) as object;
}
