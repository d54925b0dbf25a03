/** Region, epochs and purchase options: what the reader can change without leaving the view. */

import { PURCHASES, type Purchase } from '../src/core/pricing/offer';
import { isEpochCount, MAX_EPOCHS, type Controls, type ViewMessage } from '../src/core/protocol';
import { element } from './dom';
import { strings } from './strings';
import { checkbox, dropdown, textField } from './toolkit';

/** The controls, which live as long as the view does: new states change their values and never replace them. */
export interface ControlsView {
  readonly element: HTMLElement;
  update(controls: Controls): void;
}

type Send = (message: ViewMessage) => void;

/** Makes the controls; `send` gets what the reader chose once it is valid. */
export function createControls(send: Send): ControlsView {
  const region = regionControl(send);
  const epochs = epochsControl(send);
  const purchases = purchasesControl(send);
  return {
    element: element('div', { class: 'controls' }, region.element, epochs.element, purchases.element),
    update(controls) {
      region.update(controls);
      epochs.update(controls);
      purchases.update(controls);
    },
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

/** Where a control says what is wrong; a status, so that it is announced when it appears. */
function problemLine(): HTMLElement {
  return element('p', { class: 'problem', attributes: { role: 'status' } });
}

function epochsControl(send: Send): ControlsView {
  let current = 1;
  // While the reader is typing, a new state must not take the text away.
  let editing = false;
  const problem = problemLine();
  const parsed = (): number | undefined => {
    const text = field.value.trim().replaceAll(',', '');
    const count = /^\d+$/.test(text) ? Number(text) : undefined;
    return isEpochCount(count) ? count : undefined;
  };
  const check = (): void => {
    field.invalid = parsed() === undefined;
    problem.textContent = field.invalid ? strings.epochsInvalid(MAX_EPOCHS, current) : '';
  };
  const field = textField(strings.epochs, () => {
    editing = true;
    check();
  }, () => {
    check();
    const epochs = parsed();
    if (epochs === undefined) return;
    editing = false;
    if (epochs !== current) send({ type: 'setEpochs', epochs });
  });
  field.element.setAttribute('inputmode', 'numeric');
  return {
    element: element('div', { class: 'control epochs' }, field.element, problem),
    update({ epochs }) {
      current = epochs;
      if (!editing) field.value = String(epochs);
      check();
    },
  };
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
