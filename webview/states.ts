/** The page in each of its states: one sentence, one next action; the ready state brings its figures. */

import type { CostedOffer } from '../src/core/advice/advice';
import type { WhatIfLadder } from '../src/core/advice/whatIfLadder';
import type { OpenProfileName, ViewCommand, ViewMessage, ViewState } from '../src/core/protocol';
import { element, isolated, unbroken } from './dom';
import type { KeptStore } from './kept';
import { createProfilePicker } from './profilePicker';
import { createReady, type ReadyView } from './ready';
import { strings } from './strings';
import { button, progressRing } from './toolkit';
import { profileFacts } from './verdict';

/** The page. */
export interface Page {
  render(state: ViewState, profiles: readonly OpenProfileName[], current: string | null): void;
  ladder(ladder: WhatIfLadder, problem: string | null): void;
  offers(instanceType: string, offers: readonly CostedOffer[]): void;
  retheme(): void;
}

/** Builds the page in `root`. The sentence is one live element for all states, so that each new one is announced. */
export function createPage(root: HTMLElement, send: (message: ViewMessage) => void, store: KeptStore): Page {
  const picker = createProfilePicker(send);
  const heading = element('div');
  const header = element('header', {}, picker.element, heading);
  const sentence = element('p', { class: 'sentence', attributes: { 'aria-live': 'polite' } });
  const body = element('div');
  const page = element('main', {}, header, sentence, body);
  root.replaceChildren(page);
  const readShare = element('p', { class: 'share' });
  let ready: ReadyView | undefined;
  let restored = false;

  const act = (label: string, command: ViewCommand, appearance: 'primary' | 'secondary' = 'primary'): HTMLElement =>
    button(label, appearance, () => send({ type: 'command', command }));
  const actions = (...parts: readonly HTMLElement[]): HTMLElement => element('div', { class: 'actions' }, ...parts);

  const reading = element('div', {}, progressRing(), readShare, actions(act(strings.cancelReading, 'cancelReading', 'secondary')));

  const show = (state: ViewState): void => {
    switch (state.status) {
      case 'empty':
        return body.replaceChildren(actions(act(strings.openProfile, 'openProfile'), act(strings.trySample, 'trySample', 'secondary')));
      case 'reading':
        // The parts stay as the share grows: rebuilding them would take the focus from the button.
        readShare.textContent = state.share === undefined ? '' : strings.readShare(state.share);
        if (reading.parentElement !== body) body.replaceChildren(reading);
        return;
      case 'asking':
        return body.replaceChildren();
      case 'failed':
        return body.replaceChildren(actions(...failedActions(state, act)));
      case 'ready': {
        ready ??= createReady(send, store);
        if (ready.element.parentElement !== body) body.replaceChildren(ready.element);
        ready.update(state);
        if (!restored) window.scrollTo({ top: store.now.scrollTop });
        restored = true;
      }
    }
  };

  return {
    render(state, profiles, current) {
      page.dataset['status'] = state.status;
      picker.update(profiles, current);
      heading.replaceChildren(...headingOf(state));
      const text = sentenceOf(state);
      // Writing the same text again would announce it again.
      if (sentence.textContent !== text) sentence.replaceChildren(isolated(text));
      show(state);
    },
    ladder: (ladder, problem) => ready?.ladder(ladder, problem),
    offers: (instanceType, offers) => ready?.offers(instanceType, offers),
    retheme: () => ready?.retheme(),
  };
}

/** A refusal is lifted by other answers; a file that cannot be read, by another file. */
function failedActions(
  { refused, canUndo }: Extract<ViewState, { status: 'failed' }>, act: (label: string, command: ViewCommand, appearance?: 'primary' | 'secondary') => HTMLElement,
): readonly HTMLElement[] {
  if (refused !== true) return [act(strings.openAnother, 'openProfile'), act(strings.showLog, 'showLog', 'secondary')];
  return [
    ...(canUndo === true ? [act(strings.undoChange, 'undoChange')] : []),
    act(strings.answerAgain, 'editJob', canUndo === true ? 'secondary' : 'primary'),
    act(strings.openAnother, 'openProfile', 'secondary'),
  ];
}

function headingOf(state: ViewState): readonly Node[] {
  if (state.status === 'empty') return [];
  const name = element('h1', { title: state.profileName }, isolated(state.profileName));
  return state.status === 'ready' ? [name, profileFacts(state.advice)] : [name];
}

function sentenceOf(state: ViewState): string {
  switch (state.status) {
    case 'empty': return strings.empty;
    case 'reading': return strings.reading(state.profileName);
    case 'asking': return strings.asking(state.profileName);
    case 'failed': return strings.failed(state.message, state.action);
    case 'ready': return unbroken(state.advice.verdict.sentence);
  }
}
