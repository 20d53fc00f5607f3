/**
 * The workbench as files that a server hands out: the page is named
 * `index.html`, and all of it together stays small enough for a slow line.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Bytes of all files together, each packed by gzip. */
const LARGEST = 500_000;

export function appFiles(): Plugin {
  return {
    name: 'foreshock-app-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      let size = 0;
      for (const file of Object.values(bundle)) {
        const content = file.type === 'chunk' ? file.code : file.source;
        size += gzipSync(content).length;
        if (!file.fileName.endsWith('.html')) continue;
        if (file.type !== 'asset') throw new Error('the page is no asset');
        // The policy of the server lets no script and no style run from inside the page.
        if (/<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/i.test(String(file.source)))
          throw new Error(`${file.fileName} holds a script or style that the policy would stop`);
        file.fileName = 'index.html';
      }
      if (size > LARGEST) throw new Error(`the workbench takes ${size} bytes packed, more than ${LARGEST}`);
      this.info(`the workbench takes ${size} bytes packed`);
    }
  };
}
