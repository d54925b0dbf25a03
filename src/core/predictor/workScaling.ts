/** The step time when a step does more or less of the same work: another batch size, or inputs of another size. */

import { fail, success, type Result } from '../failure';
import type { JsonField } from '../jsonFields';
import { combined } from './intervals';
import type { BatchPoint } from './predictor';
import { OP_GROUPS, unprofiledGroups, type OpGroup, type StepVector } from './stepVector';

/** What can be changed: samples per step, or pixels per sample. */
export const WORK_KINDS = ['batch', 'inputArea'] as const;

/** What can be changed. */
export type WorkKind = (typeof WORK_KINDS)[number];

/** How the time of one kind of change is read from one profile; fitted by tools/predictor/fit/workScaling.ts. */
export interface WorkScaling {
  /** Coefficients of the fixed share for more work, and for less: less work uncovers what the device's work had hidden. */
  readonly more: readonly number[];
  readonly less: readonly number[];
  /** Half-width on the log that holds 80 % of architectures left out, of a change by a factor of e. */
  readonly spread: number;
}

/** How far off the line through two batch sizes is; half-widths on the log that hold 80 % of the measured curves. */
export interface LineSpread {
  readonly inside: number;
  /** For each factor of e beyond the nearer of the two. */
  readonly outside: number;
}

/** All of it, as the bundle holds it. */
export interface ScalingModel extends Readonly<Record<WorkKind, WorkScaling>> {
  readonly line: LineSpread;
}

/** A step time with the doubt that the change has added. */
export interface ScaledStep {
  readonly stepMs: number;
  /** Half-width of the 80 % interval on the log. */
  readonly width: number;
  readonly basis: 'one profile' | 'interpolated' | 'extrapolated';
}

/** The doubt of a change grows a little less than its logarithm: large changes are bound by the device, which scales cleanly. */
const SPREAD_POWER = 0.8;

/** What tells how much of a step does not grow with the work: waiting, the optimizer, the mix, and how short the step is. */
export function fixedShareFeatures(vector: StepVector): number[] {
  const groups = unprofiledGroups(vector);
  const share = (...names: OpGroup[]): number => names.reduce((sum, name) => sum + (groups[OP_GROUPS.indexOf(name)] ?? 0), 0) / vector.stepMs;
  const busy = groups.reduce((sum, ms) => sum + ms, 0) / vector.stepMs;
  return [
    1, Math.max(0, 1 - busy), share('optimizer'), vector.idleMs / vector.stepMs, share('matmul'), Math.log(vector.stepMs), share('transfer'),
    share('convolutionForward', 'convolutionFilterGrad', 'convolutionInputGrad'),
  ];
}

/** The doubt that a change by `factor` carries when the spread is 1. */
export function changeSize(factor: number): number {
  return Math.abs(Math.log(factor)) ** SPREAD_POWER;
}

/**
 * Step with `factor` times the work, from one profile: `t = t0 (fixed + (1 - fixed) factor)`, the fixed share being linear in
 * what the profile says and kept between 0 and 1.
 */
export function stepWithWork({ more, less, spread }: WorkScaling, vector: StepVector, factor: number): ScaledStep {
  const coefficients = factor > 1 ? more : less;
  const linear = fixedShareFeatures(vector).reduce((sum, value, index) => sum + value * (coefficients[index] ?? 0), 0);
  const fixed = Math.min(1, Math.max(0, linear));
  return { stepMs: vector.stepMs * (fixed + (1 - fixed) * factor), width: spread * changeSize(factor), basis: 'one profile' };
}

/** The step at another batch size on the line `t = a + b batch` through two measured ones. Fails when they give no rising line. */
export function stepOnLine(one: BatchPoint, other: BatchPoint, batchSize: number, spread: LineSpread): Result<ScaledStep> {
  const [small, large] = one.batchSize < other.batchSize ? [one, other] : [other, one];
  const slope = (large.stepMs - small.stepMs) / (large.batchSize - small.batchSize);
  if (!Number.isFinite(slope) || slope < 0) {
    return fail('usage', `A step of ${small.stepMs} ms at batch ${small.batchSize} and of ${large.stepMs} ms at batch ${large.batchSize} make no rising line.`,
      'Give two different batch sizes, the larger with the longer step.');
  }
  const stepMs = small.stepMs + slope * (batchSize - small.batchSize);
  if (stepMs <= 0) return fail('unpredictable', `The line through the two measured batch sizes reaches 0 before batch ${batchSize}.`, 'Measure a batch size nearer to it.');
  const inside = batchSize >= small.batchSize && batchSize <= large.batchSize;
  const beyond = inside ? 0 : Math.abs(Math.log(batchSize / (batchSize < small.batchSize ? small.batchSize : large.batchSize)));
  return success({ stepMs, width: combined(spread.inside, spread.outside * beyond), basis: inside ? 'interpolated' : 'extrapolated' });
}

/** Reads the model inside `readJson`. */
export function readScalingModel(field: JsonField): ScalingModel {
  const kind = (name: WorkKind): WorkScaling => {
    const scaling = field.field(name);
    return { more: scaling.field('more').numbers(), less: scaling.field('less').numbers(), spread: scaling.field('spread').positive() };
  };
  const line = field.field('line');
  return { batch: kind('batch'), inputArea: kind('inputArea'), line: { inside: line.field('inside').positive(), outside: line.field('outside').positive() } };
}
