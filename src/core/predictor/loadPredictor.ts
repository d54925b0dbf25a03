/** Makes the predictor from the bundled model. */

import { fail, success, type Result } from '../failure';
import { readJson } from '../jsonFields';
import type { Profile } from '../profile/profile';
import { anchorStep, type AnchorStep } from './anchorStep';
import { readBundle, type AnchorNoise, type Bundle, type PairModel } from './bundle';
import { explain } from './explain';
import { familyTimes } from './familyTimes';
import { frameworkDoubt } from './framework';
import { combined, halfWidth, intervalAround } from './intervals';
import { predictPairs } from './measuredPair';
import type { OpFreeModel } from './opFree';
import type { Prediction, PredictionRequest, Predictor } from './predictor';
import { profileKind } from './profileKind';
import { refusal, unknownShare } from './refusals';
import { fittedToStep, meanOf, type FittedOps } from './sharesOnly';
import { busyMs, stepVector } from './stepVector';
import { withChange } from './whatIf';
import { predictWithoutOps } from './withoutOps';

/** The predictor of a parsed media/data/predictor.json, or a failure that names the first bad field. */
export function loadPredictor(json: unknown): Result<Predictor> {
  const bundle = readJson(json, 'The bundled predictor', 'Reinstall the extension, or rebuild the file with npm run train.', readBundle);
  return bundle.ok ? success(predictorOf(bundle.value)) : bundle;
}

function predictorOf(bundle: Bundle): Predictor {
  const anchors = bundle.anchors.map(({ anchor }) => anchor);
  const models = (anchor: string) => bundle.models.filter((model) => model.anchor === anchor);
  const targets = (anchor: string) => (anchors.includes(anchor) ? [anchor, ...models(anchor).flatMap((model) => model.targets.map((target) => target.instanceType))] : []);
  return {
    modelVersion: bundle.version,
    anchors,
    targets,
    change(request, whatIf) {
      const refused = refusal(bundle, request);
      if (refused) return refused;
      const noise = bundle.anchors.find(({ anchor }) => anchor === request.anchor);
      return withChange(noise ? settled(request, noise) : request, whatIf, bundle.scaling);
    },
    predict(request, target) {
      const refused = refusal(bundle, request);
      if (refused) return refused;
      const noise = bundle.anchors.find(({ anchor }) => anchor === request.anchor);
      if (noise && target === request.anchor) return success(onAnchor(request, noise));
      const prediction = noise && predictTarget(bundle, request, noise, target);
      return prediction ? success(prediction)
        : fail('unpredictable', `${target} was not measured on the same workloads as ${request.anchor}.`, `Choose a target among ${targets(request.anchor).join(', ')}.`);
    },
  };
}

/** By the op times where there are any, else by what else is known; undefined for a pair that was not measured. */
function predictTarget(bundle: Bundle, request: PredictionRequest, noise: AnchorNoise, instanceType: string): Prediction | undefined {
  const ofPair = (model: PairModel | OpFreeModel): boolean => model.anchor === request.anchor && model.targets.some((target) => target.instanceType === instanceType);
  const [model, opFree] = [bundle.models.find(ofPair), bundle.opFree.find(ofPair)];
  if (!model || !opFree) return undefined;
  const step = anchorStep(request, noise);
  if (profileKind(request.profile) === 'no ops') return predictWithoutOps(request, step, opFree, instanceType);
  const fitted = opsPerStep(request.profile, step.stepMs, noise);
  const prediction = onTarget(request, step, fitted, model, instanceType);
  return fitted.isIdleUnknown ? meanOf(prediction, predictWithoutOps(request, step, opFree, instanceType)) : prediction;
}

/** The request with the step that the anchor takes without the profiler and op times of one step, so that a change starts from there. */
function settled(request: PredictionRequest, noise: AnchorNoise): PredictionRequest {
  const { stepMs, width } = anchorStep(request, noise);
  const profile = { ...request.profile, ops: opsPerStep(request.profile, stepMs, noise).ops };
  if (request.stepMs.certainty === 'measured') return { ...request, profile };
  return { ...request, profile, stepMs: { ...request.stepMs, value: stepMs }, stepDoubt: width };
}

/** The op times of one step. */
function opsPerStep(profile: Profile, stepMs: number, noise: AnchorNoise): FittedOps {
  return profileKind(profile) === 'shares' ? fittedToStep(profile, stepMs, noise) : { ops: profile.ops, factor: 1 };
}

function onAnchor(request: PredictionRequest, noise: AnchorNoise): Prediction {
  const step = anchorStep(request, noise);
  const vector = stepVector(opsPerStep(request.profile, step.stepMs, noise).ops, step.stepMs);
  return {
    instanceType: request.anchor,
    tier: 'measured',
    stepMs: intervalAround(step.stepMs, step.width),
    relativeStep: intervalAround(1, 0),
    ...(busyMs(vector) > 0 && { opFamilies: familyTimes(vector, [], step.stepMs) }),
    why: [`This is the run that was profiled (${request.stepMs.source}).`, ...said(step.why)],
  };
}

function onTarget(request: PredictionRequest, step: AnchorStep, fitted: FittedOps, model: PairModel, instanceType: string): Prediction {
  const vector = stepVector(fitted.ops, step.stepMs, request.batchSize ?? request.profile.batchSize?.value);
  const predictions = predictPairs(model, vector);
  const index = model.targets.findIndex((target) => target.instanceType === instanceType);
  const target = model.targets[index];
  const pair = predictions.targets[index];
  if (!target || !pair) throw new RangeError(`the model of ${model.anchor} has no target ${instanceType}`);
  const stepMs = step.stepMs * Math.exp(pair.logRatio);
  const families = familyTimes(vector, target.ratios.groups, stepMs);
  const framework = frameworkDoubt(request.profile);
  const width = framework.factor * fitted.factor * halfWidth(target.spread, { ...pair, distance: predictions.nearest[0]?.distance ?? 0, stepMs });
  const grounds = {
    model, target, families, stepMs, nearest: predictions.nearest, unknownShare: unknownShare(vector.groupMs),
    assumedFp32: request.precision === undefined && request.profile.precision === undefined,
  };
  return {
    instanceType,
    tier: 'measured',
    // The fitted width already holds the noise of a measured step; only a step that is less than measured adds to it.
    stepMs: intervalAround(stepMs, request.stepMs.certainty === 'measured' ? width : combined(width, step.width)),
    relativeStep: intervalAround(Math.exp(pair.logRatio), width),
    opFamilies: families,
    why: [...explain(grounds), ...said(fitted.why, framework.why, step.why)],
  };
}

function said(...sentences: readonly (string | undefined)[]): string[] {
  return sentences.filter((sentence) => sentence !== undefined);
}
