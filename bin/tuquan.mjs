#!/usr/bin/env node
// The command `tuquan`: makes sure the project is set up (first start on a bare checkout), then hands over to dist/main.js.
import { existsSync } from 'node:fs';

const compiled = new URL('../dist/main.js', import.meta.url);
if (!existsSync(compiled)) {
  const { setUp } = await import('../scripts/setup.mjs');
  await setUp();
}
await import(compiled.href);
