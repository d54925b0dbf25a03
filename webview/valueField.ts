/** A field for one value: says beside it what is wrong, and leaves what is being typed alone. */

import { element } from './dom';
import { textField } from './toolkit';

/** How a value is typed. `undefined` stands for text that is none. */
export interface ValueFieldOptions<T> {
  /** Class of the control. */
  readonly name: string;
  readonly label: string;
  readonly inputMode: 'numeric' | 'decimal' | 'text';
  readonly parse: (text: string) => T | undefined;
  readonly write: (value: T) => string;
  /** What to say about wrong text; the figures still use `current`. */
  readonly problem: (current: T) => string;
  readonly onCommit: (value: T) => void;
}

/** The field, which lives as long as the view does. */
export interface ValueField<T> {
  readonly element: HTMLElement;
  /** `source` tells where the value is from. */
  update(value: T, source?: string): void;
}

/** Where a control says what is wrong; a status, so that it is announced when it appears. */
export function problemLine(): HTMLElement {
  return element('p', { class: 'problem', attributes: { role: 'status' } });
}

/** Makes a field that starts with a value. */
export function valueField<T>(initial: T, options: ValueFieldOptions<T>): ValueField<T> {
  let current = initial;
  // While the reader is typing, a new state must not take the text away.
  let editing = false;
  const problem = problemLine();
  const origin = element('p', { class: 'range source' });
  const check = (): T | undefined => {
    const value = options.parse(field.value.trim());
    field.invalid = value === undefined;
    problem.textContent = value === undefined ? options.problem(current) : '';
    return value;
  };
  const field = textField(options.label, () => {
    editing = true;
    check();
  }, () => {
    const value = check();
    if (value === undefined) return;
    editing = false;
    if (value !== current) options.onCommit(value);
  });
  field.element.setAttribute('inputmode', options.inputMode);
  return {
    element: element('div', { class: `control ${options.name}` }, field.element, origin, problem),
    update(value, source = '') {
      current = value;
      if (!editing) field.value = options.write(value);
      origin.textContent = source;
      check();
    },
  };
}

/** A whole number, thousands separators allowed; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const digits = text.replaceAll(',', '');
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
