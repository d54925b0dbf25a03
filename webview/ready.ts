/** The view when there is advice: decision, controls, figures, and what is one click away. */

import type { CostedOffer } from '../src/core/advice/advice';
import type { WhatIfLadder } from '../src/core/advice/whatIfLadder';
import { REPORT_FORMATS, type ViewMessage, type ViewState } from '../src/core/protocol';
import { createControls } from './controls';
import { element } from './dom';
import { createFigures } from './figures';
import { priceNote, rateNote, warningList } from './folds';
import { createJobForm } from './jobForm';
import { keptFold } from './keptFold';
import type { KeptStore } from './kept';
import { legendList } from './legend';
import { chartsAsPng } from './png';
import { createRefusals } from './refusals';
import { strings } from './strings';
import { readTheme } from './theme';
import { button } from './toolkit';
import { verdictFacts } from './verdict';
import { createWhatIf } from './whatIf';

/** The state that this part shows. */
export type ReadyState = Extract<ViewState, { status: 'ready' }>;

/** The part of the page below the verdict; made once, so that controls keep their focus from state to state. */
export interface ReadyView {
  readonly element: HTMLElement;
  /** Must be in the document: the charts take their width from there. */
  update(state: ReadyState): void;
  /** The host's answers to what was asked for the state shown. */
  ladder(ladder: WhatIfLadder, problem: string | null): void;
  offers(instanceType: string, offers: readonly CostedOffer[]): void;
  retheme(): void;
}

/** Makes the part. */
export function createReady(send: (message: ViewMessage) => void, store: KeptStore): ReadyView {
  const editJob = (): void => send({ type: 'command', command: 'editJob' });
  let state: ReadyState | undefined;
  const elsewhere = new Map<string, readonly CostedOffer[]>();
  const measured = (instanceType: string, stepMs: number | null): void => send({ type: 'setMeasured', instanceType, stepMs });

  const facts = element('div');
  const stale = element('div', { class: 'notice-box stale', attributes: { role: 'status' } });
  const controls = createControls(send);
  const form = createJobForm(send);
  const job = keptFold(store, 'job', '', form.element, button(strings.editJob, 'secondary', editJob));
  const notice = element('div', { class: 'notice-box unknown-steps' },
    element('p', { class: 'notice', text: strings.stepsUnknown }), button(strings.editJob, 'primary', editJob));
  const legend = keptFold(store, 'legend', strings.legend);
  const figures = createFigures(store, {
    measured,
    wantOffers: (instanceType) => { if (!elsewhere.has(instanceType)) send({ type: 'wantOffers', instanceType }); },
    offersOf: (instanceType) => elsewhere.get(instanceType),
    setLimits: (limits) => send({ type: 'setLimits', ...limits }),
  }, legend.element);
  const whatIf = createWhatIf(send, (moved) => { if (state !== undefined) figures.update(moved, state.controls, true); });
  const whatIfFold = keptFold(store, 'whatif', '', whatIf.element);
  const wantLadder = (): void => { if (whatIfFold.isOpen) send({ type: 'wantWhatIf' }); };
  whatIfFold.onToggle(wantLadder);
  const refusals = createRefusals({ measured });
  const refused = keptFold(store, 'refused', '', refusals.element);
  const warnings = keptFold(store, 'warnings', '');
  const footer = element('footer');

  const exportPng = (): void => {
    if (state === undefined) return;
    const png = chartsAsPng(state.advice, figures.pictures(), readTheme());
    if (png !== undefined) send({ type: 'exportPng', png });
  };
  const exports = keptFold(store, 'export', strings.exportTitle, element('p', { class: 'range', text: strings.exportNote }),
    element('div', { class: 'actions' },
      ...REPORT_FORMATS.map((format) => button(strings.exportAs[format], 'secondary', () => send({ type: 'export', format }))),
      button(strings.exportAs.png, 'secondary', exportPng)));

  const parts = element('div', { class: 'ready' },
    facts, stale, controls.element, notice, job.element, whatIfFold.element,
    ...figures.elements, refused.element, warnings.element, exports.element, footer);

  return {
    element: parts,
    update(next) {
      state = next;
      const { advice } = next;
      elsewhere.clear();
      facts.replaceChildren(verdictFacts(advice));
      showStale(stale, next.stale === true, send);
      controls.update(next.controls, advice.job.stepsPerEpoch !== null);
      parts.classList.toggle('steps-unknown', advice.job.stepsPerEpoch === null);
      job.rename(strings.jobFold(advice.job.epochs, advice.job.stepsPerEpoch));
      form.update(advice, next.controls);
      whatIfFold.rename(strings.whatIf(next.controls.whatIfBatch));
      whatIf.update(advice, next.controls);
      wantLadder();
      for (const instanceType of store.now.open) {
        if (advice.candidates.some((candidate) => candidate.instanceType === instanceType)) send({ type: 'wantOffers', instanceType });
      }
      legend.fill(legendList(advice));
      refused.element.hidden = advice.refused.length === 0;
      refused.rename(strings.refused(advice.refused.length));
      refusals.update(advice);
      warnings.element.hidden = advice.warnings.length === 0;
      warnings.rename(strings.warnings(advice.warnings.length));
      warnings.fill(warningList(advice));
      footer.replaceChildren(...[priceNote(advice), ...rateNote(advice), strings.model(advice.modelVersion)].map((text) => element('span', { text, title: text })));
      figures.update(advice, next.controls);
    },
    ladder: (ladder, problem) => whatIf.ladder(ladder, problem),
    offers(instanceType, offers) {
      elsewhere.set(instanceType, offers);
      figures.refreshDetails();
    },
    retheme: () => figures.retheme(),
  };
}

/** The notice stays as it is while nothing changes: writing it again would announce it again. */
function showStale(place: HTMLElement, isStale: boolean, send: (message: ViewMessage) => void): void {
  if (isStale === place.hasChildNodes()) return;
  place.replaceChildren(...(isStale
    ? [element('p', { text: strings.fileChanged }), button(strings.readAgain, 'primary', () => send({ type: 'command', command: 'readAgain' }))]
    : []));
}
