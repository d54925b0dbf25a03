/** What stands above the table: filter and column chooser, both folded. */

import { COLUMN_IDS, COLUMNS, DEFAULT_COLUMNS, type ColumnId } from './columns';
import { element } from './dom';
import { choicesOf, FACETS, isFiltering, NO_FILTER, type Facet, type Filter } from './filter';
import { searchField, selectField, tickBox } from './inputs';
import { keptFold } from './keptFold';
import type { KeptStore } from './kept';
import type { CostBasis, Row } from './rows';
import { strings } from './strings';
import { button } from './toolkit';

/** The tools, which live as long as the view does. */
export interface TableTools {
  readonly element: HTMLElement;
  /** `all` are the rows before the filter, `shown` how many pass it. */
  update(all: readonly Row[], shown: number, basis: CostBasis): void;
}

/** The value that stands for "any" in a list. */
const ANY = '';
/** Values are prefixed in the lists: an empty one is a value too. */
const asChoice = (value: string): string => `=${value}`;

/** Makes the tools; `onChange` is called after the arrangement has changed. */
export function createTableTools(store: KeptStore, onChange: () => void): TableTools {
  const change = (kept: Parameters<KeptStore['change']>[0]): void => {
    store.change(kept);
    onChange();
  };
  const filter = filterPart(store, change);
  const columns = columnPart(store, change);
  return {
    element: element('div', { class: 'tools' }, filter.element, columns.element),
    update(all, shown, basis) {
      filter.update(all, shown);
      columns.update(basis);
    },
  };
}

type Change = (kept: Parameters<KeptStore['change']>[0]) => void;

function filterPart(store: KeptStore, change: Change): { readonly element: HTMLElement; update(all: readonly Row[], shown: number): void } {
  const chooseFacet = (id: Facet['id'], choice: string): void => {
    const facets: Partial<Record<Facet['id'], string>> = { ...store.now.filter.facets };
    if (choice === ANY) delete facets[id];
    else facets[id] = choice.slice(1);
    change({ filter: { ...store.now.filter, facets } });
  };
  const text = searchField(strings.filterText, (typed) => change({ filter: { ...store.now.filter, text: typed } }));
  const lists = FACETS.map((facet) => ({ facet, list: selectField(facet.label, (choice) => chooseFacet(facet.id, choice)) }));
  const status = element('p', { class: 'range', attributes: { role: 'status' } });
  const clear = button(strings.clearFilter, 'secondary', () => {
    text.input.focus();
    change({ filter: NO_FILTER });
  });
  const part = keptFold(store, 'filter', strings.filter, element('div', { class: 'fields' }, text.element, ...lists.map(({ list }) => list.element)));
  return {
    element: element('div', { class: 'filter-part' }, part.element, element('div', { class: 'filter-status' }, status, clear)),
    update(all, shown) {
      const { filter } = store.now;
      if (text.input.value !== filter.text) text.input.value = filter.text;
      for (const { facet, list } of lists) list.show(...facetChoices(facet, all, filter));
      const filtering = isFiltering(filter);
      const said = filtering ? shown === 0 ? strings.nothingPasses : strings.shownOf(shown, all.length) : '';
      if (status.textContent !== said) status.textContent = said;
      clear.hidden = !filtering;
    },
  };
}

/** A value that was chosen stays in the list although it no longer occurs: otherwise nothing would say why all rows are gone. */
function facetChoices(facet: Facet, all: readonly Row[], { facets }: Filter): [{ value: string; label: string }[], string] {
  const chosen = facets[facet.id];
  const values = choicesOf(facet, all);
  const listed = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values];
  const choices = [{ value: ANY, label: strings.anyValue }, ...listed.map((value) => ({ value: asChoice(value), label: facet.write(value) }))];
  return [choices, chosen === undefined ? ANY : asChoice(chosen)];
}

function columnPart(store: KeptStore, change: Change): { readonly element: HTMLElement; update(basis: CostBasis): void } {
  const toggle = (id: ColumnId, shown: boolean): void => {
    change({ columns: COLUMN_IDS.filter((other) => (other === id ? shown : store.now.columns.includes(other))) });
  };
  const boxes = COLUMNS.map((column) => ({ column, ...tickBox('', (ticked) => toggle(column.id, ticked)) }));
  const reset = button(strings.resetColumns, 'secondary', () => change({ columns: DEFAULT_COLUMNS }));
  const list = element('fieldset', { class: 'ticks' }, element('legend', { class: 'sr-only', text: strings.chooseColumns }), ...boxes.map((box) => box.element));
  const part = keptFold(store, 'columns', strings.chooseColumns, list, reset);
  return {
    element: part.element,
    update(basis) {
      for (const { column, box, element: label } of boxes) {
        box.checked = store.now.columns.includes(column.id);
        const words = label.lastElementChild;
        if (words !== null) words.textContent = column.title(basis);
      }
    },
  };
}
