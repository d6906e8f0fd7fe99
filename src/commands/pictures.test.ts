import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { picture, pictureOf, spaceClient } from '../../test/conformance/picture-space/support/space-client.js';
import { startTestServer } from '../../test/support/server.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));

it('tuquan pictures scrub ends with 1 and names the picture with a flipped bit, and with 0 when all are whole', async () => {
  const data = temporaryFolder();
  const server = await startTestServer({ data });
  const client = spaceClient(server);
  await client.upload(await picture(), { title: 'whole' });
  const { picture_id: number } = pictureOf(await client.upload(await picture(), { title: '坏图' }));
  const shop = await server.services.accounts.find('shop', server.sandbox.pictureSpace.shopId);
  const { blob } = await server.services.libraries.find(shop?.id ?? '', String(number));
  await server.close();
  const scrub = () =>
    spawnSync(process.execPath, [program, 'pictures', 'scrub', '--json', '--data', data], { encoding: 'utf8' });
  expect(scrub().status).toBe(0);
  const file = join(data, 'blobs', blob.slice(0, 2), blob);
  const content = readFileSync(file);
  content[50] = (content[50] ?? 0) ^ 1;
  writeFileSync(file, content);
  const { status, stdout } = scrub();
  expect(status).toBe(1);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { ok: boolean; number: string; title: string });
  expect(lines.filter(({ ok }) => !ok).map((line) => [line.number, line.title])).toEqual([[String(number), '坏图']]);
});
