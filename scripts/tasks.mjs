// Lists every script of package.json with a line of description; fails when one has none.
import { readFileSync } from 'node:fs';

const { scripts, tasks } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const missing = Object.keys(scripts).filter((name) => tasks[name] === undefined);
if (missing.length > 0) {
  console.error(`no description in package.json "tasks" for: ${missing.join(', ')}`);
  process.exit(1);
}
for (const [name, text] of Object.entries(tasks)) console.log(`npm run ${name.padEnd(9)} ${text}`);
