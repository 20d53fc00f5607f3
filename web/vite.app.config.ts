import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { appFiles } from './build/app-files.ts';
import { mapShapes } from './build/map-shapes.ts';

/** The workbench; the brief and the tests are in vite.config.ts. */
export default defineConfig({
  plugins: [svelte(), mapShapes(), appFiles()],
  build: {
    target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
    outDir: 'dist/app',
    emptyOutDir: true,
    rollupOptions: { input: 'app.html' },
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false
  }
});
