/** Native controls in the colours of the editor, for where there are many: a component of the toolkit for each would be slow. */

import { element } from './dom';

let ids = 0;

/** An id that nothing else in the document has. */
export function uniqueId(prefix: string): string {
  return `${prefix}-${++ids}`;
}

/** One choice of a list; `value` is what is reported, `label` what is read. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose from, with its label. */
export interface SelectField {
  readonly element: HTMLElement;
  /** Replaces the choices only if they differ, so that an open list stays as it is. */
  show(choices: readonly Choice[], chosen: string): void;
}

/** Makes a list; `onChoose` hears choices of the user only. */
export function selectField(label: string, onChoose: (value: string) => void): SelectField {
  const list = element('select', { attributes: { id: uniqueId('select') } });
  list.addEventListener('change', () => onChoose(list.value));
  let shown = '';
  return {
    element: element('div', { class: 'field' }, element('label', { class: 'label', text: label, attributes: { for: list.id } }), list),
    show(choices, chosen) {
      const key = JSON.stringify(choices);
      if (key !== shown) list.replaceChildren(...choices.map((choice) => element('option', { text: choice.label, attributes: { value: choice.value } })));
      shown = key;
      list.value = chosen;
    },
  };
}

/** A box to tick with its label; `onChange` hears the user only. */
export function tickBox(label: string, onChange: (ticked: boolean) => void): { readonly element: HTMLElement; readonly box: HTMLInputElement } {
  const box = element('input', { attributes: { type: 'checkbox' } });
  box.addEventListener('change', () => onChange(box.checked));
  return { element: element('label', { class: 'tick' }, box, element('span', { text: label })), box };
}

/** A field to type into that reports every key. */
export function searchField(label: string, onInput: (text: string) => void): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = element('input', { attributes: { type: 'search', id: uniqueId('search'), spellcheck: 'false' } });
  input.addEventListener('input', () => onInput(input.value));
  return { element: element('div', { class: 'field' }, element('label', { class: 'label', text: label, attributes: { for: input.id } }), input), input };
}
