// The contenders' common shell: draws `count` cards when told to, answers how long one took, can hand one over as a file.
import { writeFileSync } from 'node:fs';

export function serve(draw) {
  let next = 0;
  process.on('message', async ({ count, file }) => {
    try {
      const start = performance.now();
      let png;
      for (let i = 0; i < count; i++) png = await draw(file ? 0 : next++);
      const milliseconds = (performance.now() - start) / count;
      if (file) writeFileSync(file, png);
      process.send({ milliseconds, bytes: png.byteLength });
    } catch (error) {
      process.send({ failed: String(error?.stack ?? error) });
    }
  });
  process.once('disconnect', () => setTimeout(() => process.exit(0), 2000).unref());
  process.send({ ready: true });
}
