/** Everything that follows from the rows: bars, scatter, comparison, table. One call moves all of them, so that none lags behind. */

import type { Advice } from '../src/core/advice/advice';
import { percent } from '../src/core/format';
import { barsOf, findingOf } from './bars';
import { createCostChart } from './chart';
import { createCompare } from './compare';
import { element } from './dom';
import { passes } from './filter';
import { createInSight } from './inSight';
import { keptFold } from './keptFold';
import type { KeptStore } from './kept';
import { purchaseKey } from './legend';
import type { Figure } from './png';
import { costBasis, firstRows, ROWS_AT_FIRST, rowsOf } from './rows';
import { createScatter, type Limits } from './scatter';
import { scatterOf } from './scatterModel';
import { strings } from './strings';
import { createTable } from './table';
import type { RowActions } from './tableRow';
import { createTableTools } from './tableTools';
import { button } from './toolkit';

/** What the figures ask of the rest of the page. */
export interface FigureActions extends Omit<RowActions, 'compare'> {
  readonly setLimits: (limits: Limits) => void;
}

/** The figures, which live as long as the view does. */
export interface FiguresView {
  readonly elements: readonly HTMLElement[];
  /** `moving` keeps the order of the table while figures change under the pointer. */
  update(advice: Advice, limits: Limits, moving?: boolean): void;
  /** Fills the open details again: what they show has arrived. */
  refreshDetails(): void;
  retheme(): void;
  /** The charts that are in sight. */
  pictures(): readonly Figure[];
}

/** Makes the figures. `legend` stands below the first chart. */
export function createFigures(store: KeptStore, actions: FigureActions, legend: HTMLElement): FiguresView {
  let shown: { readonly advice: Advice; readonly limits: Limits } | undefined;
  const again = (): void => { if (shown !== undefined) update(shown.advice, shown.limits); };

  const chartTitle = element('h2');
  const chartNote = element('p', { class: 'range' });
  const chartKey = element('div');
  const chart = createCostChart();
  const more = button('', 'secondary', () => {
    store.change({ showAll: !store.now.showAll });
    again();
  });
  const noPrices = element('p', { text: strings.noPrices });
  const scatter = createScatter(actions.setLimits);
  const scatterNote = element('p', { class: 'range', text: strings.scatterNote });
  const scatterFold = keptFold(store, 'scatter', '', scatterNote, scatter.element);
  const compare = createCompare();
  const compareFold = keptFold(store, 'compare', strings.compareTitle, compare.element);
  for (const part of [scatterFold, compareFold]) part.onToggle(again);
  const tableTitle = element('h2', { text: strings.tableTitle, attributes: { id: 'table-title' } });
  const keysHint = element('p', { class: 'sr-only', text: strings.tableKeys, attributes: { id: 'table-keys' } });
  const compareType = (instanceType: string, chosen: boolean): void => {
    const others = store.now.compared.filter((other) => other !== instanceType);
    store.change({ compared: chosen ? [...others, instanceType].slice(-2) : others });
    again();
  };
  const tools = createTableTools(store, again);
  const table = createTable(store, { ...actions, compare: compareType }, again);
  const figures = element('div', { class: 'charts' },
    element('section', { class: 'chart' }, chartTitle, chartNote, chart.element, chartKey, noPrices, more, legend),
    element('section', { class: 'scatter-section' }, scatterFold.element));
  const tableSection = element('section', { class: 'table-section' }, tableTitle, keysHint, tools.element,
    element('div', { class: 'scroll', attributes: { role: 'region', tabindex: '0', 'aria-labelledby': tableTitle.id, 'aria-describedby': keysHint.id } }, table.element));
  const compareSection = element('section', { class: 'compare-section' }, compareFold.element);

  const inSight = createInSight();
  for (const part of [chart.element, scatter.element, compare.element]) inSight.watch(part);

  const update = (advice: Advice, limits: Limits, moving = false): void => {
    shown = { advice, limits };
    if (moving) return move(advice, limits);
    const all = rowsOf(advice);
    const rows = all.filter((row) => passes(store.now.filter, row));
    const basis = costBasis(advice);
    const bars = barsOf(store.now.showAll ? rows : firstRows(rows), basis);
    chartTitle.textContent = strings.chartTitle[basis];
    chartNote.textContent = strings.chartNote(percent(advice.candidates[0]?.stepMs.coverage ?? Number.NaN));
    chart.element.hidden = chartNote.hidden = bars.length === 0;
    noPrices.hidden = bars.length > 0 || rows.length === 0;
    if (bars.length > 0) chart.update(bars, findingOf(advice, rows));
    chartKey.replaceChildren(...purchaseKey(bars));
    more.hidden = rows.length <= ROWS_AT_FIRST;
    more.textContent = store.now.showAll ? strings.showFewer : strings.showAll(rows.length);
    scatterFold.rename(strings.scatterTitle[basis]);
    scatterFold.element.hidden = bars.length === 0;
    if (scatterFold.isOpen && bars.length > 0) scatter.update(scatterOf(advice, rows, limits));
    if (compareFold.isOpen) compare.update(advice, all, store.now.compared);
    tools.update(all, rows.length, basis);
    table.update({ advice, rows });
    // Nothing could be predicted: the verdict says so, and empty figures would only repeat it.
    for (const part of [figures, tableSection, compareSection]) part.hidden = all.length === 0;
  };

  /** What a frame of the slider changes, as far as it is in sight: figures, and neither titles nor choices. */
  const move = (advice: Advice, limits: Limits): void => {
    const all = rowsOf(advice);
    const rows = all.filter((row) => passes(store.now.filter, row));
    const basis = costBasis(advice);
    const bars = barsOf(store.now.showAll ? rows : firstRows(rows), basis);
    if (bars.length > 0 && inSight.has(chart.element)) chart.update(bars, findingOf(advice, rows));
    if (scatterFold.isOpen && bars.length > 0 && inSight.has(scatter.element)) scatter.update(scatterOf(advice, rows, limits));
    if (compareFold.isOpen && inSight.has(compare.element)) compare.update(advice, all, store.now.compared);
    table.update({ advice, rows }, true);
  };

  return {
    elements: [figures, compareSection, tableSection],
    update,
    refreshDetails: again,
    retheme: () => [chart, scatter, compare.chart].forEach((each) => each.retheme()),
    pictures: () => [
      { title: chartTitle.textContent ?? '', canvas: chart.canvas },
      { title: scatterFold.element.querySelector('summary')?.textContent ?? '', canvas: scatter.canvas },
      { title: compare.pictureTitle(), canvas: compare.chart.canvas },
    ].filter(({ canvas }) => canvas.clientHeight > 0),
  };
}
