/** A fold that stays as the reader left it, across reloads. */

import { fold } from './dom';
import type { KeptStore } from './kept';

/** The fold and a way to rename it and to change what it holds. */
export interface KeptFold {
  readonly element: HTMLDetailsElement;
  readonly isOpen: boolean;
  rename(summary: string): void;
  fill(...content: readonly Node[]): void;
}

/** Makes a fold; `name` is its class and what it is remembered by. `onToggle` hears when it opens or closes. */
export function keptFold(store: KeptStore, name: string, summary: string, ...content: readonly Node[]): KeptFold & { onToggle(heard: () => void): void } {
  const part = fold(name, summary, ...content);
  const listeners: (() => void)[] = [];
  part.open = store.now.folds.includes(name);
  part.addEventListener('toggle', () => {
    const others = store.now.folds.filter((other) => other !== name);
    store.change({ folds: part.open ? [...others, name] : others });
    for (const heard of listeners) heard();
  });
  const title = part.querySelector('summary');
  return {
    element: part,
    get isOpen() { return part.open; },
    rename: (text) => { if (title !== null && title.textContent !== text) title.textContent = text; },
    fill: (...parts) => part.replaceChildren(...(title === null ? [] : [title]), ...parts),
    onToggle: (heard) => { listeners.push(heard); },
  };
}
