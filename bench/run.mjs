// Every benchmark in turn; each prints its figures beside the machine's own ceiling measured in the same run.
// usage: npm run bench [-- name …]   without names, all of them; the names are the keys below
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const all = {
  submit: ['submit/run.mjs'],
  'painting-submit': ['painting/submit.mjs'],
  'painting-speed': ['painting/speed.mjs'],
  'painting-subjects': ['painting/subjects.mjs'],
  startup: ['startup.mjs'],
  proxy: ['proxy/run.mjs'],
  sandbox: ['sandbox/run.mjs'],
  compose: ['compose/run.mjs'],
  cutout: ['cutout/run.mjs'],
  quality: ['cutout/quality.mjs'],
  crop: ['crop/speed.mjs'],
  'crop-throughput': ['crop/throughput.mjs'],
  'crop-quality': ['crop/quality.mjs'],
  qr: ['qr/run.mjs'],
  claims: ['coupons/claims.mjs'],
  codes: ['coupons/import.mjs'],
  'code-lookup': ['coupons/lookup.mjs'],
  pictures: ['pictures/upload.mjs'],
  'picture-library': ['pictures/library.mjs'],
  renditions: ['renditions/run.mjs'],
  'console-lists': ['console/lists.mjs'],
  'console-interactive': ['console/interactive.mjs'],
  'nodes-claims': ['scale/claims.mjs'],
  'slow-clients': ['evidence/slow-clients.mjs'],
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0) {
  console.error(`no benchmark called ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
  process.exit(1);
}
let failed = false;
for (const [name, [file]] of Object.entries(all)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const done = spawnSync(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], { stdio: 'inherit' });
  failed ||= done.status !== 0;
}
process.exitCode = failed ? 1 : 0;
