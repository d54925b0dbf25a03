/** Makes the predictor from the bundled model. */

import { fail, success, type Result } from '../failure';
import { readJson } from '../jsonFields';
import { anchorStep, type AnchorStep } from './anchorStep';
import { readBundle, type AnchorNoise, type Bundle, type PairModel, type TargetModel } from './bundle';
import { explain } from './explain';
import { familyTimes } from './familyTimes';
import { combined, halfWidth, intervalAround } from './intervals';
import type { Neighbour } from './estimators/nearestNeighbours';
import { predictPairs, type PairPrediction } from './measuredPair';
import type { Prediction, PredictionRequest, Predictor } from './predictor';
import { refusal, unknownShare } from './refusals';
import { stepVector } from './stepVector';

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
    predict(request, target) {
      const refused = refusal(bundle, request);
      if (refused) return refused;
      const noise = bundle.anchors.find(({ anchor }) => anchor === request.anchor);
      const model = models(request.anchor).find((candidate) => candidate.targets.some(({ instanceType }) => instanceType === target));
      if (noise && target === request.anchor) return success(onAnchor(request, noise));
      if (noise && model) return success(onTarget(request, noise, model, target));
      return fail('unpredictable', `${request.anchor} and ${target} were not measured on the same workloads.`, `Choose a target among ${targets(request.anchor).join(', ')}.`);
    },
  };
}

function onAnchor(request: PredictionRequest, noise: AnchorNoise): Prediction {
  const step = anchorStep(request, noise);
  const vector = stepVector(request.profile.ops, step.stepMs);
  return {
    instanceType: request.anchor,
    tier: 'measured',
    stepMs: intervalAround(step.stepMs, step.width),
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
  const grounds = {
    model, target, families, stepMs, nearest: predictions.nearest, unknownShare: unknownShare(vector.groupMs),
    assumedFp32: request.precision === undefined && request.profile.precision === undefined,
  };
  return {
    instanceType,
    tier: 'measured',
    stepMs: intervalAround(stepMs, pairWidth(target, pair, predictions.nearest, stepMs, step, request)),
    opFamilies: families,
    why: [...explain(grounds), ...(step.why === undefined ? [] : [step.why])],
  };
}

/** The fitted width already holds the noise of a measured step; only a step that is less than measured adds to it. */
function pairWidth(target: TargetModel, pair: PairPrediction, nearest: readonly Neighbour[], stepMs: number, step: AnchorStep, request: PredictionRequest): number {
  const width = halfWidth(target.spread, { ...pair, distance: nearest[0]?.distance ?? 0, stepMs });
  return request.stepMs.certainty === 'measured' ? width : combined(width, step.width);
}

