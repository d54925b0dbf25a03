/** The view when there is advice: decision, controls, chart, table, and what is one click away. */

import type { Advice } from '../src/core/advice/advice';
import { percent } from '../src/core/format';
import type { ViewMessage, ViewState } from '../src/core/protocol';
import { barsOf, findingOf } from './bars';
import { createCostChart } from './chart';
import { createControls } from './controls';
import { element, fold } from './dom';
import { jobList, legendList, priceNote, rateNote, refusedList, warningList } from './folds';
import { costBasis, firstRows, ROWS_AT_FIRST, rowsOf } from './rows';
import { strings } from './strings';
import { fillTable } from './table';
import { button } from './toolkit';
import { verdictFacts } from './verdict';

/** The state that this part shows. */
export type ReadyState = Extract<ViewState, { status: 'ready' }>;

/** The part of the page below the verdict; made once, so that controls keep their focus from state to state. */
export interface ReadyView {
  readonly element: HTMLElement;
  /** Must be in the document: the chart takes its width from there. */
  update(state: ReadyState): void;
  retheme(): void;
}

/** Makes the part; `showAll` and `onShowAll` keep how many rows are shown across reloads. */
export function createReady(send: (message: ViewMessage) => void, showAll: boolean, onShowAll: (all: boolean) => void): ReadyView {
  const editJob = (): void => send({ type: 'command', command: 'editJob' });
  let state: ReadyState | undefined;
  let all = showAll;

  const facts = element('div');
  const controls = createControls(send);
  const job = fold('job', '');
  const jobFields = element('div');
  job.append(jobFields, button(strings.editJob, 'secondary', editJob));
  const notice = element('p', { class: 'notice', text: strings.stepsUnknown });
  const noticeAction = button(strings.editJob, 'primary', editJob);
  const chartTitle = element('h2');
  const chartNote = element('p', { class: 'range' });
  const chart = createCostChart();
  const more = button('', 'secondary', () => {
    all = !all;
    onShowAll(all);
    if (state !== undefined) showFigures(state.advice);
  });
  const noPrices = element('p', { text: strings.noPrices });
  const legend = fold('legend', strings.legend);
  const table = element('table');
  const tableTitle = element('h2', { text: strings.tableTitle, attributes: { id: 'table-title' } });
  const refused = fold('refused', '');
  const warnings = fold('warnings', '');
  const footer = element('footer');

  const showFigures = (advice: Advice): void => {
    const rows = rowsOf(advice);
    const shown = all ? rows : firstRows(rows);
    const basis = costBasis(advice);
    const bars = barsOf(shown, basis);
    chartTitle.textContent = strings.chartTitle[basis];
    chart.element.hidden = bars.length === 0;
    chartNote.hidden = bars.length === 0;
    noPrices.hidden = bars.length > 0;
    chart.update(bars, findingOf(advice, shown));
    more.hidden = rows.length <= ROWS_AT_FIRST;
    more.textContent = all ? strings.showFewer : strings.showAll(rows.length);
    fillTable(table, advice, shown);
  };

  const showFold = (part: HTMLDetailsElement, count: number, summary: string, content: HTMLElement): void => {
    part.hidden = count === 0;
    const title = part.querySelector('summary');
    if (title !== null) title.textContent = summary;
    part.replaceChildren(...(title === null ? [] : [title]), content);
  };

  const chartSection = element('section', { class: 'chart' }, chartTitle, chartNote, chart.element, noPrices, more, legend);
  const tableSection = element('section', {}, tableTitle,
    element('div', { class: 'scroll', attributes: { role: 'region', tabindex: '0', 'aria-labelledby': tableTitle.id } }, table));
  const parts = element('div', { class: 'ready' },
    facts, controls.element, element('div', { class: 'unknown-steps' }, notice, noticeAction), job,
    chartSection, tableSection, refused, warnings, footer);

  return {
    element: parts,
    update(next) {
      state = next;
      const { advice } = next;
      facts.replaceChildren(verdictFacts(advice));
      controls.update(next.controls);
      parts.classList.toggle('steps-unknown', advice.job.stepsPerEpoch === null);
      const jobTitle = job.querySelector('summary');
      if (jobTitle !== null) jobTitle.textContent = strings.jobFold(advice.job.epochs, advice.job.stepsPerEpoch);
      jobFields.replaceChildren(jobList(advice));
      chartNote.textContent = strings.chartNote(percent(advice.candidates[0]?.stepMs.coverage ?? Number.NaN));
      showFold(legend, 1, strings.legend, legendList(advice));
      showFold(refused, advice.refused.length, strings.refused(advice.refused.length), refusedList(advice));
      showFold(warnings, advice.warnings.length, strings.warnings(advice.warnings.length), warningList(advice));
      footer.replaceChildren(...[priceNote(advice), ...rateNote(advice), strings.model(advice.modelVersion)].map((text) => element('span', { text, title: text })));
      // Nothing could be predicted: the verdict says so, and empty figures would only repeat it.
      chartSection.hidden = tableSection.hidden = advice.candidates.length === 0;
      showFigures(advice);
    },
    retheme: () => chart.retheme(),
  };
}

