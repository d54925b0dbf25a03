/** Predicts steps on devices that took no part in any fit, and how wide the intervals must be for that. */

import { ratioBounds } from '../../../src/core/predictor/transfer/bounds';
import type { StepModel, TypicalMix, WidthModel } from '../../../src/core/predictor/transfer/model';
import { transferStep, type Machine, type Work } from '../../../src/core/predictor/transfer/step';
import { rateDeviation, transferWidth, type TransferDoubts } from '../../../src/core/predictor/transfer/width';
import { workOf } from '../../../src/core/predictor/transfer/work';
import { OP_GROUPS } from '../../../src/core/predictor/stepVector';
import type { Precision } from '../../../src/core/profile/profile';
import { factsOf } from './deviceFacts';
import type { JobPair } from './nvidiaDle';
import { observationsWithout, timedPairs, transformerWork, type RateData } from './observations';
import { fitRates, type HostSpeeds, type RateFit } from './rateFit';

/** Data sets of whole steps that a transfer can be tested on. */
export const TESTED = ['profet', 'trainpred', 'neusight', 'nvidia_dle train', 'nvidia_dle infer', 'gavel'] as const;

/** A data set of whole steps. */
export type Tested = (typeof TESTED)[number];

/** One step predicted on a device that was left out. */
export interface TransferOutcome {
  readonly dataset: Tested;
  readonly from: string;
  readonly to: string;
  /** Architecture, model or job: relatives go together. */
  readonly architecture: string;
  readonly precision: Precision;
  readonly predictedMs: number;
  readonly actualMs: number;
  readonly fromMs: number;
  readonly doubts: TransferDoubts;
  /** The half-width that physics leaves on either side is limited to these. */
  readonly lowest: number;
  readonly highest: number;
}

/** Everything that the transfer is trained and tested on. */
export interface TransferData extends RateData {
  readonly hostSpeeds: HostSpeeds;
  readonly typical: TypicalMix;
  readonly dleTraining: readonly JobPair[];
  readonly dleInference: readonly JobPair[];
  readonly gavel: readonly JobPair[];
}

/** Devices that are left out in turn, with their relatives where the task says so: an A100 of the DGX must be unknown in every form. */
const HELD: readonly (readonly string[])[] = [
  ['K80'], ['M60'], ['T4'], ['V100', 'V100 PCIe'], ['A10G'], ['P100'], ['L4'], ['A100 80GB PCIe'], ['H100'], ['A100', 'A100 80GB', 'A100 PCIe', 'A100 80GB PCIe'],
];

/** Every outcome of every device left out. */
export function predictLeftOut(data: TransferData): TransferOutcome[] {
  return HELD.flatMap((held) => {
    const fit = fitRates(observationsWithout(data, held), data.hostSpeeds);
    return testedWith(data, fit, held);
  });
}

function testedWith(data: TransferData, fit: RateFit, held: readonly string[]): TransferOutcome[] {
  const [first] = held as [string];
  const predict = predictorWith(fit, data.hostSpeeds);
  const transformerTest = ['L4', 'A100 80GB PCIe', 'H100'].includes(first);
  return [
    ...data.profet.filter(({ device }) => device === first).flatMap((there) =>
      data.profet.filter((here) => here.workload === there.workload && here.device !== first).map((here) =>
        predict({ dataset: 'profet', from: here.device, to: first, architecture: here.architecture, precision: 'fp32', fromMs: here.stepMs, actualMs: there.stepMs }, here.work, true))),
    ...timedPairs(data.trainpred).filter(({ to }) => to === first).flatMap(({ from, to, pairs }) => pairs.map(({ here, there }) =>
      predict({ dataset: 'trainpred', from, to, architecture: here.architecture, precision: 'fp32', fromMs: here.stepMs, actualMs: there.stepMs }, here.work, true))),
    ...(transformerTest ? data.transformers : []).flatMap((run) => [...run.stepMs].flatMap(([from, fromMs]) => {
      const actualMs = run.stepMs.get(first);
      if (actualMs === undefined || factsOf(from).chip === factsOf(first).chip) return [];
      return [predict({ dataset: 'neusight', from, to: first, architecture: run.model, precision: 'fp32', fromMs, actualMs }, transformerWork(run, fromMs, fit.ratesOf(from)), true)];
    })),
    ...jobs('nvidia_dle train', data.dleTraining, (pair) => held.includes(pair.to) && held.length > 2),
    ...jobs('nvidia_dle infer', data.dleInference, (pair) => pair.from === first),
    ...jobs('gavel', data.gavel, (pair) => pair.to === first),
  ];

  function jobs(dataset: Tested, pairs: readonly JobPair[], tested: (pair: JobPair) => boolean): TransferOutcome[] {
    return pairs.filter(tested).map(({ job, from, to, precision, fromMs = UNKNOWN_STEP_MS, ratio }) => {
      const rest = { typical: data.typical, model: fit.step, rates: fit.ratesOf(from), precision };
      const work = workOf({ stepMs: fromMs, groupMs: OP_GROUPS.map(() => 0), idleMs: 0 }, undefined, rest);
      return predict({ dataset, from, to, architecture: job, precision, fromMs, actualMs: ratio * fromMs }, work, false);
    });
  }
}

/** A rate in parts of samples does not tell how long a step is; these jobs are not short. */
const UNKNOWN_STEP_MS = 150;

type Known = Pick<TransferOutcome, 'dataset' | 'from' | 'to' | 'architecture' | 'precision' | 'fromMs' | 'actualMs'>;

function predictorWith(fit: RateFit, hostSpeeds: HostSpeeds): (known: Known, work: Work, withOps: boolean) => TransferOutcome {
  return (known, work, withOps) => {
    const [from, to] = machines(fit, hostSpeeds, known);
    const there = transferStep(fit.step, from, to, work, known.precision);
    const bounds = ratioBounds(from.rates, to.rates, to.hostSpeed / from.hostSpeed, known.precision);
    const logRatio = Math.min(bounds.high, Math.max(bounds.low, Math.log(there.stepMs / known.fromMs)));
    const shares = there.groupMs.map((ms) => ms / there.stepMs);
    const predictedMs = known.fromMs * Math.exp(logRatio);
    return {
      ...known, predictedMs, lowest: bounds.low - logRatio, highest: bounds.high - logRatio,
      doubts: {
        rates: rateDeviation(fit.step, from.rates, to.rates, shares, known.precision), otherDevice: true,
        logRatio, stepMs: predictedMs, waitShare: there.waitMs / there.stepMs, withOps,
      },
    };
  };
}

/** The machines of a pair; hosts that are not known on both sides count as equal. */
function machines(fit: RateFit, hostSpeeds: HostSpeeds, { from, to, dataset }: Known): [Machine, Machine] {
  const known = dataset === 'profet' || dataset === 'trainpred';
  const speed = (device: string): number => (known ? hostSpeeds.get(device) : undefined) ?? 1;
  const both = known && hostSpeeds.has(from) && hostSpeeds.has(to);
  return [{ rates: fit.ratesOf(from), hostSpeed: both ? speed(from) : 1 }, { rates: fit.ratesOf(to), hostSpeed: both ? speed(to) : 1 }];
}

/** log(predicted / actual). */
export function logError({ predictedMs, actualMs }: TransferOutcome): number {
  return Math.log(predictedMs / actualMs);
}

/** Whether the truth lies in the interval of a width model. */
export function covered(model: WidthModel, outcome: TransferOutcome): boolean {
  return Math.abs(logError(outcome)) <= transferWidth(model, outcome.doubts);
}

export type { StepModel };
