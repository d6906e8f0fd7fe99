// Days in the merchant's calendar, and times short enough for a table. Must not know what happened then.

/** The day of a time in the merchant's calendar (UTC+8), `YYYY-MM-DD`. */
export const dayOf = (time: number): string => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);

/** Today and the days before it, `span` altogether. */
export const lastDays = (span: number): { from: string; to: string } => ({
  from: dayOf(Date.now() - (span - 1) * 86_400_000),
  to: dayOf(Date.now()),
});

// Made once: to make one costs more than to use it for all rows of a list.
const short = new Intl.DateTimeFormat(undefined, {
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** Month, day, hour and minute where the browser is. */
export const shortTime = (time: number): string => short.format(time);
