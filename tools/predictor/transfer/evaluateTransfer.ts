/** Everything that docs/accuracy-transfer.md says, as data. */

import { at90, COVERAGE } from '../../../src/core/predictor/intervals';
import { transferWidth } from '../../../src/core/predictor/transfer/width';
import type { WidthModel } from '../../../src/core/predictor/transfer/model';
import type { Workload } from '../dataset';
import { groupBy, mean, median, quantile } from '../statistics';
import { calibratedErrors } from './calibrationTest';
import { logError, predictLeftOut, TESTED, type TransferOutcome } from './leftOut';
import { orderAgreement, type OrderAgreement } from './order';
import { adaptdlRuns, extrapolated, gavelRuns, type ParallelErrors } from './parallelFit';
import { rateTable, type RateRow } from './rateTable';
import { targetTable, type TargetRow } from './targetTable';
import { readTransferData } from './transferData';
import { fitWidths } from './widthFit';

const SCHEMA_VERSION = 1;

/** Errors and shares in per cent. */
export interface TransferSummary {
  readonly n: number;
  readonly medianApe: number;
  readonly p90Ape: number;
  readonly mape: number;
  /** Median of the signed error. */
  readonly bias: number;
  readonly coverage80: number;
  readonly coverage90: number;
  /** Median half-width of the 80 % interval, of the estimate. */
  readonly width80: number;
}

/** One aim of the project beside what was reached. */
export interface Aim {
  readonly what: string;
  readonly aim: string;
  readonly reached: string;
  readonly met: boolean;
}

/** What `--json` writes. */
export interface TransferEvaluation {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly aims: readonly Aim[];
  readonly overall: TransferSummary;
  /** With the share of truths inside intervals whose widths were set without this data set. */
  readonly datasets: readonly ({ readonly dataset: string; readonly coverage80OtherWidths: number } & TransferSummary)[];
  readonly pairs: readonly ({ readonly dataset: string; readonly from: string; readonly to: string; readonly precision: string } & TransferSummary)[];
  readonly calibrated: readonly { readonly runs: number; readonly medianApe: number; readonly p90Ape: number }[];
  readonly order: readonly OrderAgreement[];
  readonly parallel: readonly { readonly dataset: string; readonly job: string; readonly n: number; readonly medianApe: number; readonly p90Ape: number; readonly withoutExchange: number }[];
  readonly targets: readonly TargetRow[];
  readonly rates: readonly RateRow[];
}

const CALIBRATION_RUNS = [0, 1, 2, 3, 5];

/** Evaluates on the folder of datasets. */
export function evaluateTransfer(folder: string, workloads: readonly Workload[]): TransferEvaluation {
  const outcomes = predictLeftOut(readTransferData(folder, workloads));
  const widths = fitWidths(outcomes);
  const of = (dataset: string): TransferOutcome[] => outcomes.filter((outcome) => outcome.dataset === dataset);
  const datasets = TESTED.map((dataset) => ({
    dataset, ...summarise(of(dataset), widths),
    coverage80OtherWidths: summarise(of(dataset), fitWidths(outcomes.filter((outcome) => outcome.dataset !== dataset))).coverage80,
  }));
  const calibrated = CALIBRATION_RUNS.map((runs) => {
    const errors = calibratedErrors(outcomes, runs);
    return { runs, medianApe: median(errors), p90Ape: quantile(errors, 0.9) };
  });
  const parallel = [
    ...extrapolated(adaptdlRuns(folder), 4, 8).map((errors) => ({ dataset: 'adaptdl', ...errors })),
    ...extrapolated(gavelRuns(folder), 2, 4).map((errors) => ({ dataset: 'gavel', ...errors })),
  ];
  const overall = summarise(outcomes, widths);
  const order = orderAgreement(outcomes);
  const adaptdl = parallel.filter(({ dataset }) => dataset === 'adaptdl').flatMap(({ errors }) => errors);
  const targets = targetTable(workloads);
  return {
    schemaVersion: SCHEMA_VERSION,
    aims: aimsOf({ outcomes, widths, overall, datasets, calibrated, order, adaptdl, targets }),
    overall, datasets,
    pairs: [...groupBy(outcomes, ({ dataset, from, to, precision }) => `${dataset} ${from} ${to} ${precision}`).values()].map((same) => {
      const [{ dataset, from, to, precision }] = same as [TransferOutcome];
      return { dataset, from, to, precision, ...summarise(same, widths) };
    }),
    calibrated, order,
    parallel: parallel.map(parallelRow),
    targets, rates: rateTable(),
  };
}

