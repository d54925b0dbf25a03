/** A predictor for every instance type whose device has rates: measured pairs first, then transfer. */

import type { Catalog } from '../../catalog/catalog';
import { success, type Result } from '../../failure';
import type { OpFamily, OpFamilyTimes } from '../../profile/opFamilies';
import type { Profile } from '../../profile/profile';
import { combined, intervalAround } from '../intervals';
import type { Interval, Prediction, PredictionRequest, Predictor } from '../predictor';
import { profileKind } from '../profileKind';
import { runRefusal } from '../refusals';
import { fittedToStep, type FittedOps } from '../sharesOnly';
import { familyOf, OP_GROUPS, stepVector } from '../stepVector';
import { ratioBounds } from './bounds';
import { explainTransfer, oneOfManySentence } from './explain';
import { hostGain, isInputBound, machines, smallerSibling, type TransferKnowledge } from './machines';
import { onSameGpus } from './sameGpu';
import { ratedType, type RatedType } from './refusals';
import { transferStep, type Work } from './step';
import { rateDeviation, transferWidth } from './width';
import { busyShareOf, workOf } from './work';

/** The predictor with transfer to (and from) every device that has rates. Where a pair was measured for the request, nothing changes. */
export function withTransfer(measured: Predictor, knowledge: TransferKnowledge): Predictor {
  const { model, catalog } = knowledge;
  const rated = catalog.instanceTypes.filter((type) => ratedType(type.name, knowledge).ok).map(({ name }) => name);
  const launchable = rated.filter((name) => (catalog.find(name)?.launchableIn.length ?? 0) > 0);
  const known = (anchor: string): boolean => measured.anchors.includes(anchor);
  return {
    modelVersion: `${measured.modelVersion}+${model.version}`,
    anchors: [...new Set([...measured.anchors, ...rated])],
    targets: (anchor) => [...new Set([...(known(anchor) ? measured.targets(anchor) : []), ...(rated.includes(anchor) ? [anchor, ...launchable] : [])])],
    change: (request, whatIf) => measured.change(known(request.anchor) ? request : standingIn(request, measured, catalog), whatIf),
    predict(request, target) {
      const direct = known(request.anchor) ? measured.predict(request, target) : undefined;
      if (direct?.ok) return direct;
      return onSameGpus(request, target, measured, knowledge) ?? carriedOver(request, target, measured, knowledge);
    },
  };
}

/** The request as if it came from a measured anchor with the same device, if there is one; for what-if, whose model is of the work and not of the machine. */
function standingIn(request: PredictionRequest, measured: Predictor, catalog: Catalog): PredictionRequest {
  const device = catalog.find(request.anchor)?.accelerator?.device;
  const alike = measured.anchors.find((anchor) => catalog.find(anchor)?.accelerator?.device === device) ?? measured.anchors[0];
  return alike === undefined ? request : { ...request, anchor: alike };
}

function carriedOver(request: PredictionRequest, target: string, measured: Predictor, knowledge: TransferKnowledge): Result<Prediction> {
  const refused = runRefusal(request);
  if (refused) return refused;
  const from = ratedType(request.anchor, knowledge);
  if (!from.ok) return from;
  const to = ratedType(target, knowledge);
  if (!to.ok) return to;
  const step = anchorStep(request, measured);
  if (from.value.type.name === to.value.type.name) return success(onAnchor(request, step));
  return success(transferred(request, step, from.value, to.value, knowledge));
}

/** A step with its doubt on the log, and what was done to it. */
interface AnchorStep {
  readonly stepMs: number;
  readonly width: number;
  readonly why: readonly string[];
}

/** Run-to-run noise of a measured step, and the doubt of one that was summed from a profile, or guessed. */
const STEP_WIDTHS = { measured: 0.03, derived: 0.12, guess: 0.2 } as const;

/** The measured predictor knows what profiling adds on its own anchors. */
function anchorStep(request: PredictionRequest, measured: Predictor): AnchorStep {
  const own = measured.anchors.includes(request.anchor) ? measured.predict(request, request.anchor) : undefined;
  if (own?.ok) return { stepMs: own.value.stepMs.estimate, width: Math.log(own.value.stepMs.high / own.value.stepMs.estimate), why: own.value.why.slice(1) };
  return { stepMs: request.stepMs.value, width: combined(STEP_WIDTHS[request.stepMs.certainty], request.stepDoubt ?? 0), why: [] };
}

