import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rooms } from '../../src/apis/index.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { root } from './source-files.js';

/** The files every room has; after reading one room a newcomer knows them all. */
const roomFiles = [
  'README.md',
  'index.ts',
  'settings.ts',
  'auth.ts',
  'envelope.ts',
  'notices.ts',
  'coverage.ts',
  'samples',
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('the room contract', () => {
  it('every folder below apis/ is a room with one import line in apis/index.ts', () => {
    const folders = readdirSync(join(root, 'src/apis'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    expect(rooms.map((room) => room.name).sort()).toEqual(folders);
  });

  it.each(rooms.map((room) => room.name))('the room %s has the files every room has', (name) => {
    expect(roomFiles.filter((file) => !existsSync(join(root, 'src/apis', name, file)))).toEqual([]);
  });

  it('every operation said to be served is registered, and names tests that exist', () => {
    for (const room of server.tuquan.rooms) {
      for (const operation of room.coverage) {
        const label = `${room.name}: ${operation.method} ${operation.path}`;
        const served = server.tuquan.serves(operation.method, operation.path);
        expect(served, label).toBe(operation.status !== 'not-started');
        if (operation.status === 'not-started') continue;
        expect(operation.tests.length, `${label} names no test`).toBeGreaterThan(0);
        for (const test of operation.tests) expect(existsSync(join(root, test)), `${label}: ${test}`).toBe(true);
      }
    }
  });
});
