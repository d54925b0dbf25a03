/** Predictions for profiles without op times of the device. */

import type { Known, Profile } from '../profile/profile';
import type { AnchorStep } from './anchorStep';
import { frameworkDoubt } from './framework';
import { combined, halfWidth, intervalAround } from './intervals';
import { predictOpFree, type OpFreeModel } from './opFree';
import type { Prediction, PredictionRequest } from './predictor';

/** A GPU that was busy for less than this did not do the training that was timed. */
const LEAST_BUSY = 0.01;

/** Half-width on the log for each factor of e beyond the training data's steps: an assumption, as nothing there was measured. */
const BEYOND = 0.15;
/** Steps beyond the training data are either far below this or far above it, milliseconds. */
const LONG_MS = 100;

/** The busy share to go by, if the profile has one that can belong to its step. */
function busyShareOf({ gpuBusyShare }: Profile): Known<number> | undefined {
  return gpuBusyShare !== undefined && gpuBusyShare.value >= LEAST_BUSY && gpuBusyShare.value <= 1 ? gpuBusyShare : undefined;
}

/** The prediction for a target of the model. Throws a RangeError when the model has no such target. */
export function predictWithoutOps(request: PredictionRequest, step: AnchorStep, model: OpFreeModel, instanceType: string): Prediction {
  const { profile } = request;
  const share = busyShareOf(profile);
  const prediction = predictOpFree(model, { stepMs: step.stepMs, ...(share && { busyShare: share.value }) });
  const index = model.targets.findIndex((target) => target.instanceType === instanceType);
  const [target, found] = [model.targets[index], prediction.targets[index]];
  if (!target || !found) throw new RangeError(`the op-free model of ${model.anchor} has no target ${instanceType}`);
  const stepMs = step.stepMs * Math.exp(found.logRatio);
  const doubt = frameworkDoubt(profile);
  const situation = { logRatio: found.logRatio, disagreement: 0, unfounded: 0, distance: prediction.distance, stepMs };
  const width = combined(doubt.factor * halfWidth(found.spread, situation), BEYOND * prediction.beyond);
  const why = [
    `${NO_PROFILE[profile.ops.length > 0 ? 'hostOps' : 'noOps']}, so only ${share ? `the step time and the share of it in which the GPU was busy (${percent(share.value)}, ${share.source})` : 'the step time'} `
    + `could be used: that way architectures left out of training were predicted with a median error of ${found.medianApe.toFixed(1)} % (mean ${found.mape.toFixed(1)} %).`,
    pairSentence(model, instanceType, target.chain.via),
    'They are convolutional networks, and without op times nothing tells whether this run is one: a run of another kind can lie far outside the interval.',
    `A profile with op times makes the interval narrower${share ? '' : ', and so does the GPU\'s busy share, as nvidia-smi shows it'}.`,
    ...(prediction.beyond > 0 ? [`No training workload has a step as ${step.stepMs > LONG_MS ? 'long' : 'short'} as ${Number(step.stepMs.toPrecision(3))} ms, so the interval is wider.`] : []),
    ...(doubt.why === undefined ? [] : [doubt.why]),
    ...(request.precision === undefined && profile.precision === undefined ? ['The file does not say its precision; fp32 is assumed.'] : []),
    ...(step.why === undefined ? [] : [step.why]),
  ];
  return {
    instanceType,
    tier: 'measured',
    stepMs: intervalAround(stepMs, request.stepMs.certainty === 'measured' ? width : combined(width, step.width)),
    relativeStep: intervalAround(Math.exp(found.logRatio), width),
    why,
  };
}

const NO_PROFILE = { noOps: 'The file holds no op profile', hostOps: 'The file holds op times of the host only, no op profile of the GPU' } as const;

function pairSentence({ anchor, workloads }: OpFreeModel, instanceType: string, via: string | undefined): string {
  return via === undefined
    ? `Both ${anchor} and ${instanceType} were measured on the same ${workloads} training workloads.`
    : `${anchor} and ${instanceType} were measured through ${via}: two ratios from two datasets, multiplied, for ${workloads} training workloads.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
