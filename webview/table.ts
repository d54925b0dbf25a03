/** The chart's twin for reading: every figure with its interval, one row per instance type, its details one key away. */

import type { Advice } from '../src/core/advice/advice';
import { percent } from '../src/core/format';
import { COLUMNS, sorted, type Column, type ColumnId } from './columns';
import { element } from './dom';
import type { KeptStore } from './kept';
import { createInSight } from './inSight';
import { firstRows, costBasis, type CostBasis, type Row } from './rows';
import { strings } from './strings';
import { createTableRow, type RowActions, type TableRow } from './tableRow';
import { rove } from './tableKeys';

/** What the table shows. */
export interface TableContent {
  readonly advice: Advice;
  /** The rows that pass the filter, in the order of the advice. */
  readonly rows: readonly Row[];
}

/** The table, which lives as long as the view does: rows are changed in place, so that the focus stays where it is. */
export interface TableView {
  readonly element: HTMLTableElement;
  /** Shows the content; `keepOrder` leaves the rows where they are while figures move, and writes those in sight only. */
  update(content: TableContent, keepOrder?: boolean): void;
}

/** Makes the table. `onArrange` is called after the reader has changed order or comparison. */
export function createTable(store: KeptStore, actions: RowActions, onArrange: () => void): TableView {
  const caption = element('caption', { class: 'sr-only' });
  const headRow = element('tr');
  const table = element('table', {}, caption, element('thead', {}, headRow));
  const rows = new Map<string, TableRow>();
  const inSight = createInSight();
  let headKey = '';
  rove(table);

  const sortBy = (column: ColumnId): void => {
    const { sort } = store.now;
    // Up, down, and back to the order of the advice.
    const next = sort?.column !== column ? { column, descending: false } : sort.descending ? null : { column, descending: true };
    store.change({ sort: next });
    onArrange();
  };

  const showHead = (columns: readonly Column[], basis: CostBasis): void => {
    const { sort } = store.now;
    const key = JSON.stringify([columns.map(({ id }) => id), basis, sort]);
    if (key === headKey) return;
    headKey = key;
    const focused = document.activeElement?.closest<HTMLElement>('thead th')?.dataset['column'];
    headRow.replaceChildren(
      headCell('instance', strings.columns.instance, sort, sortBy),
      ...columns.map((column) => headCell(column.id, column.title(basis), sort, sortBy)));
    if (focused !== undefined) headRow.querySelector<HTMLElement>(`[data-column="${focused}"] button`)?.focus();
  };

  const order = (given: readonly Row[], columns: readonly Column[], basis: CostBasis, epochs: number): readonly Row[] => {
    const { sort, showAll } = store.now;
    const column = columns.find(({ id }) => id === sort?.column);
    if (sort === null) return showAll ? given : firstRows(given);
    const by = column === undefined
      ? sorted(given, ({ candidate }) => candidate.instanceType, sort.descending)
      : sorted(given, (row) => column.sortValue({ row, basis, epochs, currency: null }), sort.descending);
    return showAll ? by : firstRows(by);
  };

  return {
    element: table,
    update({ advice, rows: given }, keepOrder = false) {
      const basis = costBasis(advice);
      const { currency, job: { epochs } } = advice;
      const columns = COLUMNS.filter(({ id }) => store.now.columns.includes(id));
      caption.textContent = strings.caption(strings.costFor[basis], percent(advice.candidates[0]?.stepMs.coverage ?? Number.NaN));
      showHead(columns, basis);
      const content = { advice, columns, basis, epochs, currency };
      if (keepOrder) {
        for (const row of given) {
          const made = rows.get(row.candidate.instanceType);
          if (made !== undefined && inSight.has(made.element)) made.update({ ...content, row });
        }
        return;
      }
      const shown = order(given, columns, basis, epochs);
      const kept = new Set(shown.map(({ candidate }) => candidate.instanceType));
      for (const [type, row] of rows) {
        if (kept.has(type)) continue;
        inSight.forget(row.element);
        row.element.remove();
        rows.delete(type);
      }
      const next = shown.map((row) => {
        const type = row.candidate.instanceType;
        const known = rows.get(type);
        const made = known ?? createTableRow(type, store, actions);
        if (known === undefined) inSight.watch(made.element);
        // Taken out and put in again, so that the map keeps the order of the table.
        rows.delete(type);
        rows.set(type, made);
        made.update({ ...content, row });
        return made.element;
      });
      arrange(table, next);
    },
  };
}

function headCell(id: ColumnId, title: string, sort: KeptStore['now']['sort'], sortBy: (id: ColumnId) => void): HTMLElement {
  const direction = sort?.column !== id ? 'none' : sort.descending ? 'descending' : 'ascending';
  const arrow = { none: '', ascending: '▲', descending: '▼' }[direction];
  const press = element('button', { class: 'sort', attributes: { type: 'button' } },
    title, element('span', { class: 'arrow', text: arrow, attributes: { 'aria-hidden': 'true' } }));
  press.addEventListener('click', () => sortBy(id));
  const cell = element('th', { attributes: { scope: 'col', 'aria-sort': direction } }, press);
  cell.dataset['column'] = id;
  return cell;
}

/** Puts the bodies in order with as few moves as possible: one that is moved loses the focus. */
function arrange(table: HTMLTableElement, bodies: readonly HTMLElement[]): void {
  const focused = document.activeElement;
  let place: ChildNode | null = table.tHead?.nextSibling ?? null;
  for (const body of bodies) {
    if (body === place) place = place.nextSibling;
    else table.insertBefore(body, place);
  }
  if (focused !== document.activeElement && focused instanceof HTMLElement && table.contains(focused)) focused.focus();
  if (table.querySelector('[data-rove][tabindex="0"]') === null) table.querySelector('[data-rove="name"]')?.setAttribute('tabindex', '0');
}
