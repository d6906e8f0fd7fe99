// The illustrator at 1024×1024 on one core: time of each style, with the scene's share, exact sizes, and the peak of memory.
// Runs on the built files. usage: node bench/painting/speed.mjs [--quick]
import { performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { paintIllustration, styleNames } from '../../dist/engines/paint/index.js';

sharp.concurrency(1);
sharp.cache(false);
const wishes = ['草原上的三匹骏马，黄昏', '咖啡馆里的草莓蛋糕和奶茶', '江南水乡的灯笼，雨夜'];
const sizes = [
  [1024, 1024],
  [1024, 1536],
  [1536, 1024],
];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const paint = (prompt, style, width, height) =>
  paintIllustration({ prompt, negative: '', style, width, height, seed: 5 });

// The dictionary and the libraries are read before the clock starts: a server reads them once.
await paint(wishes[0], '像素风格', 256, 256);
const perStyle = [];
for (const style of styleNames) {
  const times = [];
  for (const wish of process.argv.includes('--quick') ? wishes.slice(0, 1) : wishes) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await paint(wish, style, 1024, 1024);
    const used = process.cpuUsage(cpu);
    times.push({ wall: performance.now() - start, cpu: (used.user + used.system) / 1000 });
  }
  const wall = median(times.map((time) => time.wall));
  const cpu = median(times.map((time) => time.cpu));
  perStyle.push({ style, wall, cpu });
  console.log(
    `${style.padEnd(8, '　')} ${wall.toFixed(0).padStart(6)} ms   processor ${cpu.toFixed(0).padStart(6)} ms`,
  );
}
const walls = perStyle.map(({ wall }) => wall);
const cpus = perStyle.map(({ cpu }) => cpu);
console.log(
  `median of ${perStyle.length} styles ${median(walls).toFixed(0)} ms (processor ${median(cpus).toFixed(0)} ms), slowest ${Math.max(...walls).toFixed(0)} ms (processor ${Math.max(...cpus).toFixed(0)} ms)`,
);
const peak = () => `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`;
console.log(`peak memory of the process up to here, 1024×1024 only: ${peak()}`);
let exact = 0;
let all = 0;
for (const [width, height] of sizes) {
  for (const style of ['水彩画', '卡通画', 'low poly']) {
    const { png } = await paint(wishes[all % wishes.length], style, width, height);
    const meta = await sharp(png).metadata();
    all += 1;
    if (meta.width === width && meta.height === height) exact += 1;
  }
}
console.log(`exact sizes ${exact} of ${all}`);
console.log(`peak memory with the larger sizes too: ${peak()}`);