function parallelRow({ dataset, job, errors, withoutExchange }: ParallelErrors & { readonly dataset: string }): TransferEvaluation['parallel'][number] {
  return { dataset, job, n: errors.length, medianApe: median(errors), p90Ape: quantile(errors, 0.9), withoutExchange: median(withoutExchange) };
}

/** Sums up outcomes; throws on none. */
export function summarise(outcomes: readonly TransferOutcome[], widths: WidthModel): TransferSummary {
  const signed = outcomes.map((outcome) => 100 * (Math.exp(logError(outcome)) - 1));
  const apes = signed.map(Math.abs);
  const inside = (factor: number): number => 100 * mean(outcomes.map((outcome) => (Math.abs(logError(outcome)) <= factor * transferWidth(widths, outcome.doubts) ? 1 : 0)));
  const wider = Math.log(at90({ estimate: 1, low: Math.exp(-1), high: Math.E, coverage: COVERAGE }).high);
  return {
    n: outcomes.length, medianApe: median(apes), p90Ape: quantile(apes, 0.9), mape: mean(apes), bias: median(signed),
    coverage80: inside(1), coverage90: inside(wider),
    width80: median(outcomes.map(({ doubts }) => 50 * (Math.exp(transferWidth(widths, doubts)) - Math.exp(-transferWidth(widths, doubts))))),
  };
}

interface Found extends Pick<TransferEvaluation, 'overall' | 'datasets' | 'calibrated' | 'order' | 'targets'> {
  readonly outcomes: readonly TransferOutcome[];
  readonly widths: WidthModel;
  readonly adaptdl: readonly number[];
}

function aimsOf({ outcomes, widths, overall, datasets, calibrated, order, adaptdl, targets }: Found): Aim[] {
  const summary = (name: string): TransferSummary => summarise(outcomes.filter(({ dataset }) => dataset === name), widths);
  const atMost = (what: string, got: number, limit: number): Aim => ({ what, aim: `at most ${limit} %`, reached: `${got.toFixed(1)} %`, met: got <= limit });
  const after = (runs: number): number => calibrated.find((entry) => entry.runs === runs)?.medianApe ?? NaN;
  const least = Math.min(...datasets.map(({ coverage80 }) => coverage80));
  const [agreed, compared] = [order.reduce((sum, { agreed: pairs }) => sum + pairs, 0), order.reduce((sum, { compared: pairs }) => sum + pairs, 0)];
  const unanswered = targets.filter(({ answers }) => answers.some(({ text }) => text === ''));
  return [
    atMost('trainpred, device left out, op profile known: median', summary('trainpred').medianApe, 15),
    atMost('PROFET, device left out, uncalibrated: median', summary('profet').medianApe, 30),
    atMost('PROFET, one calibration run: median', after(1), 15),
    atMost('PROFET, three calibration runs: median', after(3), 10),
    atMost('NeuSight transformers on L4, A100 80GB, H100, each left out: median', summary('neusight').medianApe, 12),
    atMost('the same: 90th percentile', summary('neusight').p90Ape, 30),
    atMost('NVIDIA examples, training, V100 to A100, A100 left out: median', summary('nvidia_dle train').medianApe, 20),
    atMost('NVIDIA examples, inference, T4 to V100, T4 left out: median', summary('nvidia_dle infer').medianApe, 20),
    { what: '80 % intervals, all data sets', aim: '75 to 88 %', reached: `${overall.coverage80.toFixed(1)} %`, met: overall.coverage80 >= 75 && overall.coverage80 <= 88 },
    { what: '80 % intervals, worst data set', aim: 'at least 65 %', reached: `${least.toFixed(1)} %`, met: least >= 65 },
    atMost('AdaptDL, fitted on up to 4 GPUs, tested on 8 and more: median', median(adaptdl), 10),
    {
      what: 'order of devices that differ by more than 1.5 times', aim: 'always as measured', reached: `${agreed} of ${compared}`, met: agreed === compared,
    },
    {
      what: 'launchable accelerator types with a prediction or a reason, for three kinds of profile', aim: 'all', reached: `${targets.length - unanswered.length} of ${targets.length} families`,
      met: unanswered.length === 0,
    },
  ];
}
