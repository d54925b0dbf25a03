/** How much a few runs on a device that was left out are worth, by the correction that the product makes. */

import { calibrated } from '../../../src/core/predictor/calibration';
import { intervalAround } from '../../../src/core/predictor/intervals';
import type { CalibrationRun, Predictor } from '../../../src/core/predictor/predictor';
import { success } from '../../../src/core/failure';
import { randomNumbers } from '../random';
import { groupBy } from '../statistics';
import type { TransferOutcome } from './leftOut';

const DRAWS = 20;
const SEED = 7;

/**
 * |predicted / measured - 1| over PROFET, per cent: for each pair of devices (the target left out of every fit), one workload of each of `runs` architectures is
 * drawn at random (20 times) and taken as measured on the target; tested on all other architectures.
 */
export function calibratedErrors(outcomes: readonly TransferOutcome[], runs: number): number[] {
  const random = randomNumbers(SEED);
  return [...groupBy(outcomes.filter(({ dataset }) => dataset === 'profet'), ({ from, to }) => `${from} ${to}`).values()].flatMap((pair) => {
    const byArchitecture = [...groupBy(pair, ({ architecture }) => architecture).values()];
    return Array.from({ length: DRAWS }, () => {
      const tested = [...byArchitecture];
      const drawn = Array.from({ length: runs }, () => tested.splice(Math.floor(random() * tested.length), 1)[0] ?? []);
      const known = drawn.flatMap((same) => same.slice(Math.floor(random() * same.length)).slice(0, 1)).map(asRun);
      return tested.flat().map((outcome) => correctedError(outcome, known));
    }).flat();
  });
}

const TARGET = 'target';

function asRun({ architecture, predictedMs, actualMs, fromMs }: TransferOutcome): CalibrationRun {
  return { instanceType: TARGET, workload: architecture, predictedRatio: predictedMs / fromMs, actualRatio: actualMs / fromMs, date: '' };
}

function correctedError({ architecture, predictedMs, actualMs, fromMs }: TransferOutcome, runs: readonly CalibrationRun[]): number {
  const step = intervalAround(predictedMs, 0.3);
  const predictor: Predictor = {
    modelVersion: 'left out', anchors: [], targets: () => [], change: success,
    predict: () => success({ instanceType: TARGET, tier: 'transferred', stepMs: step, relativeStep: intervalAround(predictedMs / fromMs, 0.3), why: [] }),
  };
  const prediction = calibrated(predictor, runs, `another than ${architecture}`)
    .predict({ profile: { format: '', ops: [], warnings: [] }, anchor: 'anchor', stepMs: { value: fromMs, source: '', certainty: 'measured' } }, TARGET);
  if (!prediction.ok) throw new Error(prediction.failure.message);
  return 100 * Math.abs(prediction.value.stepMs.estimate / actualMs - 1);
}