function onAnchor(request: PredictionRequest, { stepMs, width, why }: AnchorStep): Prediction {
  return {
    instanceType: request.anchor, tier: 'measured', stepMs: intervalAround(stepMs, width), relativeStep: intervalAround(1, 0),
    why: [`This is the run that was profiled (${request.stepMs.source}).`, ...why],
  };
}

/** Two ways to the same figure differ by no more, on the log. */
const ROUNDING = 1e-9;

function transferred(request: PredictionRequest, step: AnchorStep, from: RatedType, to: RatedType, { model, hosts, catalog }: TransferKnowledge): Prediction {
  const { profile } = request;
  const precision = request.precision ?? profile.precision?.value ?? 'fp32';
  const fitted = opsPerStep(profile, step.stepMs);
  const vector = stepVector(fitted.ops, step.stepMs, request.batchSize ?? profile.batchSize?.value);
  const work = workOf(vector, busyShareOf(profile, vector), { typical: model.typical, model: model.step, rates: from.rates, precision });
  const inputBound = isInputBound(profile);
  const [here, there] = machines(from, to, hosts, inputBound);
  const result = transferStep(model.step, here, there, work, precision);
  const bounds = ratioBounds(from.rates, to.rates, hostGain(here, there), precision);
  const logRatio = Math.min(bounds.high, Math.max(bounds.low, Math.log(result.stepMs / step.stepMs)));
  const stepMs = step.stepMs * Math.exp(logRatio);
  const waitShare = result.waitMs / result.stepMs;
  const width = fitted.factor * transferWidth(model.width, {
    rates: rateDeviation(model.step, from.rates, to.rates, result.groupMs.map((ms) => ms / result.stepMs), precision),
    otherDevice: from.rates.device !== to.rates.device, logRatio, stepMs, waitShare, withOps: work.withOps,
  });
  const assumedPrecision = profile.precision === undefined;
  const smaller = smallerSibling(to, catalog);
  return {
    instanceType: to.type.name,
    tier: 'transferred',
    stepMs: within(intervalAround(stepMs, combined(width, step.width)), step.stepMs, bounds, step.width),
    relativeStep: within(intervalAround(stepMs / step.stepMs, width), 1, bounds, 0),
    ...(work.withOps && { opFamilies: familiesOf(result, stepMs / result.stepMs) }),
    why: [
      ...explainTransfer({
        from, to, work, precision, assumedPrecision, waitShare, errors: model.errors, inputBound,
        limited: Math.abs(Math.log(stepMs / result.stepMs)) > ROUNDING,
        unverified: catalog.device(to.rates.device)?.verified === false,
        hostsKnown: hosts.threadSpeed(from.type) !== undefined && hosts.threadSpeed(to.type) !== undefined,
        ...(smaller !== undefined && { smaller }),
      }),
      ...(fitted.why === undefined ? [] : [fitted.why]),
      ...oneOfManySentence(to.type),
      ...step.why,
    ],
  };
}

/** On a device that has no training data nothing is known of what profiling adds. */
const NOTHING_ADDED = { unprofiled: { busy: 1, idle: 1, fixedMs: 0, spread: 1 } };

/** Op times of an unknown number of steps are brought to one. */
function opsPerStep(profile: Profile, stepMs: number): FittedOps {
  return profileKind(profile) === 'shares' ? fittedToStep(profile, stepMs, NOTHING_ADDED) : { ops: profile.ops, factor: 1 };
}

/** No end of an interval lies beyond what physics allows, save for the doubt of the step itself. */
function within(interval: Interval, anchorMs: number, { low, high }: { readonly low: number; readonly high: number }, width: number): Interval {
  return {
    ...interval,
    low: Math.min(interval.estimate, Math.max(interval.low, anchorMs * Math.exp(low - width))),
    high: Math.max(interval.estimate, Math.min(interval.high, anchorMs * Math.exp(high + width))),
  };
}

function familiesOf({ groupMs, waitMs }: Work, factor: number): OpFamilyTimes {
  const times: Partial<Record<OpFamily, number>> = {};
  OP_GROUPS.forEach((group, index) => {
    const ms = (groupMs[index] ?? 0) * factor;
    if (ms > 0) times[familyOf(group)] = (times[familyOf(group)] ?? 0) + ms;
  });
  if (waitMs > 0) times.idle = waitMs * factor;
  return times;
}
