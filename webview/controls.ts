/** Region, epochs, limits and purchase options: what the reader can change without leaving the view. */

import { parseDuration } from '../src/core/durationText';
import { duration } from '../src/core/format';
import { PURCHASES, type Purchase } from '../src/core/pricing/offer';
import { isEpochCount, MAX_EPOCHS, type Controls, type ViewMessage } from '../src/core/protocol';
import { element } from './dom';
import { strings } from './strings';
import { checkbox, dropdown } from './toolkit';
import { problemLine, valueField, wholeNumber } from './valueField';

/** The controls, which live as long as the view does: new states change their values and never replace them. */
export interface ControlsView {
  readonly element: HTMLElement;
  /** `jobKnown` is false while the steps per epoch are unknown: limits on the whole job then cannot be set. */
  update(controls: Controls, jobKnown: boolean): void;
}

type Send = (message: ViewMessage) => void;

/** Makes the controls; `send` gets what the reader chose once it is valid. */
export function createControls(send: Send): ControlsView {
  const parts = [regionControl(send), epochsControl(send), limitsControl(send), purchasesControl(send)];
  return {
    element: element('div', { class: 'controls' }, ...parts.map((part) => part.element)),
    update: (controls, jobKnown) => parts.forEach((part) => part.update(controls, jobKnown)),
  };
}

function regionControl(send: Send): ControlsView {
  const label = element('span', { class: 'label', text: strings.region, attributes: { id: 'region-label' } });
  const list = dropdown(label.id, (region) => send({ type: 'setRegion', region }));
  return {
    element: element('div', { class: 'control region' }, label, list.element),
    update: ({ region, regions }) => list.show(regions.includes(region) ? regions : [region, ...regions], region),
  };
}

function epochsControl(send: Send): ControlsView {
  const field = valueField<number>(1, {
    name: 'epochs', label: strings.epochs, inputMode: 'numeric',
    parse(text) {
      const count = wholeNumber(text);
      return isEpochCount(count) ? count : undefined;
    },
    write: String,
    problem: (current) => strings.epochsInvalid(MAX_EPOCHS, current),
    onCommit: (epochs) => send({ type: 'setEpochs', epochs }),
  });
  return { element: field.element, update: ({ epochs }) => field.update(epochs) };
}

/** Limits on the whole job; an empty field sets none. */
function limitsControl(send: Send): ControlsView {
  let budgetUsd: number | null = null;
  let deadlineSeconds: number | null = null;
  const budget = valueField<number | null>(null, {
    name: 'budget', label: strings.budget, inputMode: 'decimal',
    parse: (text) => (text === '' ? null : parseUsd(text)),
    write: (value) => (value === null ? '' : String(value)),
    problem: () => strings.budgetInvalid,
    onCommit: (usd) => send({ type: 'setLimits', budgetUsd: usd, deadlineSeconds }),
  });
  const deadline = valueField<number | null>(null, {
    name: 'deadline', label: strings.deadline, inputMode: 'text',
    parse: (text) => (text === '' ? null : parseDuration(text)),
    write: (value) => (value === null ? '' : typedDuration(value)),
    problem: () => strings.deadlineInvalid,
    onCommit: (seconds) => send({ type: 'setLimits', budgetUsd, deadlineSeconds: seconds }),
  });
  const part = element('div', { class: 'limits' }, budget.element, deadline.element);
  return {
    element: part,
    update(controls, jobKnown) {
      ({ budgetUsd, deadlineSeconds } = controls);
      part.hidden = !jobKnown;
      budget.update(budgetUsd);
      deadline.update(deadlineSeconds);
    },
  };
}

/** `5`, `$5.00`, `1,200`; undefined for anything that is no amount above 0. */
function parseUsd(text: string): number | undefined {
  const digits = text.replace(/^\$\s*/, '').replaceAll(',', '');
  const value = /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : 0;
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

/** A duration that reads back as exactly the same one. */
function typedDuration(seconds: number): string {
  const words = duration(seconds).replaceAll(',', '');
  return parseDuration(words) === seconds ? words : `${seconds} s`;
}

function purchasesControl(send: Send): ControlsView {
  let current: readonly Purchase[] = [];
  // The boxes report what code does to them too, one by one: half of a change must not be taken for the reader's choice.
  let showing = false;
  const problem = problemLine();
  const ticked = (): readonly Purchase[] => PURCHASES.filter((purchase) => boxes[purchase].checked);
  const show = (): void => {
    showing = true;
    for (const purchase of PURCHASES) boxes[purchase].checked = current.includes(purchase);
    showing = false;
  };
  const changed = (): void => {
    if (showing) return;
    const purchases = ticked();
    problem.textContent = purchases.length === 0 ? strings.purchasesInvalid : '';
    if (purchases.length === 0) return show();
    current = purchases;
    send({ type: 'setPurchases', purchases });
  };
  const box = (purchase: Purchase) => checkbox(strings.purchase[purchase], changed);
  const boxes = {
    'on-demand': box('on-demand'), 'savings-plan': box('savings-plan'), spot: box('spot'),
    sagemaker: box('sagemaker'), 'sagemaker-spot': box('sagemaker-spot'), 'sagemaker-hosting': box('sagemaker-hosting'),
  };
  return {
    element: element('fieldset', { class: 'control purchases' },
      element('legend', { class: 'label', text: strings.purchases }),
      ...PURCHASES.map((purchase) => boxes[purchase].element), problem),
    update({ purchases }) {
      current = PURCHASES.filter((purchase) => purchases.includes(purchase));
      show();
    },
  };
}
