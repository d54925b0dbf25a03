/** Makes the predictor from the bundled model. */

import { fail, success, type Result } from '../failure';
import { readJson } from '../jsonFields';
import { anchorStep } from './anchorStep';
import { readBundle, type AnchorNoise, type Bundle, type PairModel } from './bundle';
import { explain } from './explain';
import { familyTimes } from './familyTimes';
import { combined, halfWidth, intervalAround } from './intervals';
import { predictPairs } from './measuredPair';
import type { Prediction, PredictionRequest, Predictor } from './predictor';
import { refusal, unknownShare } from './refusals';
import { stepVector } from './stepVector';
import { withChange } from './whatIf';

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
      const model = models(request.anchor).find((candidate) => candidate.targets.some(({ instanceType }) => instanceType === target));
      if (noise && target === request.anchor) return success(onAnchor(request, noise));
      if (noise && model) return success(onTarget(request, noise, model, target));
      return fail('unpredictable', `${target} was not measured on the same workloads as ${request.anchor}.`, `Choose a target among ${targets(request.anchor).join(', ')}.`);
    },
  };
}

/** The request with the step that the anchor takes without the profiler, so that a change starts from there. */
function settled(request: PredictionRequest, noise: AnchorNoise): PredictionRequest {
  if (request.stepMs.certainty === 'measured') return request;
  const { stepMs, width } = anchorStep(request, noise);
  return { ...request, stepMs: { ...request.stepMs, value: stepMs }, stepDoubt: width };
}

function onAnchor(request: PredictionRequest, noise: AnchorNoise): Prediction {
  const step = anchorStep(request, noise);
  const vector = stepVector(request.profile.ops, step.stepMs);
  return {
    instanceType: request.anchor,
    tier: 'measured',
    stepMs: intervalAround(step.stepMs, step.width),
    relativeStep: intervalAround(1, 0),
    opFamilies: familyTimes(vector, [], step.stepMs),
    why: [`This is the run that was profiled (${request.stepMs.source}).`, ...(step.why === undefined ? [] : [step.why])],
  };
}

function onTarget(request: PredictionRequest, noise: AnchorNoise, model: PairModel, instanceType: string): Prediction {
  const step = anchorStep(request, noise);
  const vector = stepVector(request.profile.ops, step.stepMs, request.batchSize ?? request.profile.batchSize?.value);
  const predictions = predictPairs(model, vector);
  const index = model.targets.findIndex((target) => target.instanceType === instanceType);
  const target = model.targets[index];
  const pair = predictions.targets[index];
  if (!target || !pair) throw new RangeError(`the model of ${model.anchor} has no target ${instanceType}`);
  const stepMs = step.stepMs * Math.exp(pair.logRatio);
  const families = familyTimes(vector, target.ratios.groups, stepMs);
  const width = halfWidth(target.spread, { ...pair, distance: predictions.nearest[0]?.distance ?? 0, stepMs });
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
    why: [...explain(grounds), ...(step.why === undefined ? [] : [step.why])],
  };
}
