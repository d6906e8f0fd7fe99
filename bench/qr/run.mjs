// How fast QR codes of 430 px are drawn on one core, each text once, beside the matrix library alone and, where it can be
// found, `qrcode`: npm install --no-save --prefix /tmp/qrcode-compare qrcode@1.5.4, then QRCODE=/tmp/qrcode-compare npm run bench -- qr
// Must not use the server. Rounds are interleaved; the figures are the middle of them, in CPU time.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { encodeQR } from 'qr';
import { drawQr } from '../../dist/engines/qr-draw/index.js';
import { describeMachine, median } from '../measure.mjs';

let qrcode = null;
for (const folder of [process.env.QRCODE, new URL('../..', import.meta.url).pathname]) {
  if (!folder || qrcode) continue;
  try {
    qrcode = createRequire(join(folder, 'package.json'))('qrcode');
  } catch {
    // Not installed there: the comparison is left out and said to be.
  }
}

let serial = 0;
const text = () => `https://coupons.example.com/q/${String(serial++).padStart(10, '0')}`;
/** Codes a second of CPU time. */
async function rate(draw, times) {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index++) await draw(text());
  const { user, system } = process.cpuUsage(before);
  return times / ((user + system) / 1e6);
}
const ours = (value) => drawQr(value, 430);
const matrix = (value) => encodeQR(value, 'raw', { ecc: 'medium', border: 4 });
const theirs = (value) => qrcode.toBuffer(value, { width: 430, errorCorrectionLevel: 'M' });

await rate(ours, 500);
await rate(matrix, 500);
const rates = { ours: [], matrix: [], theirs: [] };
for (let round = 0; round < 7; round++) {
  rates.ours.push(await rate(ours, 1_000));
  rates.matrix.push(await rate(matrix, 1_000));
  if (qrcode) rates.theirs.push(await rate(theirs, 40));
}
const [own, alone] = [median(rates.ours), median(rates.matrix)];
console.log(describeMachine());
console.log(`QR code 430 px as JPEG   ${own.toFixed(0)}/s on one core, ${ours(text()).length} bytes`);
console.log(
  `the matrix alone        ${alone.toFixed(0)}/s: ours is ${((100 * own) / alone).toFixed(0)} % of it (must reach 40 %)`,
);
if (qrcode) {
  const other = median(rates.theirs);
  console.log(
    `qrcode.toBuffer         ${other.toFixed(0)}/s: ours is ${(own / other).toFixed(1)} × it (must reach 10 ×)`,
  );
} else {
  console.log('qrcode is not installed: the head of this file says how to compare with it');
}
