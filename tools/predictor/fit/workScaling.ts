/** Fits how a step changes with batch size and input size, on curves of the same network on the same instance. */

import { COVERAGE } from '../../../src/core/predictor/intervals';
import type { BatchPoint } from '../../../src/core/predictor/predictor';
import {
  changeSize, fixedShareFeatures, stepOnLine, stepWithWork, type LineSpread, type ScalingModel, type WorkKind, type WorkScaling,
} from '../../../src/core/predictor/workScaling';
import type { StepVector } from '../../../src/core/predictor/stepVector';
import { PROFILED_TYPES, type Workload } from '../dataset';
import { medianVector, vectorsOf } from '../pairs';
import { groupBy, quantile, rounded } from '../statistics';
import { fitRidge } from './ridge';

/** A change from one measured workload to another. */
export interface WorkStep {
  readonly architecture: string;
  readonly vector: StepVector;
  readonly factor: number;
  /** Measured after the change, milliseconds. */
  readonly actualMs: number;
}

const PENALTY = 1;
const DECIMALS = 5;

/** Every change of one kind between workloads that differ in nothing else, on each instance type. */
export function workSteps(workloads: readonly Workload[], kind: WorkKind): WorkStep[] {
  const size = ({ batchSize, inputSize }: Workload): number => (kind === 'batch' ? batchSize : inputSize ** 2);
  const fixed = ({ architecture, batchSize, inputSize }: Workload): string => `${architecture} ${kind === 'batch' ? inputSize : batchSize}`;
  return PROFILED_TYPES.flatMap((type) => {
    const vectors = new Map(workloads.map((workload) => [workload, medianVector(vectorsOf(workload, type))]));
    return [...groupBy(workloads, fixed).values()].flatMap((curve) => curve.flatMap((from) => curve.flatMap((to): WorkStep[] => {
      const [vector, there] = [vectors.get(from), vectors.get(to)];
      if (from === to || vector === undefined || there === undefined) return [];
      return [{ architecture: from.architecture, vector, factor: size(to) / size(from), actualMs: there.stepMs }];
    })));
  });
}

/** Fits the model on these workloads; the spreads are errors on architectures left out. */
export function fitScaling(workloads: readonly Workload[]): ScalingModel {
  return { batch: fitKind(workSteps(workloads, 'batch')), inputArea: fitKind(workSteps(workloads, 'inputArea')), line: fitLine(workloads) };
}

function fitKind(steps: readonly WorkStep[]): WorkScaling {
  const scores = [...groupBy(steps, ({ architecture }) => architecture).keys()].flatMap((architecture) => {
    const model = { ...coefficientsOf(steps.filter((step) => step.architecture !== architecture)), spread: 1 };
    return steps.filter((step) => step.architecture === architecture)
      .map(({ vector, factor, actualMs }) => Math.abs(Math.log(stepWithWork(model, vector, factor).stepMs / actualMs)) / changeSize(factor));
  });
  return { ...coefficientsOf(steps), spread: rounded(quantile(scores, COVERAGE), DECIMALS) };
}

/** The fixed share that each measured change had, as a linear function of what its profile says. */
function coefficientsOf(steps: readonly WorkStep[]): Pick<WorkScaling, 'more' | 'less'> {
  const fit = (chosen: readonly WorkStep[]): number[] => {
    const { coefficients, intercepts } = fitRidge({
      features: chosen.map(({ vector }) => fixedShareFeatures(vector).slice(1)),
      values: chosen.map(({ vector, factor, actualMs }) => [(actualMs / vector.stepMs - factor) / (1 - factor)]),
    }, PENALTY);
    return [intercepts[0] ?? 0, ...coefficients[0] ?? []];
  };
  return { more: fit(steps.filter(({ factor }) => factor > 1)), less: fit(steps.filter(({ factor }) => factor < 1)) };
}

/** A batch size predicted by the line through two others of its curve. */
export interface LinePoint {
  /** log(predicted / measured). */
  readonly error: number;
  /** Half-width of the 80 % interval on the log. */
  readonly width: number;
  /** Factors of e beyond the nearer of the two; 0 in between. */
  readonly beyond: number;
}

/** For when only errors are wanted: widths in units of the spread. */
const UNIT: LineSpread = { inside: 1, outside: 1 };

/** Interior batch sizes from the ends of their curve, and larger ones from the two smallest. */
export function linePoints(workloads: readonly Workload[], spread = UNIT): LinePoint[] {
  const curves = PROFILED_TYPES.flatMap((type) =>
    [...groupBy(workloads, ({ architecture, inputSize }) => `${architecture} ${inputSize}`).values()].map((curve) => curve
      .map((workload): BatchPoint => ({ batchSize: workload.batchSize, stepMs: medianVector(vectorsOf(workload, type)).stepMs }))
      .sort((a, b) => a.batchSize - b.batchSize)));
  return curves.flatMap((curve) => {
    const [first, second, ...rest] = curve;
    const last = rest.at(-1);
    if (first === undefined || second === undefined || last === undefined) return [];
    return [
      ...curve.slice(1, -1).flatMap((point) => pointOnLine(first, last, point, spread)),
      ...rest.flatMap((point) => pointOnLine(first, second, point, spread)),
    ];
  });
}

/** A line that does not rise is refused in use, and left out here. */
function pointOnLine(one: BatchPoint, other: BatchPoint, { batchSize, stepMs }: BatchPoint, spread: LineSpread): LinePoint[] {
  const step = stepOnLine(one, other, batchSize, spread);
  if (!step.ok) return [];
  return [{ error: Math.log(step.value.stepMs / stepMs), width: step.value.width, beyond: Math.max(0, Math.log(batchSize / other.batchSize)) }];
}

function fitLine(workloads: readonly Workload[]): LineSpread {
  const points = linePoints(workloads);
  const within = (chosen: readonly LinePoint[], score: (point: LinePoint) => number): number => rounded(quantile(chosen.map(score), COVERAGE), DECIMALS);
  return {
    inside: within(points.filter(({ beyond }) => beyond === 0), ({ error }) => Math.abs(error)),
    outside: within(points.filter(({ beyond }) => beyond > 0), ({ error, beyond }) => Math.abs(error) / beyond),
  };
}
