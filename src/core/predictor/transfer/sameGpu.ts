/** Other sizes of what was measured: the same GPU with another host. */

import { success, type Result } from '../../failure';
import { combined, intervalAround } from '../intervals';
import { scaled, type Interval, type Prediction, type PredictionRequest, type Predictor } from '../predictor';
import { stepVector } from '../stepVector';
import { hostSentences, oneOfManySentence } from './explain';
import { isInputBound, machines, smallerSibling, type TransferKnowledge } from './machines';
import { ratedType, type RatedType } from './refusals';
import { hostFactor } from './step';
import { transferWidth } from './width';
import { busyShareOf, workOf } from './work';

/**
 * The measured pair of the same GPUs, with the waiting parts of both steps scaled by the hosts: what was measured on g5.xlarge holds for g5.4xlarge, save for
 * its host. Undefined when no such pair was measured, or it cannot predict this request.
 */
export function onSameGpus(request: PredictionRequest, target: string, measured: Predictor, knowledge: TransferKnowledge): Result<Prediction> | undefined {
  const [from, to] = [ratedType(request.anchor, knowledge), ratedType(target, knowledge)];
  if (!from.ok || !to.ok || from.value.rates.device === to.value.rates.device) return undefined;
  const anchor = alike(from.value, measured.anchors, knowledge);
  const pair = anchor && alike(to.value, measured.targets(anchor.type.name), knowledge);
  if (anchor === undefined || pair === undefined) return undefined;
  const asMeasured = onAnchor(request, from.value, anchor, knowledge);
  const there = measured.predict(asMeasured, pair.type.name);
  const anchorFactor = asMeasured.stepMs.value / request.stepMs.value;
  return there.ok ? success(onTarget(request, there.value, { pair, to: to.value, anchorFactor }, knowledge)) : undefined;
}

/** The type itself where it was measured, else one with its GPU. */
function alike({ type, rates }: RatedType, names: readonly string[], knowledge: TransferKnowledge): RatedType | undefined {
  const candidates = names.flatMap((name) => { const rated = ratedType(name, knowledge); return rated.ok && rated.value.rates.device === rates.device ? [rated.value] : []; });
  return candidates.find((candidate) => candidate.type.name === type.name) ?? candidates[0];
}

/** The request as the measured anchor would have seen it: its step waits as its own host makes it. */
function onAnchor(request: PredictionRequest, from: RatedType, anchor: RatedType, { model, hosts }: TransferKnowledge): PredictionRequest {
  if (from.type.name === anchor.type.name) return request;
  const { profile, stepMs } = request;
  const vector = stepVector(profile.ops, stepMs.value);
  const { waitMs } = workOf(vector, busyShareOf(profile, vector), { typical: model.typical, model: model.step, rates: from.rates, precision: 'fp32' });
  const factor = hostFactor(model.step, ...machines(from, anchor, hosts, isInputBound(profile)));
  return { ...request, anchor: anchor.type.name, stepMs: { ...stepMs, value: stepMs.value + (factor - 1) * waitMs } };
}

interface Sizes {
  readonly pair: RatedType;
  readonly to: RatedType;
  /** Step on the measured anchor over step on the user's. */
  readonly anchorFactor: number;
}

function onTarget(request: PredictionRequest, there: Prediction, { pair, to, anchorFactor }: Sizes, { model, hosts, catalog }: TransferKnowledge): Prediction {
  const { estimate } = there.stepMs;
  const inputBound = isInputBound(request.profile);
  const waitMs = there.opFamilies?.idle ?? model.typical.leastWaitShare * estimate;
  const factor = hostFactor(model.step, ...machines(pair, to, hosts, inputBound));
  const ratio = (estimate + (factor - 1) * waitMs) / estimate;
  const waitShare = (waitMs * factor) / (estimate * ratio);
  const doubt = transferWidth(model.width, { rates: 0, otherDevice: false, logRatio: 0, stepMs: estimate, waitShare, withOps: true });
  const smaller = smallerSibling(to, catalog);
  return {
    ...there,
    instanceType: to.type.name,
    tier: 'transferred',
    stepMs: widened(scaled(there.stepMs, ratio), doubt),
    relativeStep: widened(scaled(there.relativeStep, ratio * anchorFactor), doubt),
    ...(there.opFamilies && { opFamilies: { ...there.opFamilies, idle: waitMs * factor } }),
    why: [
      `${to.type.name} has the GPU of ${pair.type.name}, which was measured; only waiting for the host differs.`,
      ...hostSentences({ waitShare, hostsKnown: hosts.threadSpeed(to.type) !== undefined, to, inputBound, waiting: 'profile', ...(smaller !== undefined && { smaller }) }),
      ...oneOfManySentence(to.type),
      ...there.why,
    ],
  };
}

function widened(interval: Interval, doubt: number): Interval {
  return intervalAround(interval.estimate, combined(Math.log(interval.high / interval.estimate), doubt));
}
