// A browser for tests of pages: Debian's chromium where it is installed.
// Knows nothing of what is tested.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const program = process.env.TUQUAN_CHROMIUM ?? '/usr/bin/chromium';

/** Why tests in a browser cannot run here; null = they can. Printed by the tests that are skipped for it. */
export const noBrowser: string | null = existsSync(program)
  ? null
  : `there is no browser at ${program}; install chromium, or name one in TUQUAN_CHROMIUM`;

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** A phone with a screen of 390 × 844 and nothing remembered. `agent`: what its browser says it is. */
export const openPhone = (
  browser: Browser,
  options: { script?: boolean; agent?: string } = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    javaScriptEnabled: options.script ?? true,
    ...(options.agent === undefined ? {} : { userAgent: options.agent }),
  });
