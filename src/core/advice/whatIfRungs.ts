/** The rungs of a ladder of batch sizes: computed in the host, read between in the view (whatIfLadder.ts). */

import type { Result } from '../failure';
import { advise, type Knowledge } from './advise';
import { buildRequest, type Answers, type NamedProfile, type Scope } from './request';
import type { Rung } from './whatIfLadder';

/** From an eighth to eight times the profiled batch size, two rungs to each doubling. */
const DOUBLINGS = 3;
const RUNGS_PER_DOUBLING = 2;

/** The batch sizes of the rungs around the profiled one, which is one of them. */
export function rungSizes(profiledBatch: number): readonly number[] {
  const count = DOUBLINGS * RUNGS_PER_DOUBLING;
  const sizes = Array.from({ length: 2 * count + 1 }, (_, index) => Math.round(profiledBatch * 2 ** ((index - count) / RUNGS_PER_DOUBLING)));
  return [...new Set(sizes)].filter((size) => size >= 1);
}

/** One rung; fails when the profile does not say how its step changes with the batch size. */
export function rungAt(batchSize: number, named: NamedProfile, answers: Answers, scope: Scope, knowledge: Knowledge): Result<Rung> {
  const request = buildRequest(named, { ...answers, whatIf: { ...answers.whatIf, batchSize } }, scope, knowledge);
  if (!request.ok) return request;
  const advice = advise(request.value, knowledge);
  if (!advice.ok) return advice;
  const candidates = advice.value.candidates.map(({ instanceType, tier, stepMs, relativeStep, memoryFit, memoryNeedGiB, predictedOpFamilies }) =>
    ({ instanceType, tier, stepMs, relativeStep, memoryFit, memoryNeedGiB, predictedOpFamilies }));
  return { ok: true, value: { batchSize, stepMs: advice.value.profile.stepMs, candidates } };
}
