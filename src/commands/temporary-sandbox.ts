// A sandbox server of its own on free loopback ports, for commands that need one while they run.
// Must not know what it is used for; whoever starts it stops it and removes its folder.
import { systemClock } from '../kernel/clock.js';
import { systemRandom } from '../kernel/ids.js';
import { createLog } from '../kernel/log.js';
import { readSettings } from '../settings.js';
import { createTuquan, type Tuquan } from '../wiring.js';

/** @param data a folder that is this server's alone */
export function createTemporarySandbox(data: string, environment: NodeJS.ProcessEnv): Promise<Tuquan> {
  const settings = readSettings(
    {
      TUQUAN_DATA: data,
      TUQUAN_HOST: '127.0.0.1',
      TUQUAN_PORT: '0',
      TUQUAN_TLS_PORT: '0',
      TUQUAN_SANDBOX: '1',
      TUQUAN_ROLE: 'all',
    },
    environment,
  );
  return createTuquan(settings, {
    clock: systemClock,
    random: systemRandom,
    log: createLog('error', process.stderr.isTTY === true),
    environment,
  });
}
