/** The workbench: the brief, alive. */
import { mount } from 'svelte';
import '../lib/theme.css';
import './app.css';
import { watchPrinting } from '../lib/printing.svelte';
import { text } from '../lib/text';
import { restoreTheme } from '../lib/theme';
import App from './App.svelte';

document.documentElement.lang = text.lang;
restoreTheme();
watchPrinting();
mount(App, { target: document.getElementById('app')! });
