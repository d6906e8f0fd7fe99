// Builds the console into console/dist with hashed names, which the server serves under /console/.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { antdStyles } from './antd-styles.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [antdStyles(), react()],
  resolve: {
    // See the two files: the library's own write style elements that the content security policy refuses.
    alias: [
      {
        find: /^.*\/getScrollBarSize$/,
        replacement: fileURLToPath(new URL('./src/scroll-bar.ts', import.meta.url)),
      },
      {
        find: /^.*\/useScrollLocker$/,
        replacement: fileURLToPath(new URL('./src/scroll-lock.ts', import.meta.url)),
      },
    ],
  },
  build: {
    target: 'es2022',
    sourcemap: false,
    // Everything in files of its own: the content security policy allows no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8620', '/p': 'http://127.0.0.1:8620' } },
});
