import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { mapShapes } from './build/map-shapes.ts';
import { singleFile } from './build/single-file.ts';

export default defineConfig({
  plugins: [svelte(), mapShapes(), singleFile()],
  build: {
    // Browsers that a newsroom or a field office still has.
    target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
    rollupOptions: { input: 'brief.html' },
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false
  },
  test: {
    include: ['src/**/*.test.ts', 'build/**/*.test.ts'],
    environment: 'node'
  }
});
