/** Writes docs/accuracy-transfer.md. */

import { markdownTable as table } from '../markdown';
import type { TransferEvaluation, TransferSummary } from './evaluateTransfer';
import { PROFILE_KINDS } from './targetTable';

/** The whole document. */
export function transferReport({ aims, overall, datasets, pairs, calibrated, order, parallel, targets, rates }: TransferEvaluation): string {
  return `${[
    '# Accuracy on devices that were not measured',
    '',
    'Written by `npm run evaluate -- --data ../shared/data --transfer`; do not edit. What was tried: [accuracy-notes.md](accuracy-notes.md). Pairs that were measured: [accuracy.md](accuracy.md).',
    '',
    'Each device was left out in turn: all rates were fitted without any figure of it, and steps on it were predicted from its datasheet. What users get for a device',
    'that was measured is better founded than that. All figures are per cent; errors are |predicted / measured - 1|.',
    '',
    '## Aims',
    '',
    ...table(['what', 'aim', 'reached', ''], aims.map(({ what, aim, reached, met }) => [what, aim, reached, met ? 'met' : '**missed**'])),
    '',
    '## Data sets',
    '',
    ...table(['data set', ...COLUMNS, 'in it, widths set without it'], [
      ...datasets.map((summary) => [summary.dataset, ...figures(summary), summary.coverage80OtherWidths.toFixed(1)]),
      ['**all**', ...figures(overall), ''],
    ]),
    '',
    'PROFET and trainpred have op profiles; NeuSight\'s transformers were counted by hand; NVIDIA\'s examples and Gavel have step times only, so the mix of the training data is assumed.',
    'The six figures of the width model are set on these outcomes; the last column shows what would hold with the data set left out of that too. Rows of one data set are relatives.',
    'NVIDIA\'s training jobs run in TF32 on the A100 where the V100 runs fp32.',
    '',
    '## Pairs of devices',
    '',
    ...table(['data set', 'from', 'to (left out, or T4 where it is the anchor)', 'precision', ...COLUMNS], pairs.map((pair) => [pair.dataset, pair.from, pair.to, pair.precision, ...figures(pair)])),
    '',
    '## Calibration',
    '',
    'PROFET, device left out; then steps of other architectures (drawn at random, 20 times) are taken as measured on it, as a user would record them.',
    '',
    ...table(['runs on the device', 'median', 'p90'], calibrated.map(({ runs, medianApe, p90Ape }) => [String(runs), medianApe.toFixed(1), p90Ape.toFixed(1)])),
    '',
    '## Order',
    '',
    'Pairs of a known device and one left out whose steps differ by more than 1.5 times: by the median over workloads, and workload by workload.',
    '',
    ...table(['data set', 'pairs', 'in the measured order', 'workloads', 'in the measured order', 'wrong pairs'], order.map((entry) => [
      entry.dataset, String(entry.compared), String(entry.agreed), String(entry.workloadsCompared), `${((100 * entry.workloadsAgreed) / Math.max(1, entry.workloadsCompared)).toFixed(1)} %`,
      entry.wrong.join('; '),
    ])),
    '',
    '## Several GPUs',
    '',
    'Each job fitted on few GPUs (AdaptDL up to 4, Gavel 2) and predicted on more (8 to 64; 4 and 8), beside assuming that nothing slows down.',
    '',
    ...table(['data set', 'job', 'n', 'median', 'p90', 'median without exchange'], parallel.map((row) => [row.dataset, row.job, String(row.n), ...[row.medianApe, row.p90Ape, row.withoutExchange].map((value) => value.toFixed(1))])),
    '',
    '## Rates',
    '',
    'What ships in media/data/transfer.json: sustained arithmetic and bandwidth of each device, where they come from, and the standard deviation of each in per cent. A',
    'sheet that is not *checked* has a value that only one source gives, or that sources dispute: predictions on these devices rest on it, the more so where nothing was measured.',
    'What is measured is fp32: rates in tf32 and amp follow from the datasheet of the matrix units and the bandwidth, as a V100 does in mixed precision.',
    '',
    ...table(['device', 'TFLOP/s in fp32', 'tf32', 'amp', 'GB/s', 'doubt of arithmetic', 'of bandwidth', 'measured', 'sheet', 'basis'], rates.map(({ device, tflops, bandwidthGBs, doubt, provenance, sheet, basis }) => [
      device, ...tflops.map((value) => value.toPrecision(3)), bandwidthGBs.toFixed(0), ...doubt.map((value) => value.toFixed(0)), provenance === 'measured' ? 'yes' : 'no', sheet, basis,
    ])),
    '',
    '## Every type that can be launched',
    '',
    'From g4dn.xlarge (T4): the tier, with the predicted step over the anchor\'s, or why there is none.',
    '',
    ...table(['family', 'device', 'types', ...PROFILE_KINDS], targets.map(({ family, device, types, answers }) => [family, device, String(types.length), ...answersOf(answers)])),
  ].join('\n')}\n`;
}

/** A reason that holds for every kind of profile is written once. */
function answersOf(answers: TransferEvaluation['targets'][number]['answers']): string[] {
  const [first, ...others] = answers.map(({ kind, text }) => (kind === 'refusal' ? `refused: ${text}` : text));
  return first === undefined ? [] : [first, ...others.map((text) => (text === first && answers[0]?.kind === 'refusal' ? 'the same' : text))];
}

const COLUMNS = ['n', 'median', 'p90', 'mean', 'bias', 'in the 80 % interval', 'in the 90 % interval', 'width'];

function figures({ n, medianApe, p90Ape, mape, bias, coverage80, coverage90, width80 }: TransferSummary): string[] {
  return [String(n), ...[medianApe, p90Ape, mape, bias, coverage80, coverage90, width80].map((value) => value.toFixed(1))];
}
