// tuquan demo: a fresh sandbox server, a real callback receiver, every sample photo through every room, and a report.
// Must not speak a wire format; each room brings its own part.
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rooms } from '../apis/index.js';
import type { RoomDemo } from '../apis/room.js';
import { type ReportAlbum, renderReport, reportFont } from './demo-report.js';
import { startProgress } from './progress.js';
import { startReceiver } from './receiver.js';
import { createTemporarySandbox } from './temporary-sandbox.js';

export interface DemoOptions {
  samples?: string;
  output: string;
}

const photoEndings = new Set(['.jpg', '.jpeg', '.png']);

export async function demo(options: DemoOptions): Promise<void> {
  const folder = options.samples ?? fileURLToPath(new URL('../../samples/', import.meta.url));
  const photos = (await readdir(folder)).filter((name) => photoEndings.has(extname(name).toLowerCase())).sort();
  if (photos.length === 0) throw new Error(`no photos in ${folder}`);
  const output = options.output;
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });

  const data = await mkdtemp(join(tmpdir(), 'tuquan-demo-'));
  // Painted backgrounds leave room for the card that goes on them.
  const environment = { TUQUAN_AI_PAINTING_COMPOSITION: 'marketing', ...process.env };
  const tuquan = await createTemporarySandbox(data, environment);
  const receiver = await startReceiver();
  try {
    const { baseUrl, sandbox } = await tuquan.start();
    process.stderr.write(`demo server on ${baseUrl}, callbacks to ${receiver.url}\n`);
    const operator = sandbox?.console as { user: string; password: string };
    const parts: Awaited<ReturnType<RoomDemo>>[] = [];
    for (const room of rooms) {
      const section = (sandbox?.[room.sandboxKey] ?? {}) as Record<string, unknown>;
      if (room.demo) parts.push(await room.demo({ baseUrl, section, operator, receiver }));
    }
    const albums: ReportAlbum[] = [];
    const progress = startProgress(photos.length, { json: false, verb: 'demo' });
    for (const [index, file] of photos.entries()) {
      const photo = await readFile(join(folder, file));
      const name = parse(file).name;
      await writeFile(join(output, file), photo);
      const album: ReportAlbum = { name, photo: file, steps: [] };
      const pictures = new Map<string, Uint8Array>();
      for (const part of parts) {
        await part({
          name,
          photo,
          index,
          pictures,
          add: async ({ title, facts, picture }) => {
            const saved = picture ? `${name}-${picture.file}` : null;
            if (picture && saved) {
              pictures.set(picture.file, picture.bytes);
              await writeFile(join(output, saved), picture.bytes);
            }
            album.steps.push({ title, facts, picture: saved, transparent: picture?.transparent === true });
          },
        });
      }
      albums.push(album);
      progress.done(name, true, { output: `${album.steps.length} steps` });
    }
    progress.finish();
    const font = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
    await copyFile(createRequire(import.meta.url).resolve(font), join(output, reportFont));
    await writeFile(join(output, 'report.html'), renderReport(albums));
    process.stdout.write(`demo done: ${albums.length} photos, report in ${join(output, 'report.html')}\n`);
  } finally {
    receiver.close();
    await tuquan.stop(5_000);
    await rm(data, { recursive: true, force: true });
  }
}
