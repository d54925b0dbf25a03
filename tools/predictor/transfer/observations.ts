/** Everything that rates are fitted on, with any devices left out. */

import { OP_GROUPS } from '../../../src/core/predictor/stepVector';
import type { DeviceRates } from '../../../src/core/predictor/transfer/model';
import type { Work } from '../../../src/core/predictor/transfer/step';
import type { Workload } from '../dataset';
import { groupBy, median } from '../statistics';
import { operatorRatios, transformerRuns, type OperatorRatio, type TransformerRun } from './neusight';
import { profetSteps, trainpredSteps, type ProfiledStep, type TimedStep } from './profetSteps';
import type { GroupObservation, Observations, StepObservation } from './rateFit';

/** The datasets that rates are fitted on, read once. */
export interface RateData {
  readonly profet: readonly ProfiledStep[];
  readonly trainpred: readonly TimedStep[];
  readonly operators: readonly OperatorRatio[];
  readonly transformers: readonly TransformerRun[];
}

/** Reads them from the folder of datasets. */
export function readRateData(folder: string, workloads: readonly Workload[]): RateData {
  return {
    profet: profetSteps(workloads), trainpred: trainpredSteps(folder, workloads),
    operators: operatorRatios(folder), transformers: transformerRuns(folder),
  };
}

/** Group times shorter than this are launches, milliseconds; fewer workloads than that give no median. */
const SHORTEST_MS = 0.3;
const FEWEST = 6;
/** Standard deviations on the log: of a median over workloads, of one over operators in another harness, of single steps. */
const NOISE = { profet: 0.08, operators: 0.15, step: 0.25 };

/** The observations in which none of the `held` devices takes part. */
export function observationsWithout(data: RateData, held: readonly string[]): Observations {
  const kept = <T extends { readonly from: string; readonly to: string }>(observations: readonly T[]): T[] => observations.filter(({ from, to }) => !held.includes(from) && !held.includes(to));
  return {
    groups: kept([...profetGroups(data.profet), ...data.operators.map((ratio) => ({ ...ratio, deviation: NOISE.operators }))]),
    steps: [...kept(trainpredPairs(data.trainpred)), ...transformerPairs(data.transformers, held)],
  };
}

function profetGroups(steps: readonly ProfiledStep[]): GroupObservation[] {
  const byDevice = [...groupBy(steps, ({ device }) => device)];
  return byDevice.flatMap(([from, here], index) => byDevice.slice(index + 1).flatMap(([to, there]) => OP_GROUPS.flatMap((group, place) => {
    const logs = here.flatMap(({ work }, row) => {
      const [a, b] = [work.groupMs[place] ?? 0, there[row]?.work.groupMs[place] ?? 0];
      return Math.min(a, b) > SHORTEST_MS ? [Math.log(b / a)] : [];
    });
    return logs.length < FEWEST ? [] : [{ from, to, group, logRatio: median(logs), deviation: NOISE.profet }];
  })));
}

/** Workloads of one architecture are relatives: together they weigh like the root of their number. */
function trainpredPairs(steps: readonly TimedStep[]): StepObservation[] {
  return [...timedPairs(steps)].flatMap(({ from, to, pairs }) => {
    const count = groupBy(pairs, ({ here }) => here.architecture);
    return pairs.map(({ here, there }): StepObservation => ({
      from, to, work: () => here.work, stepMs: there.stepMs, deviation: NOISE.step * Math.sqrt(count.get(here.architecture)?.length ?? 1) / 1.5,
    }));
  });
}

/** Workloads of trainpred with a profile on one device and a time on another. */
export function timedPairs(steps: readonly TimedStep[]): { from: string; to: string; pairs: { here: TimedStep & { readonly work: Work }; there: TimedStep }[] }[] {
  const devices = [...new Set(steps.map(({ device }) => device))].sort();
  const byKey = new Map(steps.map((step) => [`${step.device} ${step.workload}`, step]));
  return devices.flatMap((from) => devices.filter((to) => to !== from).map((to) => ({
    from, to,
    pairs: steps.flatMap((here) => {
      const there = byKey.get(`${to} ${here.workload}`);
      return here.device === from && here.work !== undefined && there !== undefined ? [{ here: { ...here, work: here.work }, there }] : [];
    }),
  }))).filter(({ pairs }) => pairs.length > 0);
}

function transformerPairs(runs: readonly TransformerRun[], held: readonly string[]): StepObservation[] {
  return runs.flatMap((run) => {
    const known = [...run.stepMs].filter(([device]) => !held.includes(device));
    return known.flatMap(([from, fromMs]) => known.filter(([to]) => to !== from).map(([to, stepMs]): StepObservation => ({
      from, to, stepMs, work: (rates) => transformerWork(run, fromMs, rates), deviation: NOISE.step * Math.sqrt(known.length),
    })));
  });
}

/** A counted transformer's step split by what its device sustains, and scaled to the time measured. NeuSight's steps hardly wait. */
export function transformerWork({ flops, bytes }: TransformerRun, stepMs: number, { computeTflops, bandwidthGBs }: DeviceRates): Work {
  const products = flops / computeTflops.fp32 / 1e9;
  const rest = bytes / bandwidthGBs / 1e6;
  const scale = stepMs / (products + rest);
  const NORMS = 0.15; // of what is no product, by the count of neusight.ts
  const of: Readonly<Partial<Record<(typeof OP_GROUPS)[number], number>>> = { matmul: products, elementwise: (1 - NORMS) * rest, normalization: NORMS * rest };
  return { groupMs: OP_GROUPS.map((group) => (of[group] ?? 0) * scale), waitMs: 0 };
}
