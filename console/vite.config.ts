// Builds the console into console/dist with hashed names, which the server serves under /console/.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { antdStyles } from './antd-styles.ts';

/** Lets the page fetch all of the app's code at once: the entry itself is small and loads the rest by its own. */
const appAtOnce: Plugin = {
  name: 'app-at-once',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const wanted = new Set<string>();
      const want = (name: string): void => {
        const chunk = bundle[name];
        if (wanted.has(name) || chunk?.type !== 'chunk') return;
        wanted.add(name);
        for (const each of chunk.imports) want(each);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith('/src/app.tsx')) want(chunk.fileName);
      }
      const tags = [...wanted]
        .filter((name) => !html.includes(name))
        .map((name) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/console/${name}` },
          injectTo: 'head' as const,
        }));
      return { html, tags };
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [antdStyles(), react(), appAtOnce],
  resolve: {
    // What the component library does in a way of its own, and the console in another: each file says why.
    alias: Object.entries({
      getScrollBarSize: 'scroll-bar.ts',
      useScrollLocker: 'scroll-lock.ts',
      useCacheToken: 'theme-values.ts',
      useCSSVarRegister: 'theme-variables.ts',
    }).map(([module, file]) => ({
      find: new RegExp(`^.*/${module}$`),
      replacement: fileURLToPath(new URL(`./src/${file}`, import.meta.url)),
    })),
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    // Everything in files of its own: the content security policy allows no inline script.
    assetsInlineLimit: 0,
    // The components' parts do nothing when they are loaded, and do not say so themselves.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /\/@rc-component\//, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            // What the entry needs, and nothing else.
            { name: 'begin', test: /\/console\/src\/(?:api|day|lists|routes)\.ts|preload-helper/, priority: 3 },
            // What is on every page, in one piece: a request costs more than the few kilobytes of a small one.
            {
              name: 'base',
              test: /\/console\/src\/(?:frame|look|late|session|mark|standing|words\/|pages\/sign-in)/,
              priority: 2,
            },
            // What several pages draw with, in one piece as well: of a compiled script only what runs costs anything.
            { name: 'parts', test: /node_modules|\/console\/src\//, minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8620', '/p': 'http://127.0.0.1:8620' } },
});
