/** What is one key away from a row: where its figures come from, what they doubt, and how to do better. */

import type { Advice, Candidate, CostedOffer } from '../src/core/advice/advice';
import { offerNotes } from '../src/core/advice/offerNotes';
import { duration, milliseconds, percent, range, significant, usd } from '../src/core/format';
import type { Interval } from '../src/core/predictor/predictor';
import { plain, priceCell } from './columns';
import { element, isolated } from './dom';
import { searchField } from './inputs';
import { jobSecondsOf, type Row } from './rows';
import { strings } from './strings';
import { button } from './toolkit';

/** What details ask of the rest of the page. */
export interface DetailActions {
  /** Asks the host for the offers in all regions. */
  wantOffers(instanceType: string): void;
  /** The offers in all regions; undefined until the host has answered. */
  offersOf(instanceType: string): readonly CostedOffer[] | undefined;
  /** Tells the host the step of this run that was measured on the type, milliseconds; null takes it back. */
  measured(instanceType: string, stepMs: number | null): void;
}

/** What details are written from. */
export interface DetailContent {
  readonly advice: Advice;
  readonly row: Row;
}

/** Minutes for which a run has to be recorded: start-up, warm-up and a few hundred steps. */
const RECORDING_MINUTES = 2;

const written = new WeakMap<HTMLElement, string>();

/** Fills the place with the details; leaves it alone when nothing has changed, so that what is being typed stays. */
export function fillDetails(place: HTMLElement, { advice, row }: DetailContent, actions: DetailActions): void {
  const { candidate } = row;
  const offers = actions.offersOf(candidate.instanceType);
  const key = JSON.stringify([candidate, offers, advice.calibration, advice.job.epochs]);
  if (written.get(place) === key) return;
  written.set(place, key);
  place.replaceChildren(
    element('p', { class: 'facts' }, ...hardware(candidate)),
    figures(advice, row),
    element('p', { text: strings.tierMeaning[candidate.tier] }),
    ...(candidate.why.length === 0 ? [] : [element('ul', { class: 'why' }, ...candidate.why.map((sentence) => element('li', {}, isolated(sentence))))]),
    element('p', {}, memorySentence(candidate)),
    offerTable(row.offers, offers),
    ...offerSentences(row.offers),
    ...(row.isAnchor ? [] : [calibration(advice, row, actions)]));
}

function hardware({ device, accelerator, vCpus, architecture, memoryGiB }: Candidate): Node[] {
  const facts = [
    ...(accelerator === null ? [strings.cpuOnly] : [`${accelerator.count === 1 ? '' : `${accelerator.count} × `}${device ?? ''}, ${strings.gibibytes(plain(accelerator.memoryGiB))}`]),
    strings.processors(vCpus, architecture),
    strings.hostMemory(plain(memoryGiB)),
  ];
  return facts.map((fact) => element('span', {}, isolated(fact)));
}

function figures({ job: { epochs } }: Advice, { candidate, offers: [offer] }: Row): HTMLElement {
  const coverage = percent(candidate.stepMs.coverage);
  const entry = (name: string, interval: Interval | null | undefined, write: (value: number) => string): HTMLElement[] =>
    (interval === null || interval === undefined ? [] : [
      element('dt', { text: name }),
      element('dd', {}, `${write(interval.estimate)} `, element('span', { class: 'range', text: strings.interval(range(interval, write), coverage) })),
    ]);
  return element('dl', {},
    ...entry(strings.columns.step, candidate.stepMs, milliseconds),
    ...entry(strings.columns.epoch, candidate.secondsPerEpoch, duration),
    ...entry(strings.jobTime(epochs), jobSecondsOf(candidate, epochs), duration),
    ...entry(strings.chartTitle.epoch, offer?.usdPerEpoch, usd),
    ...entry(strings.chartTitle.thousandSteps, offer?.usdPerEpoch === null ? offer.usdPer1000Steps : null, usd),
    ...entry(strings.jobCost(epochs), offer?.usdPerJob, usd));
}

