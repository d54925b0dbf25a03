/**
 * The same run at other batch sizes, few enough to be computed at once and close enough to be read between: what a slider moves along.
 * The predictor runs in the host, and asking it for each frame of a slider would take longer than a frame. So the host computes the
 * rungs of this ladder, and the view reads between two of them: on the log of the batch size, the logs of step times are nearly
 * straight. When the slider is let go, the host computes that very batch size, so what stays on the screen is never interpolated.
 */

import { scaled, type Interval } from '../predictor/predictor';
import type { OpFamily, OpFamilyTimes } from '../profile/opFamilies';
import type { Advice, Candidate, CostedOffer, Job } from './advice';
import { decide } from './decision';
import { sharedSteps } from './distribution';
import { secondsPerEpoch, stepsPerEpoch, usdForSeconds } from './job';

/** What changes on a type with the batch size. */
export type RungCandidate = Pick<Candidate, 'instanceType' | 'tier' | 'stepMs' | 'relativeStep' | 'memoryFit' | 'memoryNeedGiB' | 'predictedOpFamilies'>;

/** The advice at one batch size, as far as it differs. */
export interface Rung {
  readonly batchSize: number;
  /** Step on the anchor, milliseconds. */
  readonly stepMs: number;
  readonly candidates: readonly RungCandidate[];
}

/** Rungs by rising batch size; two at least. */
export type WhatIfLadder = readonly Rung[];

/** The advice at a batch size between the rungs. Candidates keep their order, so that nothing jumps while a slider moves. */
export function adviceAt(advice: Advice, ladder: WhatIfLadder, batchSize: number): Advice {
  const [low, high] = around(ladder, batchSize);
  if (low === undefined || high === undefined) return advice;
  const share = low === high ? 0 : Math.log(batchSize / low.batchSize) / Math.log(high.batchSize / low.batchSize);
  const job = jobAt(advice.job, batchSize);
  const lows = new Map(low.candidates.map((candidate) => [candidate.instanceType, candidate]));
  const highs = new Map(high.candidates.map((candidate) => [candidate.instanceType, candidate]));
  const candidates = advice.candidates.map((candidate) => {
    const [from, to] = [lows.get(candidate.instanceType), highs.get(candidate.instanceType)];
    return from === undefined || to === undefined ? candidate : candidateAt(candidate, from, to, share, job);
  });
  const { budgetUsd, deadlineSeconds } = advice.constraints ?? { budgetUsd: null, deadlineSeconds: null };
  const limits = { ...(budgetUsd !== null && { budgetUsd }), ...(deadlineSeconds !== null && { deadlineSeconds }) };
  return {
    ...advice, job, candidates,
    profile: { ...advice.profile, stepMs: between(low.stepMs, high.stepMs, share), batchSize },
    ...decide({ anchor: advice.anchor.instanceType, job, ...limits }, candidates),
  };
}

function around(ladder: WhatIfLadder, batchSize: number): [Rung | undefined, Rung | undefined] {
  const above = ladder.findIndex((rung) => rung.batchSize >= batchSize);
  const high = above === -1 ? ladder.at(-1) : ladder[above];
  return high === undefined || high.batchSize <= batchSize || above === 0 ? [high, high] : [ladder[above - 1], high];
}

function jobAt(job: Job, batchSize: number): Job {
  return { ...job, batchSize, stepsPerEpoch: job.samplesPerEpoch === null ? job.stepsPerEpoch : stepsPerEpoch(job.samplesPerEpoch, batchSize) };
}

function candidateAt(candidate: Candidate, from: RungCandidate, to: RungCandidate, share: number, job: Job): Candidate {
  const nearer = share < 0.5 ? from : to;
  const stepMs = intervalBetween(from.stepMs, to.stepMs, share);
  const { gpus, machines } = candidate;
  const seconds = job.stepsPerEpoch === null ? null : secondsPerEpoch(stepMs, sharedSteps(job.stepsPerEpoch, { gpus, machines }));
  return {
    ...candidate,
    tier: nearer.tier, memoryFit: nearer.memoryFit, memoryNeedGiB: nearer.memoryNeedGiB,
    stepMs,
    relativeStep: intervalBetween(from.relativeStep, to.relativeStep, share),
    secondsPerEpoch: seconds,
    offers: candidate.offers.map((offer) => offerAt(offer, scaled(stepMs, 1 / gpus), seconds, job)),
    predictedOpFamilies: familiesBetween(from.predictedOpFamilies, to.predictedOpFamilies, share),
  };
}

/** The share of work lost to interruptions stays as it is: it depends on the checkpoints far more than on the batch. */
function offerAt(offer: CostedOffer, stepMs: Interval, seconds: Interval | null, job: Job): CostedOffer {
  const usdPerEpoch = seconds === null ? null : usdForSeconds(offer.usdPerHour, seconds);
  const usdPerJob = usdPerEpoch === null ? null : scaled(usdPerEpoch, job.epochs);
  const withLoss = (cost: Interval | null): Interval | null => (cost === null || offer.expected === null ? null : scaled(cost, 1 + offer.expected.overheadShare));
  return {
    ...offer, usdPerEpoch, usdPerJob,
    usdPer1000Steps: usdForSeconds(offer.usdPerHour, stepMs),
    expected: offer.expected === null ? null : { ...offer.expected, usdPerEpoch: withLoss(usdPerEpoch), usdPerJob: withLoss(usdPerJob) },
  };
}

const between = (from: number, to: number, share: number): number => from ** (1 - share) * to ** share;

function intervalBetween(from: Interval, to: Interval, share: number): Interval {
  const at = (end: 'estimate' | 'low' | 'high'): number => between(from[end], to[end], share);
  return { estimate: at('estimate'), low: at('low'), high: at('high'), coverage: from.coverage };
}

/** Families may be 0 on one side, where a log has no value: they are read on the line instead. */
function familiesBetween(from: OpFamilyTimes | null, to: OpFamilyTimes | null, share: number): OpFamilyTimes | null {
  if (from === null || to === null) return null;
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])] as OpFamily[];
  return Object.fromEntries(names.map((name) => [name, (from[name] ?? 0) * (1 - share) + (to[name] ?? 0) * share]));
}
