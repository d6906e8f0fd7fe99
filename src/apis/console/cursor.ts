// Where a page of a list goes on, as text: time and id of its last row. Must not know any list.

export interface Place {
  /** ms, UTC. */
  readonly time: number;
  readonly id: string;
}

/** What `before` may be: what `next` said, or a time alone (ms, UTC). */
export const beforeSchema = {
  type: 'string',
  pattern: '^\\d{1,16}(\\.[\\w-]{1,64})?$',
  description: 'What `next` said, or a time (ms, UTC): only what is older',
};

export function placeOf(text: string | undefined): Place | null {
  if (text === undefined) return null;
  const [time = '', id = ''] = text.split('.', 2);
  return { time: Number(time), id };
}

/** `next` of a full page; null when the page was the last. */
export const nextOf = <T>(rows: readonly T[], limit: number, place: (row: T) => Place): string | null => {
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return null;
  const { time, id } = place(last);
  return `${time}.${id}`;
};
