/**
 * The only file that knows @vscode/webview-ui-toolkit (deprecated upstream since 2025): replacing it touches nothing else.
 * Only the components that are used are registered; no toolkit type leaves this file.
 */

import {
  provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeDropdown, vsCodeOption, vsCodeProgressRing, vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/** Registers the components; once, before the first of them is made. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing(), vsCodeTextField(),
  );
}

/** A push button. */
export function button(label: string, appearance: 'primary' | 'secondary', onClick: () => void): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', appearance);
  made.textContent = label;
  made.addEventListener('click', onClick);
  return made;
}

/** Turns for as long as it is in the document; says nothing to screen readers, so words belong beside it. */
export function progressRing(): HTMLElement {
  const made = document.createElement('vscode-progress-ring');
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** A choice of one among several. */
export interface Dropdown {
  readonly element: HTMLElement;
  /** Replaces the choices only if they differ, so that an open or focused list stays as it is. */
  show(choices: readonly string[], chosen: string): void;
}

/** Makes a dropdown; `onChoose` hears only choices that the user made. */
export function dropdown(labelId: string, onChoose: (choice: string) => void): Dropdown {
  const made = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  made.setAttribute('aria-labelledby', labelId);
  let shown: readonly string[] = [];
  let current = '';
  made.addEventListener('change', () => {
    if (made.value === current) return;
    current = made.value;
    onChoose(current);
  });
  return {
    element: made,
    show(choices, chosen) {
      if (choices.join('\n') !== shown.join('\n')) {
        shown = choices;
        made.replaceChildren(...choices.map(option));
      }
      current = chosen;
      // The options join the list in a later task of the component; only then can one of them be chosen.
      requestAnimationFrame(() => {
        if (made.value !== current) made.value = current;
      });
    },
  };
}

function option(choice: string): HTMLElement {
  const made = document.createElement('vscode-option');
  made.setAttribute('value', choice);
  made.textContent = choice;
  return made;
}

/** A line of text to type. */
export interface TextField {
  readonly element: HTMLElement;
  value: string;
  /** Marks the text as wrong for screen readers and by the `aria-invalid` style. */
  invalid: boolean;
}

/** Makes a text field: `onInput` hears every key, `onCommit` Enter and leaving the field. */
export function textField(label: string, onInput: () => void, onCommit: () => void): TextField {
  const made = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  made.textContent = label;
  made.addEventListener('input', onInput);
  made.addEventListener('change', onCommit);
  return {
    element: made,
    get value() { return made.value; },
    set value(text) { made.value = text; },
    get invalid() { return made.getAttribute('aria-invalid') === 'true'; },
    set invalid(wrong) { made.setAttribute('aria-invalid', String(wrong)); },
  };
}

/** A box to tick. */
export interface Checkbox {
  readonly element: HTMLElement;
  checked: boolean;
}

/** Makes a checkbox. `onChange` hears changes made by code too, while they are made: the component does not tell them apart. */
export function checkbox(label: string, onChange: () => void): Checkbox {
  const made = document.createElement('vscode-checkbox') as HTMLElement & { checked: boolean };
  made.textContent = label;
  made.addEventListener('change', onChange);
  return {
    element: made,
    get checked() { return made.checked; },
    set checked(ticked) { made.checked = ticked; },
  };
}
