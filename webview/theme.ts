/** Colours are read from the editor's tokens, never chosen here, and read again whenever the theme changes. */

/** What a canvas cannot take from the stylesheet; every colour is a CSS colour. */
export interface Theme {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly bar: string;
  readonly lines: string;
  readonly tooltipBackground: string;
  readonly tooltipForeground: string;
  readonly tooltipBorder: string;
  readonly fontFamily: string;
  /** Pixels. */
  readonly fontSize: number;
  readonly highContrast: boolean;
}

/** Reads the theme that applies now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  /** The first token that has a value: high contrast themes leave some of them out. */
  const token = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') return value;
    }
    return 'currentColor';
  };
  const foreground = token('foreground', 'editor-foreground');
  return {
    foreground,
    muted: token('descriptionForeground', 'foreground'),
    background: document.querySelector('[data-place="editor"]') === null ? token('sideBar-background', 'editor-background') : token('editor-background'),
    bar: token('charts-blue', 'foreground'),
    lines: token('charts-lines', 'foreground'),
    tooltipBackground: token('editorHoverWidget-background', 'editor-background'),
    tooltipForeground: token('editorHoverWidget-foreground', 'foreground'),
    tooltipBorder: token('editorHoverWidget-border', 'contrastBorder', 'foreground'),
    fontFamily: token('font-family'),
    fontSize: Number.parseFloat(token('font-size')) || 13,
    highContrast: document.body.classList.contains('vscode-high-contrast'),
  };
}

/** Calls back after each change of theme: the editor rewrites the style of `<html>` and the classes of `<body>`. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
}
