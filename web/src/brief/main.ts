/** The brief: shows the assessment that stands in its own page. */
import { mount } from 'svelte';
import '../lib/theme.css';
import type { Assessment, LedgerFinding } from '../lib/assessment';
import { watchPrinting } from '../lib/printing.svelte';
import type { Provenance } from '../lib/provenance';
import { text } from '../lib/text';
import Brief from './Brief.svelte';
import { parse } from './complete';
import { unpack } from './unpack';

const target = document.getElementById('brief')!;
document.documentElement.lang = text.lang;
watchPrinting();

let assessment: Assessment | undefined;
let problem = '';
try {
  assessment = parse(await unpack('assessment'));
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
}
let provenance: Provenance[] = [];
try {
  const entries: unknown = JSON.parse(await unpack('provenance'));
  if (Array.isArray(entries)) provenance = entries as Provenance[];
} catch {
  // The findings stand without it; only files and rows are not named.
}
let ledger: LedgerFinding | undefined;
try {
  ledger = (JSON.parse(await unpack('ledger')) as LedgerFinding | null) ?? undefined;
} catch {
  // A page that was filled without a ledger.
}

if (assessment) mount(Brief, { target, props: { assessment, provenance, ledger } });
else {
  const main = document.createElement('main');
  const title = document.createElement('h1');
  title.textContent = text.page.unreadable;
  const help = document.createElement('p');
  help.textContent = text.page.unreadableHelp + problem;
  main.append(title, help);
  target.append(main);
}
