/** Two types side by side: every fact of both, and where their steps' time goes. At first, where the reader is and what is recommended. */

import type { Advice, Candidate } from '../src/core/advice/advice';
import { significant, UNKNOWN } from '../src/core/format';
import { COLUMNS } from './columns';
import { element, isolated } from './dom';
import { createFamiliesChart, shownFamilies, type Breakdown, type FamiliesChart } from './familiesChart';
import { costBasis, type Row } from './rows';
import { strings } from './strings';
import { fillCell } from './tableRow';

/** The comparison, which lives as long as the view does. */
export interface CompareView {
  readonly element: HTMLElement;
  readonly chart: FamiliesChart;
  /** The chart's title with its key in words, for where the key is not beside it. */
  pictureTitle(): string;
  update(advice: Advice, rows: readonly Row[], chosen: readonly string[]): void;
}

/** The two rows to be compared: those chosen, filled up with the anchor and the recommended type, or the next in rank. */
export function comparedRows(rows: readonly Row[], chosen: readonly string[]): readonly Row[] {
  const picked = chosen.flatMap((type) => rows.find(({ candidate }) => candidate.instanceType === type) ?? []);
  const usual = [rows.find(({ isAnchor }) => isAnchor), rows.find(({ isRecommended }) => isRecommended), rows.find(({ launchable, isAnchor }) => launchable && !isAnchor)];
  // One choice is compared with where the reader is.
  const filled = picked.length === 1 ? [usual[0], ...picked, ...usual.slice(1)] : [...picked, ...usual];
  return [...new Set(filled.filter((row) => row !== undefined))].slice(0, 2);
}

/** Makes the comparison. */
export function createCompare(): CompareView {
  const chart = createFamiliesChart();
  const table = element('table', { class: 'inner compare' });
  const key = element('p', { class: 'key' });
  const noFamilies = element('p', { class: 'range', text: strings.noFamilies });
  const part = element('div', { class: 'side-by-side' },
    element('div', {}, element('p', { class: 'range', text: strings.compareNote }), table),
    element('div', {}, element('h3', { text: strings.familiesTitle }), key, chart.element, noFamilies));
  return {
    element: part,
    chart,
    pictureTitle: () => strings.familiesPicture([...key.querySelectorAll('bdi')].map(({ textContent }) => textContent ?? '')),
    update(advice, rows, chosen) {
      const compared = comparedRows(rows, chosen);
      const breakdowns = compared.flatMap(({ candidate }) => breakdownOf(candidate));
      table.replaceChildren(...factTable(advice, compared, breakdowns));
      key.replaceChildren(...keyOf(breakdowns));
      noFamilies.hidden = breakdowns.length > 0;
      chart.element.hidden = breakdowns.length === 0;
      if (breakdowns.length > 0) chart.update(breakdowns);
    },
  };
}

function breakdownOf({ instanceType, predictedOpFamilies }: Candidate): Breakdown[] {
  return predictedOpFamilies === null || Object.keys(predictedOpFamilies).length === 0 ? [] : [{ instanceType, families: predictedOpFamilies }];
}

function factTable(advice: Advice, compared: readonly Row[], breakdowns: readonly Breakdown[]): readonly HTMLElement[] {
  const basis = costBasis(advice);
  const facts = COLUMNS.map((column) => element('tr', {}, element('th', { text: column.title(basis), attributes: { scope: 'row' } }),
    ...compared.map((row) => {
      const cell = element('td', { class: column.isFigure ? 'figure' : '' });
      fillCell(cell, column.cell({ row, basis, epochs: advice.job.epochs, currency: advice.currency }));
      return cell;
    })));
  const families = shownFamilies(breakdowns).map((family) => element('tr', {}, element('th', { text: strings.familyMs(family), attributes: { scope: 'row' } }),
    ...compared.map(({ candidate }) => element('td', { class: 'figure', text: familyText(candidate.predictedOpFamilies?.[family], candidate) }))));
  const heads = compared.map(({ candidate }) => element('th', { attributes: { scope: 'col' } }, isolated(candidate.instanceType)));
  return [
    element('caption', { class: 'sr-only', text: strings.compareTitle }),
    element('thead', {}, element('tr', {}, element('th', { attributes: { scope: 'col' } }, element('span', { class: 'sr-only', text: strings.fact })), ...heads)),
    element('tbody', {}, ...facts, ...families),
  ];
}

/** A kind that took no time is 0 where the step was broken down, and unknown where it was not. */
function familyText(ms: number | undefined, { predictedOpFamilies }: Candidate): string {
  if (ms !== undefined) return significant(ms);
  return predictedOpFamilies === null ? UNKNOWN : '0';
}

/** Which bar is which. */
function keyOf(breakdowns: readonly Breakdown[]): readonly HTMLElement[] {
  return breakdowns.map(({ instanceType }, index) => element('span', { class: 'key-entry' },
    element('span', { class: `swatch ${index === 0 && breakdowns.length > 1 ? 'hatched' : 'filled'}`, attributes: { 'aria-hidden': 'true' } }), isolated(instanceType)));
}