function memorySentence({ memoryFit, memoryNeedGiB, accelerator, largestBatch }: Candidate): string {
  const need = memoryNeedGiB === null || accelerator === null ? strings.memoryFit[memoryFit]
    : strings.memoryNeed(strings.memoryFit[memoryFit], significant(memoryNeedGiB.least, 2), significant(memoryNeedGiB.most, 2), plain(accelerator.memoryGiB));
  return [need, ...(largestBatch === null ? [] : [strings.largestBatchIs(largestBatch)])].join(' ');
}

/** All offers that are known: of the region at once, of the others when the host has answered. */
function offerTable(here: readonly CostedOffer[], everywhere: readonly CostedOffer[] | undefined): HTMLElement {
  const offers = everywhere === undefined ? here : [...here, ...everywhere.filter(({ region }) => region !== here[0]?.region)];
  if (offers.length === 0) return element('p', { text: strings.noPrice });
  const heads = [strings.region, strings.purchases, strings.columns.price, strings.costFor[offers[0]?.usdPerEpoch === null ? 'thousandSteps' : 'epoch'], strings.columns.jobCost];
  const rows = offers.map((offer) => {
    const price = priceCell(offer);
    const cost = offer.usdPerEpoch ?? offer.usdPer1000Steps;
    return element('tr', {},
      element('td', {}, isolated(offer.region)),
      element('td', { text: strings.purchase[offer.purchase] }),
      element('td', { class: 'figure', ...(price.title !== undefined && { title: price.title }) }, element('span', { text: price.text }), isolated(price.below ?? '', { class: 'range' })),
      element('td', { class: 'figure' }, element('span', { text: usd(cost.estimate) }), element('span', { class: 'range', text: range(cost, usd) })),
      element('td', { class: 'figure', text: offer.usdPerJob === null ? '' : usd(offer.usdPerJob.estimate) }));
  });
  const more = everywhere === undefined ? [element('p', { class: 'range', text: strings.offersHere })] : [];
  return element('div', { class: 'offers', attributes: { role: 'region', tabindex: '0', 'aria-label': strings.offers } },
    element('table', { class: 'inner' },
      element('caption', { class: 'range', text: strings.offers }),
      element('thead', {}, element('tr', {}, ...heads.map((text) => element('th', { text, attributes: { scope: 'col' } })))),
      element('tbody', {}, ...rows)),
    ...more);
}

/** What is to be known of the prices here beyond their figures. */
function offerSentences(offers: readonly CostedOffer[]): HTMLElement[] {
  const sentences = [...new Set(offers.flatMap(offerNotes))];
  return sentences.length === 0 ? [] : [element('ul', { class: 'why' }, ...sentences.map((sentence) => element('li', {}, isolated(sentence))))];
}

/** How to replace the prediction by a measurement, or to take one back. */
function calibration(advice: Advice, { candidate, offers: [offer] }: Row, actions: DetailActions): HTMLElement {
  const { instanceType } = candidate;
  const own = advice.calibration.find((run) => run.instanceType === instanceType && run.workload === advice.profile.name);
  if (own !== undefined) {
    return element('div', { class: 'calibrate' }, element('p', { text: strings.calibrated(instanceType) }),
      button(strings.forgetMeasured, 'secondary', () => actions.measured(instanceType, null)));
  }
  const cost = offer === undefined ? null : usd((offer.usdPerHour / 60) * RECORDING_MINUTES, 2);
  return element('div', { class: 'calibrate' }, element('p', {}, isolated(strings.recordRun(instanceType, RECORDING_MINUTES, cost))), measuredField(instanceType, actions));
}

/** A field for a step that was measured on the type, with its button. */
export function measuredField(instanceType: string, actions: Pick<DetailActions, 'measured'>): HTMLElement {
  const problem = element('p', { class: 'problem', attributes: { role: 'status' } });
  const field = searchField(strings.measuredStep, () => { problem.textContent = ''; });
  field.input.type = 'text';
  field.input.inputMode = 'decimal';
  const commit = (): void => {
    const text = field.input.value.trim().replaceAll(',', '');
    const stepMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
    if (stepMs > 0 && Number.isFinite(stepMs)) actions.measured(instanceType, stepMs);
    else problem.textContent = strings.measuredInvalid;
  };
  field.input.addEventListener('keydown', (event) => { if (event.key === 'Enter') commit(); });
  return element('div', { class: 'measured' }, field.element, button(strings.useMeasured, 'secondary', commit), problem);
}
