// A picture of a product to upload and cut out, drawn so that it needs no file: a bottle on a plain table.
// Knows nothing of the server.
import { createCanvas } from '@napi-rs/canvas';

/** JPEG bytes, 640×640. `hue` makes pictures differ. */
export function productPhoto(hue = 10): Buffer {
  const canvas = createCanvas(640, 640);
  const pen = canvas.getContext('2d');
  const wall = pen.createLinearGradient(0, 0, 0, 640);
  wall.addColorStop(0, '#eef0f2');
  wall.addColorStop(0.7, '#d9dde0');
  wall.addColorStop(0.71, '#c3c8cc');
  wall.addColorStop(1, '#dfe3e6');
  pen.fillStyle = wall;
  pen.fillRect(0, 0, 640, 640);
  pen.fillStyle = 'rgba(0,0,0,0.25)';
  pen.beginPath();
  pen.ellipse(330, 540, 130, 18, 0, 0, Math.PI * 2);
  pen.fill();
  const glass = pen.createLinearGradient(230, 0, 410, 0);
  glass.addColorStop(0, `hsl(${hue} 70% 28%)`);
  glass.addColorStop(0.3, `hsl(${hue} 75% 55%)`);
  glass.addColorStop(1, `hsl(${hue} 70% 22%)`);
  pen.fillStyle = glass;
  pen.beginPath();
  pen.moveTo(290, 120);
  pen.lineTo(350, 120);
  pen.lineTo(350, 220);
  pen.quadraticCurveTo(410, 250, 410, 310);
  pen.lineTo(410, 520);
  pen.quadraticCurveTo(410, 545, 385, 545);
  pen.lineTo(255, 545);
  pen.quadraticCurveTo(230, 545, 230, 520);
  pen.lineTo(230, 310);
  pen.quadraticCurveTo(230, 250, 290, 220);
  pen.closePath();
  pen.fill();
  pen.fillStyle = '#222';
  pen.fillRect(282, 95, 76, 32);
  pen.fillStyle = '#fff8e6';
  pen.fillRect(231, 350, 178, 110);
  pen.fillStyle = '#7a2d12';
  pen.font = 'bold 40px sans-serif';
  pen.textAlign = 'center';
  pen.fillText('TEA', 320, 420);
  return canvas.toBuffer('image/jpeg', 90);
}
