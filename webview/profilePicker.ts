/** Which of the open profiles is shown; in sight once there are two. */

import type { OpenProfileName, ViewMessage } from '../src/core/protocol';
import { element } from './dom';
import { selectField } from './inputs';
import { strings } from './strings';
import { button } from './toolkit';

/** The picker, which lives as long as the view does. */
export interface ProfilePicker {
  readonly element: HTMLElement;
  update(profiles: readonly OpenProfileName[], current: string | null): void;
}

/** Makes the picker. */
export function createProfilePicker(send: (message: ViewMessage) => void): ProfilePicker {
  const list = selectField(strings.profiles, (id) => send({ type: 'switchProfile', id }));
  const close = button(strings.closeProfile, 'secondary', () => send({ type: 'command', command: 'closeProfile' }));
  const part = element('div', { class: 'picker' }, list.element, close);
  part.hidden = true;
  return {
    element: part,
    update(profiles, current) {
      part.hidden = profiles.length < 2;
      list.show(profiles.map(({ id, name }) => ({ value: id, label: name })), current ?? '');
    },
  };
}
