// Draws assets/sandbox-logo.png, the logo of the sandbox brand 图券咖啡: a cup whose saucer is a coupon.
// Run by hand when the drawing changes: node scripts/make-sandbox-logo.mjs
import { writeFileSync } from 'node:fs';
import { createCanvas } from '@napi-rs/canvas';

const size = 512;
const canvas = createCanvas(size, size);
const pen = canvas.getContext('2d');
const green = '#1f5b4b';
const cream = '#fbf3e4';
const gold = '#e2a94a';

pen.fillStyle = green;
pen.beginPath();
pen.arc(256, 256, 252, 0, Math.PI * 2);
pen.fill();
pen.strokeStyle = gold;
pen.lineWidth = 8;
pen.beginPath();
pen.arc(256, 256, 230, 0, Math.PI * 2);
pen.stroke();

// Steam.
pen.strokeStyle = cream;
pen.lineWidth = 13;
pen.lineCap = 'round';
for (const x of [205, 250, 295]) {
  pen.beginPath();
  pen.moveTo(x, 168);
  pen.bezierCurveTo(x - 24, 146, x + 24, 126, x, 100);
  pen.stroke();
}

// Handle, then the cup over it.
pen.lineWidth = 20;
pen.beginPath();
pen.arc(346, 252, 42, -Math.PI / 2, Math.PI / 2);
pen.stroke();
pen.fillStyle = cream;
pen.beginPath();
pen.moveTo(148, 194);
pen.lineTo(352, 194);
pen.lineTo(352, 236);
pen.bezierCurveTo(352, 308, 312, 340, 250, 340);
pen.bezierCurveTo(188, 340, 148, 308, 148, 236);
pen.closePath();
pen.fill();

// The coupon as saucer: notches left and right, a dotted line to tear.
pen.fillStyle = gold;
pen.beginPath();
pen.roundRect(126, 360, 260, 64, 14);
pen.fill();
pen.fillStyle = green;
for (const x of [126, 386]) {
  pen.beginPath();
  pen.arc(x, 392, 15, 0, Math.PI * 2);
  pen.fill();
}
pen.strokeStyle = green;
pen.lineWidth = 5;
pen.setLineDash([2, 11]);
pen.beginPath();
pen.moveTo(322, 372);
pen.lineTo(322, 414);
pen.stroke();
pen.setLineDash([]);
pen.lineWidth = 9;
pen.beginPath();
pen.moveTo(178, 392);
pen.lineTo(282, 392);
pen.stroke();

writeFileSync(new URL('../assets/sandbox-logo.png', import.meta.url), canvas.toBuffer('image/png'));
