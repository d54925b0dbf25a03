/** What if the batch were larger, or smaller: a slider that moves every figure while it is dragged, and asks the host when it is let go. */

import { adviceAt, type WhatIfLadder } from '../src/core/advice/whatIfLadder';
import type { Advice } from '../src/core/advice/advice';
import { usd } from '../src/core/format';
import { isCount, type Controls, type ViewMessage } from '../src/core/protocol';
import { element } from './dom';
import { uniqueId } from './inputs';
import { costBasis, costOf } from './rows';
import { strings } from './strings';
import { button } from './toolkit';

/** The slider, which lives as long as the view does. */
export interface WhatIfView {
  readonly element: HTMLElement;
  update(advice: Advice, controls: Controls): void;
  /** The ladder for the advice shown, or why there is none. */
  ladder(ladder: WhatIfLadder, problem: string | null): void;
}

/** Positions of the slider to each doubling of the batch size. */
const STEPS_PER_DOUBLING = 16;
const DOUBLINGS = 3;

/** Makes the slider; `onMove` hears the advice for each position, read between the rungs of the ladder. */
export function createWhatIf(send: (message: ViewMessage) => void, onMove: (advice: Advice) => void): WhatIfView {
  let advice: Advice | undefined;
  let profiled: number | null = null;
  let rungs: WhatIfLadder = [];
  let frame = 0;
  const end = DOUBLINGS * STEPS_PER_DOUBLING;
  const slider = element('input', { attributes: { type: 'range', id: uniqueId('batch'), min: String(-end), max: String(end), step: '1', value: '0' } });
  const output = element('output', { attributes: { for: slider.id } });
  const label = element('label', { class: 'label', text: strings.whatIfBatch, attributes: { for: slider.id } });
  const note = element('p', { class: 'range', attributes: { role: 'status' } });
  const back = button('', 'secondary', () => send({ type: 'setWhatIf', batchSize: null }));

  const batchAt = (): number => Math.max(1, Math.round((profiled ?? 1) * 2 ** (Number(slider.value) / STEPS_PER_DOUBLING)));
  const tell = (shown: Advice, isBetween: boolean): void => {
    const { instanceType } = shown.verdict;
    const cost = costOf(shown.candidates.find((candidate) => candidate.instanceType === instanceType)?.offers[0], costBasis(shown));
    const finding = instanceType === null || cost === null ? '' : strings.whatIfFinding(instanceType, usd(cost.estimate), strings.costFor[costBasis(shown)]);
    output.textContent = strings.whatIfAt(shown.job.batchSize ?? batchAt(), finding);
    slider.setAttribute('aria-valuetext', output.textContent);
    note.textContent = isBetween ? strings.whatIfBetween : '';
  };
  slider.addEventListener('input', () => {
    // A pointer may report many positions to one frame; only the last is drawn.
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (advice === undefined || rungs.length < 2) return;
      const moved = adviceAt(advice, rungs, batchAt());
      tell(moved, true);
      onMove(moved);
    });
  });
  slider.addEventListener('change', () => {
    const batchSize = batchAt();
    if (isCount(batchSize)) send({ type: 'setWhatIf', batchSize: batchSize === profiled ? null : batchSize });
  });

  return {
    element: element('div', { class: 'what-if' }, label, element('div', { class: 'slide' }, slider, output), note, back),
    update(next, controls) {
      advice = next;
      profiled = controls.profiledBatch;
      const batch = controls.whatIfBatch ?? profiled;
      if (batch !== null && profiled !== null) slider.value = String(Math.round(Math.log2(batch / profiled) * STEPS_PER_DOUBLING));
      slider.disabled = profiled === null;
      tell(next, false);
      back.hidden = controls.whatIfBatch === null;
      back.textContent = profiled === null ? '' : strings.whatIfBack(profiled);
    },
    ladder(next, problem) {
      rungs = next;
      slider.disabled = next.length < 2;
      if (problem !== null) note.textContent = problem;
    },
  };
}
