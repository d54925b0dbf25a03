/** What-if requests: the same run with another batch size or input size, as a request that every target can be predicted for. */

import { fail, success, type Result } from '../failure';
import type { OpFamily } from '../profile/opFamilies';
import type { OpTime, Profile } from '../profile/profile';
import type { PredictionRequest, WhatIf } from './predictor';
import { stepVector } from './stepVector';
import { stepOnLine, stepWithWork, type ScaledStep, type ScalingModel, type WorkKind } from './workScaling';

/** Ops whose time does not depend on how many samples a step has. */
const FIXED: readonly OpFamily[] = ['optimizer', 'communication', 'idle'];

/** The request with the change made: step time, doubt and op times. Fails when the profile's own batch size is unknown. */
export function withChange(request: PredictionRequest, change: WhatIf, scaling: ScalingModel): Result<PredictionRequest> {
  const atInput = change.pixels === undefined ? success(request) : changed(request, 'inputArea', (change.pixels.to / change.pixels.from) ** 2, scaling,
    `at ${change.pixels.to} px`);
  if (!atInput.ok || change.batchSize === undefined) return atInput;
  const { batchSize } = request;
  if (batchSize === undefined) return fail('usage', 'The batch size of the profile is not known, so another one cannot be compared with it.', 'Give the batch size of the profile.');
  const factor = change.batchSize / batchSize;
  const line = change.second && stepOnLine({ batchSize, stepMs: atInput.value.stepMs.value }, change.second, change.batchSize, scaling.line);
  if (line !== undefined && !line.ok) return line;
  const atBatch = changed(atInput.value, 'batch', factor, scaling, `at batch ${change.batchSize}`, line?.value);
  return atBatch.ok ? success({ ...atBatch.value, batchSize: change.batchSize }) : atBatch;
}

function changed(request: PredictionRequest, kind: WorkKind, factor: number, scaling: ScalingModel, where: string, known?: ScaledStep): Result<PredictionRequest> {
  const { profile, stepMs } = request;
  if (factor === 1) return success(request);
  const vector = stepVector(profile.ops, stepMs.value, request.batchSize);
  if (known === undefined && vector.groupMs.every((ms) => ms === 0)) {
    return fail('unpredictable', `Without op times on a device nothing says how the step changes ${where}.`, 'Give the step time at a second batch size.');
  }
  const step = known ?? stepWithWork(scaling[kind], vector, factor);
  return success({
    ...request,
    profile: { ...profile, ...busyShare(profile, (factor * stepMs.value) / step.stepMs), ops: profile.ops.map((op) => scaledOp(op, factor)) },
    stepMs: { value: step.stepMs, source: `step ${where}, ${BASIS[step.basis]}`, certainty: 'derived' },
    stepDoubt: Math.hypot(request.stepDoubt ?? 0, step.width),
  });
}

const BASIS: Readonly<Record<ScaledStep['basis'], string>> = {
  'one profile': 'modelled from one profile',
  interpolated: 'interpolated between two measured batch sizes',
  extrapolated: 'extrapolated beyond two measured batch sizes',
};

/** The GPU's work grows with the change, so its share of the step does by as much more than the step. */
function busyShare({ gpuBusyShare }: Profile, growth: number): Pick<Profile, 'gpuBusyShare'> {
  if (gpuBusyShare === undefined) return {};
  return { gpuBusyShare: { ...gpuBusyShare, value: Math.min(1, gpuBusyShare.value * growth), certainty: 'derived' } };
}

function scaledOp(op: OpTime, factor: number): OpTime {
  return op.place === 'host' || FIXED.includes(op.family) ? op : { ...op, ms: op.ms * factor };
}
