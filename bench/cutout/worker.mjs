// One engine thread, as the server runs it: takes pictures one after the other, answers with times.
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { cutout } from '../../dist/engines/cutout/index.js';
import { openModel } from '../../dist/engines/cutout/model.js';

sharp.cache(false);
sharp.concurrency(1);
const { modelFile } = workerData;

parentPort.on('message', async ({ image, modelOnly }) => {
  const began = performance.now();
  if (modelOnly) {
    const model = await openModel(modelFile);
    const channels = [0, 1, 2].map(() =>
      Float32Array.from({ length: model.width * model.height }, (_, i) => (i % 251) / 251),
    );
    const start = performance.now();
    await model.run({ width: model.width, height: model.height, channels });
    parentPort.postMessage({ modelMs: performance.now() - start });
    return;
  }
  const { timings, png, confidence, path } = await cutout({ image, modelFile });
  parentPort.postMessage({ ms: performance.now() - began, timings, bytes: png.length, confidence, path });
});
