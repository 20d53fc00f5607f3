/**
 * A chart of a page as a picture of its own: colours of the light page, a
 * white ground, its name above and what it shows below, nothing referred to
 * that is not in the file.
 */
const SVG = 'http://www.w3.org/2000/svg';

export interface Words {
  /** What the chart shows, in sentences. */
  summary: string;
  /** How it is read: axes and marks. */
  key?: string;
  /** Where it comes from: watch and day. */
  source: string;
}

/** Values of custom properties on paper, whatever the page wears at the moment. */
export type Palette = (name: string) => string;

/** The palette of the light page, from the first rule for `:root` in its own style sheets. */
export function lightPalette(sheets: Iterable<CSSStyleSheet>): Palette {
  const found = new Map<string, string>();
  for (const sheet of sheets)
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSStyleRule) || rule.selectorText !== ':root') continue;
      for (const name of rule.style)
        if (name.startsWith('--') && !found.has(name)) found.set(name, rule.style.getPropertyValue(name).trim());
    }
  return (name) => found.get(name) ?? '';
}

/** A value with every `var(--name)` put in. */
export function resolved(value: string, palette: Palette): string {
  return value.replace(/var\((--[\w-]+)\)/g, (_, name: string) => palette(name));
}

/** Text broken into lines of at most so many characters; a longer word stands alone. */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > characters) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** What the chart is called: the first part of what it says of itself. */
export function nameOf(summary: string): string {
  const first = /^(.*?)(?:[.:;](?=\s|$)|$)/.exec(summary)?.[1]?.trim();
  return first || summary.trim();
}

/** The name of a file: watch, figure and day, in letters that every system takes. */
export function fileName(parts: readonly string[], extension: string): string {
  const plain = parts
    .map((part) =>
      part
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .replace(/[^\p{L}\p{N}-]+/gu, '-')
        .replace(/-{2,}/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 60)
        .replace(/-$/, '')
        .toLowerCase()
    )
    .filter((part) => part !== '');
  return `${plain.join('_') || 'figure'}.${extension}`;
}

/** Properties of a style that are attributes in a drawing as well. */
const ATTRIBUTES = ['fill', 'stroke', 'color', 'font-family', 'font-size', 'font-weight', 'font-style', 'font-variant', 'paint-order', 'opacity', 'mix-blend-mode'];

/** The chart on the page as a drawing that stands alone. */
export function standalone(svg: SVGSVGElement, words: Words, palette: Palette): SVGSVGElement {
  const box = svg.viewBox.baseVal;
  // Letters may reach over the edge of the drawing; on the page nothing cuts them.
  const drawn = svg.style.overflow === 'hidden' ? box : union(box, svg.getBBox());
  const clone = svg.cloneNode(true) as SVGSVGElement;
  for (const element of [clone, ...clone.querySelectorAll<SVGElement>('*')]) {
    element.classList.remove('chosen');
    for (const property of ATTRIBUTES) {
      const value = element.style.getPropertyValue(property);
      if (value) element.setAttribute(property, value);
    }
    element.removeAttribute('style');
    for (const { name, value } of [...element.attributes])
      if (value.includes('var(')) element.setAttribute(name, resolved(value, palette));
  }
  for (const shadow of clone.querySelectorAll('[data-page-only]')) shadow.remove();

  const margin = 16;
  const width = Math.max(320, drawn.width);
  const characters = Math.max(24, Math.floor(width / 6.2));
  const title = wrapped(nameOf(words.summary), Math.max(20, Math.floor(width / 8.4)));
  const notes = [...wrapped(words.summary, characters), ...(words.key ? wrapped(words.key, characters) : [])];
  const above = title.length * 20 + 8;
  const below = 12 + notes.length * 15 + 21;
  const total = { width: width + 2 * margin, height: drawn.height + above + below + 2 * margin };

  const document = svg.ownerDocument;
  const make = (name: string, attributes: Record<string, string | number>, content?: string) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (content !== undefined) element.textContent = content;
    return element;
  };
  const line = (content: string, y: number, look: Record<string, string | number>) =>
    make('text', { x: margin, y, 'font-family': palette('--sans') || 'sans-serif', ...look }, content);

  const outer = make('svg', { xmlns: SVG, width: total.width, height: total.height, viewBox: `0 0 ${total.width} ${total.height}`, role: 'img' }) as SVGSVGElement;
  outer.append(make('title', {}, nameOf(words.summary)), make('desc', {}, words.summary));
  outer.append(make('rect', { width: total.width, height: total.height, fill: '#ffffff' }));
  title.forEach((text, at) => outer.append(line(text, margin + 15 + at * 20, { 'font-size': 15, 'font-weight': 600, fill: palette('--ink') })));
  for (const name of ['role', 'aria-label', 'class']) clone.removeAttribute(name);
  clone.setAttribute('x', String(margin));
  clone.setAttribute('y', String(margin + above));
  clone.setAttribute('width', String(drawn.width));
  clone.setAttribute('height', String(drawn.height));
  clone.setAttribute('viewBox', `${drawn.x} ${drawn.y} ${drawn.width} ${drawn.height}`);
  outer.append(clone);
  const foot = margin + above + drawn.height + 12;
  notes.forEach((text, at) => outer.append(line(text, foot + 12 + at * 15, { 'font-size': 11, fill: palette('--ink-2') })));
  outer.append(line(words.source, foot + notes.length * 15 + 18, { 'font-size': 11, 'font-weight': 600, fill: palette('--ink-2') }));
  return outer;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function union(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** The drawing as the text of a file. */
export function svgText(svg: SVGSVGElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

/** The drawing in pixels, `scale` to one of the page. */
export async function png(svg: SVGSVGElement, scale = 2): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svgText(svg)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(Number(svg.getAttribute('width')) * scale);
    canvas.height = Math.ceil(Number(svg.getAttribute('height')) * scale);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no drawing surface');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('the picture could not be packed'))), 'image/png')
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hands a file to the reader. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
