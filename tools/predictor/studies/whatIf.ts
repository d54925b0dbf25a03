/** What-if curves: steps at other batch and input sizes, of architectures that the model of changes had not seen. */

import { stepWithWork, type WorkKind } from '../../../src/core/predictor/workScaling';
import type { Workload } from '../dataset';
import { fitScaling, linePoints, workSteps } from '../fit/workScaling';
import { mean, median, quantile } from '../statistics';

/** One step at another size. */
export interface ChangedStep {
  /** log(predicted / measured). */
  readonly error: number;
  /** Half-width of the 80 % interval on the log. */
  readonly width: number;
}

/** Errors and shares, per cent. */
export interface ChangeErrors {
  readonly n: number;
  readonly medianApe: number;
  readonly p90Ape: number;
  /** How many measured steps lie inside the 80 % interval. */
  readonly coverage80: number;
}

/** What is asked, in the order of the report. */
export const CHANGES = ['interiorBatch', 'largerBatch', 'otherBatch', 'batchByTwo', 'otherInput'] as const;

/** What is asked. */
type Change = (typeof CHANGES)[number];

/** Errors by what is asked; their titles stand in report.ts. */
export type WhatIfErrors = Readonly<Record<Change, ChangeErrors>>;

/** Fits without each of the architectures `tested` in turn, and asks for its curves, on medians over repeats. */
export function studyWhatIf(workloads: readonly Workload[], tested: readonly string[]): WhatIfErrors {
  const steps: Record<Change, ChangedStep[]> = { interiorBatch: [], largerBatch: [], otherBatch: [], batchByTwo: [], otherInput: [] };
  for (const architecture of tested) {
    const unseen = workloads.filter((workload) => workload.architecture === architecture);
    const scaling = fitScaling(workloads.filter((workload) => workload.architecture !== architecture));
    const points = linePoints(unseen, scaling.line);
    const modelled = (kind: WorkKind): (ChangedStep & { readonly factor: number })[] => workSteps(unseen, kind).map(({ vector, factor, actualMs }) => {
      const { stepMs, width } = stepWithWork(scaling[kind], vector, factor);
      return { factor, error: Math.log(stepMs / actualMs), width };
    });
    const batch = modelled('batch');
    steps.interiorBatch.push(...points.filter(({ beyond }) => beyond === 0));
    steps.largerBatch.push(...points.filter(({ beyond }) => beyond > 0));
    steps.otherBatch.push(...batch);
    steps.batchByTwo.push(...batch.filter(({ factor }) => factor === 2 || factor === 0.5));
    steps.otherInput.push(...modelled('inputArea'));
  }
  return {
    interiorBatch: changeErrors(steps.interiorBatch), largerBatch: changeErrors(steps.largerBatch), otherBatch: changeErrors(steps.otherBatch),
    batchByTwo: changeErrors(steps.batchByTwo), otherInput: changeErrors(steps.otherInput),
  };
}

/** Sums up; throws on none. */
export function changeErrors(steps: readonly ChangedStep[]): ChangeErrors {
  const apes = steps.map(({ error }) => 100 * Math.abs(Math.exp(error) - 1));
  return {
    n: steps.length,
    medianApe: median(apes),
    p90Ape: quantile(apes, 0.9),
    coverage80: 100 * mean(steps.map(({ error, width }) => (Math.abs(error) <= width ? 1 : 0))),
  };
}
