/** The job: what turns a step into a bill, each figure with where it came from, and a field where the reader may know better. */

import type { Advice } from '../src/core/advice/advice';
import { milliseconds, UNKNOWN } from '../src/core/format';
import { PRECISIONS, type Precision } from '../src/core/profile/profile';
import { isCount, MAX_COUNT, type Controls, type ViewMessage } from '../src/core/protocol';
import { element, isolated } from './dom';
import { selectField } from './inputs';
import { strings } from './strings';
import { valueField, wholeNumber, type ValueField } from './valueField';

/** The form, which lives as long as the view does. */
export interface JobForm {
  readonly element: HTMLElement;
  update(advice: Advice, controls: Controls): void;
}

/** Makes the form. */
export function createJobForm(send: (message: ViewMessage) => void): JobForm {
  const count = (name: string, label: string, onCommit: (value: number) => void): ValueField<number | null> => valueField<number | null>(null, {
    name, label, inputMode: 'numeric',
    parse(text) {
      if (text === '') return null;
      const value = wholeNumber(text);
      return isCount(value) ? value : undefined;
    },
    write: (value) => (value === null ? '' : value.toLocaleString('en-US')),
    problem: () => strings.countInvalid(MAX_COUNT),
    onCommit: (value) => { if (value !== null) onCommit(value); },
  });
  const samples = count('samples', strings.jobFields.samplesPerEpoch, (samplesPerEpoch) => send({ type: 'setJob', job: { samplesPerEpoch } }));
  const batch = count('batch', strings.profiledBatch, (batchSize) => send({ type: 'setJob', job: { batchSize } }));
  const precision = selectField(strings.jobFields.precision, (value) => send({ type: 'setJob', job: { precision: value as Precision } }));
  const precisionSource = element('p', { class: 'range source' });
  const facts = element('dl');
  return {
    element: element('div', { class: 'job-form' },
      element('div', { class: 'fields' }, samples.element, batch.element, element('div', { class: 'control' }, precision.element, precisionSource)), facts),
    update(advice, controls) {
      const { job } = advice;
      samples.update(job.samplesPerEpoch, job.sources['samplesPerEpoch'] ?? '');
      batch.update(controls.profiledBatch ?? job.batchSize, job.sources['batchSize'] ?? '');
      precision.show(PRECISIONS.map((value) => ({ value, label: value })), job.precision);
      precisionSource.textContent = job.sources['precision'] ?? '';
      facts.replaceChildren(...factList(advice));
    },
  };
}

/** What cannot be changed here, each with its origin. */
function factList({ anchor, profile, job }: Advice): readonly HTMLElement[] {
  const names = strings.jobFields;
  const fields: readonly (readonly [string, string, string | undefined])[] = [
    [names.anchor, anchor.instanceType, anchor.source],
    [names.stepMs, milliseconds(profile.stepMs), profile.stepMsSource],
    [names.epochs, job.epochs.toLocaleString('en-US'), job.sources['epochs']],
    [names.stepsPerEpoch, job.stepsPerEpoch?.toLocaleString('en-US') ?? UNKNOWN, job.sources['stepsPerEpoch']],
  ];
  return fields.flatMap(([name, value, source]) => [
    element('dt', { text: name }),
    element('dd', {}, isolated(value), ...(source === undefined ? [] : [' ', isolated(source, { class: 'range' })])),
  ]);
}
