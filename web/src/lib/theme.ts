/** Light or dark, as the reader chose and the browser remembers it for this site. */
const KEY = 'foreshock.theme';

export type Theme = 'light' | 'dark';

/** What was chosen before, if anything was. */
export function chosenTheme(): Theme | undefined {
  try {
    const found = localStorage.getItem(KEY);
    return found === 'light' || found === 'dark' ? found : undefined;
  } catch {
    // Storage may be shut; then the system decides.
    return undefined;
  }
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // It holds until the page is closed.
  }
}

/** Puts on what was chosen; call it before anything is drawn. */
export function restoreTheme(): void {
  const theme = chosenTheme();
  if (theme) document.documentElement.dataset['theme'] = theme;
}
