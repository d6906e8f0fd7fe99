import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../support/server.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
let server: TestServer;
let folder: string;

beforeAll(async () => {
  server = await startTestServer();
  // Somebody's project with this package installed.
  folder = await mkdtemp(join(tmpdir(), 'tuquan-consumer-'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/tuquan'), 'dir');
  await writeFile(join(folder, 'package.json'), '{"type":"module","private":true}');
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('tuquan/openapi', () => {
  it('is imported by its name in another project, and crops', async () => {
    const { appid, secret } = server.sandbox.wechatMp;
    await writeFile(
      join(folder, 'crop.js'),
      `import { readFileSync } from 'node:fs';
       import { createOpenapi, OpenapiError } from 'tuquan/openapi';
       const openapi = createOpenapi(${JSON.stringify({ baseUrl: server.baseUrl, appid, secret })});
       const value = readFileSync(${JSON.stringify(join(root, 'samples/coffee.jpg'))});
       const { errCode, results } = await openapi.img.aiCrop({ img: { contentType: 'image/jpeg', value }, ratios: [1, 2.35] });
       const failure = await openapi.img.aiCrop({ imgUrl: 'no address' }).catch((error) => error);
       console.log(JSON.stringify([errCode, results.length, failure instanceof OpenapiError, failure.errCode]));`,
    );
    const { stdout } = await run(process.execPath, ['crop.js'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual([0, 2, true, 101000]);
  });

  it('brings its types along', async () => {
    await writeFile(
      join(folder, 'use.ts'),
      `import { createOpenapi } from 'tuquan/openapi';
       const openapi = createOpenapi({ baseUrl: '', appid: '', secret: '' });
       export const left: Promise<number | undefined> = openapi.img.aiCrop({ imgUrl: '' }).then(({ results }) => results[0]?.cropLeft);
       // @ts-expect-error: a number is no address
       openapi.img.scanQRCode({ imgUrl: 1 });`,
    );
    const options = {
      compilerOptions: { module: 'nodenext', strict: true, noEmit: true, types: [], lib: ['es2022', 'dom'] },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ ...options, files: ['use.ts'] }));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const failure = await run(process.execPath, [compiler, '-p', folder]).catch((error: { stdout: string }) => error);
    expect(failure).toMatchObject({ stdout: '' });
  });

  it('offers nothing else of the server', async () => {
    await writeFile(
      join(folder, 'inside.js'),
      `await import('tuquan/dist/wiring.js').catch(({ code }) => console.log(code));`,
    );
    const { stdout } = await run(process.execPath, ['inside.js'], { cwd: folder });
    expect(stdout.trim()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
