/** The one way elements are made here: text goes in as text, never as HTML. */

/** What an element starts with; `text` becomes a text node. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element with its children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K, options: ElementOptions = {}, ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  if (options.title !== undefined) made.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Text from data between our own words: isolated, so that right-to-left marks in it cannot reorder them. */
export function isolated(text: string, options: ElementOptions = {}): HTMLElement {
  return element('bdi', { ...options, text });
}

/** A mark for the eye with its words for the ear. */
export function mark(symbol: string, words: string): HTMLElement {
  return element('span', { class: 'mark', title: words },
    element('span', { text: symbol, attributes: { 'aria-hidden': 'true' } }),
    element('span', { class: 'sr-only', text: words }));
}

/** A folded part of the page that opens by click or key. */
export function fold(className: string, summary: string, ...content: readonly Node[]): HTMLDetailsElement {
  return element('details', { class: `fold ${className}` }, element('summary', { text: summary }), ...content);
}

/** The text with figures and dates that no line break can split: `30 %`, `2026-07-20`. */
export function unbroken(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00A0%').replace(/(?<=\d)-(?=\d)/g, '\u2011');
}
