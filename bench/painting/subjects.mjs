// How many of the things that prompts name are in the description of what would be painted.
// The file is a list of {text, subjects}. usage: node bench/painting/subjects.mjs PROMPTS.json [--all]
import { existsSync, readFileSync } from 'node:fs';
import { describe } from '../../dist/engines/paint/index.js';

const file = process.argv[2];
if (!file || !existsSync(file)) {
  console.log('subjects: no file of prompts given; usage: node bench/painting/subjects.mjs PROMPTS.json');
  process.exit(0);
}
let named = 0;
let present = 0;
let byName = 0;
for (const { text, subjects } of JSON.parse(readFileSync(file, 'utf8'))) {
  const description = describe(text);
  const names = new Set(description.subjects.map(({ name }) => name));
  const words = new Set(description.subjects.flatMap(({ name, also }) => [name, ...also]));
  const missing = subjects.filter((subject) => !words.has(subject));
  named += subjects.length;
  present += subjects.length - missing.length;
  byName += subjects.filter((subject) => names.has(subject)).length;
  if (missing.length > 0 || process.argv.includes('--all')) {
    console.log(
      `${text} → ${[...names].join('、')} (${description.place})${missing.length ? ` missing: ${missing.join('、')}` : ''}`,
    );
  }
}
console.log(
  `subjects present ${present} of ${named} = ${((present / named) * 100).toFixed(1)} %; by their first name ${((byName / named) * 100).toFixed(1)} %`,
);
