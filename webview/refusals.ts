/** Targets without a figure: those that share a reason together, and what would lift it. */

import type { Advice, RefusedTarget } from '../src/core/advice/advice';
import { measuredField, type DetailActions } from './details';
import { element, isolated } from './dom';
import { selectField } from './inputs';
import { strings } from './strings';

/** Names listed before "and N more". */
const NAMED = 4;

/** The refusals, which live as long as the view does. */
export interface RefusalsView {
  readonly element: HTMLElement;
  update(advice: Advice): void;
}

/** Makes the part; `measured` hears a step that was measured on one of the types. */
export function createRefusals(actions: Pick<DetailActions, 'measured'>): RefusalsView {
  let chosen = '';
  let shown = '';
  const list = element('dl');
  const place = element('div');
  const type = selectField(strings.refusedType, (value) => choose(value));
  const choose = (value: string): void => {
    chosen = value;
    place.replaceChildren(measuredField(value, actions));
  };
  const lift = element('div', { class: 'calibrate' }, element('p', { text: strings.liftRefusal }), type.element, place);
  return {
    element: element('div', {}, list, lift),
    update({ refused }) {
      const key = JSON.stringify(refused);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(...groupsOf(refused).flatMap(({ names, reason, remedy }) => [
        element('dt', { title: names.join(', ') }, isolated(summary(names))),
        element('dd', {}, isolated(reason), ' ', isolated(remedy, { class: 'range' })),
      ]));
      const names = refused.map(({ instanceType }) => instanceType);
      const first = names.includes(chosen) ? chosen : names[0] ?? '';
      type.show(names.map((value) => ({ value, label: value })), first);
      if (first !== chosen || place.childElementCount === 0) choose(first);
    },
  };
}

interface RefusalGroup {
  readonly names: readonly string[];
  readonly reason: string;
  readonly remedy: string;
}

/** Reasons that differ only by the type's own name are one reason. */
function groupsOf(refused: readonly RefusedTarget[]): readonly RefusalGroup[] {
  const groups = new Map<string, { names: string[]; reason: string; remedy: string }>();
  for (const { instanceType, reason, remedy } of refused) {
    const shared = reason.split(instanceType).join(strings.thisType);
    const group = groups.get(shared);
    if (group === undefined) groups.set(shared, { names: [instanceType], reason, remedy });
    else {
      group.names.push(instanceType);
      group.reason = `${shared.charAt(0).toUpperCase()}${shared.slice(1)}`;
    }
  }
  return [...groups.values()];
}

function summary(names: readonly string[]): string {
  return names.length <= NAMED ? names.join(', ') : strings.andMore(names.slice(0, NAMED - 1).join(', '), names.length - NAMED + 1);
}
