// Shows how far a command has come: a bar on a terminal, JSON lines for scripts, plain lines otherwise.
// Must not know what the work is.
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** One piece of work is done (`ok`) or failed. `facts` become the JSON line. */
  done(name: string, ok: boolean, facts: Readonly<Record<string, unknown>>): void;
  /** Ends the display; returns the exit status: 0 when everything succeeded. */
  finish(): number;
}

export function startProgress(total: number, options: { json: boolean; verb: string }): Progress {
  let failed = 0;
  let succeeded = 0;
  const bar =
    !options.json && process.stderr.isTTY === true && total > 1
      ? new SingleBar({
          format: `${options.verb} {bar} {value}/{total}  {name}  {eta_formatted} left`,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          stream: process.stderr,
        })
      : null;
  bar?.start(total, 0, { name: '' });
  const say = (text: string): void => {
    // A line printed through the bar would be overwritten: clear it, print, let the next update draw it again.
    if (bar !== null) process.stderr.write('\r\x1b[K');
    process.stderr.write(`${text}\n`);
  };
  return {
    done: (name, ok, facts) => {
      if (ok) succeeded += 1;
      else failed += 1;
      if (options.json) process.stdout.write(`${JSON.stringify({ name, ok, ...facts })}\n`);
      else if (!ok) say(`✗ ${name}: ${String(facts.error)}`);
      else if (bar === null) say(`✓ ${name} → ${String(facts.output)}`);
      bar?.increment(1, { name });
    },
    finish: () => {
      bar?.stop();
      if (!options.json && total > 1) process.stderr.write(`${succeeded} done, ${failed} failed\n`);
      return failed === 0 ? 0 : 1;
    },
  };
}

export interface Meter {
  /** So much of the total is done altogether; `note` stands behind the bar. */
  reach(value: number, note: string): void;
  finish(): void;
}

/** A bar for one long piece of work on a terminal; a line every ten per cent otherwise. `total` in any unit. */
export function startMeter(total: number, verb: string): Meter {
  const bar =
    process.stderr.isTTY === true
      ? new SingleBar({
          format: `${verb} {bar} {percentage} %  {note}  {eta_formatted} left`,
          barCompleteChar: '█',
          barIncompleteChar: '░',
          hideCursor: true,
          stream: process.stderr,
        })
      : null;
  bar?.start(total, 0, { note: '' });
  let said = 0;
  return {
    reach: (value, note) => {
      if (bar !== null) return bar.update(value, { note });
      const tenth = total === 0 ? 10 : Math.floor((10 * value) / total);
      if (tenth > said) process.stderr.write(`${verb} ${10 * tenth} %  ${note}\n`);
      said = Math.max(said, tenth);
    },
    finish: () => bar?.stop(),
  };
}
