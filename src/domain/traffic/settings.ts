// What of the traffic is kept: read from the environment once. Must not be read anywhere else.

export interface TrafficSettings {
  /** on: failures and a sample of the rest · failures · off. TUQUAN_TRAFFIC */
  readonly keep: 'on' | 'failures' | 'off';
  /** Requests kept; the oldest go first. TUQUAN_TRAFFIC_ROWS */
  readonly rows: number;
}

/** @throws Error naming key, value and what was expected */
export function readTrafficSettings(environment: NodeJS.ProcessEnv, sandbox: boolean): TrafficSettings {
  const keep = environment.TUQUAN_TRAFFIC || (sandbox ? 'on' : 'failures');
  if (keep !== 'on' && keep !== 'failures' && keep !== 'off') {
    throw new Error(`TUQUAN_TRAFFIC is "${keep}", expected on, failures or off. See docs/operations.md, "Settings".`);
  }
  const rows = environment.TUQUAN_TRAFFIC_ROWS || '200000';
  if (!/^[1-9][0-9]{2,7}$/.test(rows)) {
    throw new Error(
      `TUQUAN_TRAFFIC_ROWS is "${rows}", expected a whole number from 100 to 99999999. See docs/operations.md, "Settings".`,
    );
  }
  return { keep, rows: Number(rows) };
}
