/** One row of the table with its details. */

import type { Advice } from '../src/core/advice/advice';
import type { Cell, CellContext, Column } from './columns';
import { fillDetails, type DetailActions } from './details';
import { element, isolated, mark } from './dom';
import { uniqueId } from './inputs';
import type { KeptStore } from './kept';
import type { Row } from './rows';
import { ANCHOR_MARK, strings } from './strings';

/** What a row asks of the rest of the page. */
export interface RowActions extends DetailActions {
  /** Takes the type into the comparison or out of it. */
  compare(instanceType: string, chosen: boolean): void;
}

/** What a row is written from. */
export interface RowContent extends CellContext {
  readonly advice: Advice;
  readonly columns: readonly Column[];
}

/** A row, whose cells are changed in place. */
export interface TableRow {
  readonly element: HTMLElement;
  update(content: RowContent): void;
}

/** Makes the row of an instance type. Its details are made when they are opened. */
export function createTableRow(instanceType: string, store: KeptStore, actions: RowActions): TableRow {
  const box = element('input', { attributes: { type: 'checkbox', tabindex: '-1', 'aria-label': strings.compareType(instanceType) } });
  box.dataset['rove'] = 'box';
  box.addEventListener('change', () => actions.compare(instanceType, box.checked));
  const detailsId = uniqueId('details');
  const opener = element('button', { class: 'name', attributes: { type: 'button', tabindex: '-1', 'aria-expanded': 'false', 'aria-controls': detailsId } }, isolated(instanceType));
  opener.dataset['rove'] = 'name';
  const marks = element('span', { class: 'marks' });
  const head = element('th', { attributes: { scope: 'row' } }, element('div', { class: 'first' }, box, element('div', {}, opener, marks)));
  const line = element('tr', {}, head);
  const detailsCell = element('td');
  const details = element('div', { class: 'details' });
  detailsCell.append(details);
  const detailsRow = element('tr', { class: 'details-row', attributes: { id: detailsId } }, detailsCell);
  detailsRow.hidden = true;
  const body = element('tbody', {}, line, detailsRow);
  const cells = new Map<string, { readonly cell: HTMLElement; key: string }>();
  let content: RowContent | undefined;
  let marksKey = '';
  let columnsKey = '';

  const showDetails = (): void => {
    const open = store.now.open.includes(instanceType);
    opener.setAttribute('aria-expanded', String(open));
    detailsRow.hidden = !open;
    if (open && content !== undefined) fillDetails(details, content, actions);
  };
  opener.addEventListener('click', () => {
    const others = store.now.open.filter((other) => other !== instanceType);
    const opening = others.length === store.now.open.length;
    store.change({ open: opening ? [...others, instanceType] : others });
    showDetails();
    if (opening) actions.wantOffers(instanceType);
  });

  return {
    element: body,
    update(next) {
      content = next;
      const { row, columns } = next;
      body.className = [row.launchable ? '' : 'muted', row.isRecommended ? 'recommended' : ''].filter(Boolean).join(' ');
      box.checked = store.now.compared.includes(instanceType);
      const nextMarks = JSON.stringify([row.isAnchor, row.isRecommended, row.launchable, row.candidate.retired]);
      if (nextMarks !== marksKey) marks.replaceChildren(...marksOf(row));
      marksKey = nextMarks;
      const nextColumns = columns.map(({ id }) => id).join();
      if (nextColumns !== columnsKey) {
        cells.clear();
        line.replaceChildren(head, ...columns.map((column) => {
          const cell = element('td', { class: column.isFigure ? 'figure' : '' });
          cells.set(column.id, { cell, key: '' });
          return cell;
        }));
        detailsCell.colSpan = columns.length + 1;
        columnsKey = nextColumns;
      }
      for (const column of columns) {
        const entry = cells.get(column.id);
        const written = column.cell(next);
        const key = JSON.stringify(written);
        if (entry === undefined || entry.key === key) continue;
        entry.key = key;
        fillCell(entry.cell, written);
      }
      showDetails();
    },
  };
}

function marksOf({ candidate, isAnchor, isRecommended, launchable }: Row): readonly (Node | string)[] {
  return [
    ...(isAnchor ? [' ', mark(ANCHOR_MARK, strings.yours)] : []),
    ...(isRecommended ? [element('span', { class: 'sr-only', text: `, ${strings.recommended}` })] : []),
    ...(launchable ? [] : [' ', element('span', { class: 'badge', text: candidate.retired ? strings.retired : strings.notOffered })]),
  ];
}

/** Writes a cell; text from data is isolated. */
export function fillCell(cell: HTMLElement, { text, suffix, below, converted, title, unknown, mark: symbol }: Cell): void {
  if (unknown !== undefined) {
    cell.title = unknown;
    cell.replaceChildren(element('span', { text, attributes: { 'aria-hidden': 'true' } }), element('span', { class: 'sr-only', text: unknown }));
    return;
  }
  cell.title = title ?? '';
  const main = element('span', {}, isolated(text));
  if (suffix !== undefined) main.append(' ', element('span', { class: 'range', text: suffix }));
  cell.replaceChildren(
    ...(symbol === undefined ? [] : [element('span', { class: 'tier', text: symbol, attributes: { 'aria-hidden': 'true' } }), ' ']),
    main,
    ...(below === undefined ? [] : [isolated(below, { class: 'range' })]),
    ...(converted === undefined ? [] : [isolated(converted, { class: 'range' })]));
}
