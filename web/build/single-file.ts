/**
 * Packs the page into one file and gives it a policy under which a browser
 * runs this very script and nothing else.
 *
 * Data are put in later by replacing four marker texts, none of which lies
 * inside the script, so that the digest of the script stays right.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

export const MARKERS = [
  '__FORESHOCK_TITLE__',
  '__FORESHOCK_ASSESSMENT__',
  '__FORESHOCK_PROVENANCE__',
  '__FORESHOCK_LEDGER__'
] as const;

/** Bytes; the rest of the megabyte is for the data, which are packed. */
const LARGEST = 700_000;

export function singleFile(): Plugin {
  return {
    name: 'foreshock-single-file',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = Object.values(bundle).find((file) => file.fileName.endsWith('.html'));
      if (page?.type !== 'asset') throw new Error('the build made no page');
      let script = '';
      let style = '';
      for (const file of Object.values(bundle)) {
        if (file === page) continue;
        if (file.type === 'chunk') script += file.code;
        else if (file.fileName.endsWith('.css')) style += String(file.source);
        else throw new Error(`${file.fileName} cannot be packed into one page`);
        delete bundle[file.fileName];
      }
      // These three would end or change the element that holds the script.
      script = script.trim().replace(/<(?=\/script|script|!--)/gi, '\\x3c');
      if (/<\/style/i.test(style)) throw new Error('the style would end its own element');

      const digest = createHash('sha256').update(script).digest('base64');
      const policy = [
        "default-src 'none'",
        `script-src 'sha256-${digest}'`,
        "style-src 'unsafe-inline'",
        'img-src data:',
        "base-uri 'none'",
        "form-action 'none'"
      ].join('; ');

      let html = String(page.source)
        .replace(/<script type="module"[^>]*src=[^>]*><\/script>\s*/g, '')
        .replace(/<link rel="(?:stylesheet|modulepreload)"[^>]*>\s*/g, '');
      const put = (before: string, what: string) => {
        if (html.split(before).length !== 2) throw new Error(`${before} stands not exactly once`);
        // A function, since "$&" in the script must stay as it is.
        html = html.replace(before, () => what + before);
      };
      put('<title>', `<meta http-equiv="Content-Security-Policy" content="${policy}">\n    `);
      put('</head>', `<style>${style.trim()}</style>\n  `);
      put('</body>', `<script type="module">${script}</script>\n  `);

      for (const marker of MARKERS)
        if (html.split(marker).length !== 2)
          throw new Error(`${marker} has to stand exactly once in the page`);
      if (/(?:src|href)="(?!#)/.test(html.replace(script, '')))
        throw new Error('the page still refers to another file');
      const size = Buffer.byteLength(html);
      if (size > LARGEST) throw new Error(`the page takes ${size} bytes, more than ${LARGEST}`);
      page.source = html;
    }
  };
}
