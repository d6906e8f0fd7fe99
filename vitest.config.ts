import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vitest/config';

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, 'src') + sep;
const compiled = join(root, 'dist');

/**
 * Tests run what is shipped: an import of a source file loads its compiled form, which globalSetup makes before any test.
 * The test runner's own transformation turns each use of an imported name into a lookup, which made loops over pixels ten
 * times slower. Files that are not compiled (tests, contracts) run from their source.
 */
const asCompiled: Plugin = {
  name: 'as-compiled',
  enforce: 'pre',
  resolveId(id, importer) {
    if (importer === undefined || !id.startsWith('.')) return null;
    const file = resolve(dirname(importer), id).replace(/\.js$/, '.ts');
    if (!file.startsWith(source)) return null;
    const target = join(compiled, relative(source, file)).replace(/\.ts$/, '.js');
    return existsSync(file) && existsSync(target) ? target : null;
  },
};

export default defineConfig({
  plugins: [asCompiled],
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts', 'test/support/postgres-run.ts', 'test/support/swift-run.ts'],
    server: { deps: { external: [/\/dist\/.*\.js$/] } },
    execArgv: ['--enable-source-maps'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
