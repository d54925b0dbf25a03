/** `metrics.csv` of Lightning's CSVLogger: sparse rows with `epoch` and the global `step`; times only when the user logged them. */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { columnsOf, countsOf, numbersOf, tableOf, type CsvTable } from './csvRows';
import { positive } from './figures';
import { derived, known, measured, profileOf, type Findings } from './findings';
import { EpochTimes } from './epochTimes';
import { Series } from './series';

const ID = 'lightning-csv';

/** Columns of Lightning's ThroughputMonitor, and names that people give to the time of an epoch. */
const BATCH_RATE = /(?:^|\/)batches_per_sec$/;
const TRAINING_TIME = /^train\/time$/;
const EPOCH_TIME = /(?:^|[/_])(?:epoch_(?:time|seconds|duration)|time_per_epoch)(?:_s)?(?:_epoch)?$/;

/** Reads steps and epochs, and times where there are any. */
export const lightningCsv = wholeTextImporter({
  id: ID,
  label: 'Lightning metrics.csv',
  sniff: ({ text }) => {
    const columns = columnsOf(text);
    return columns.includes('epoch') && columns.includes('step') && columns.length > 2;
  },
  read,
});

function read(file: ProfileText): Result<Profile> {
  const table = tableOf(file.text);
  const lastStep = highest(countsOf(table, 'step'));
  const lastEpoch = highest(countsOf(table, 'epoch'));
  if (lastStep === undefined || lastEpoch === undefined) {
    return fail('damaged', `${quote(file.name)} has no row with an epoch and a step.`, 'Open metrics.csv of another version folder.');
  }
  const times = timeFindings(table);
  return success(profileOf(ID, {
    mode: measured('training', 'steps of Lightning'),
    framework: derived('pytorch', 'Lightning runs on PyTorch'),
    steps: measured(lastStep + 1, 'last step of metrics.csv, counted from 0'),
    epochs: measured(lastEpoch + 1, 'last epoch of metrics.csv, counted from 0'),
    stepsPerEpoch: stepsPerEpoch(lastStep + 1, lastEpoch + 1),
    ...times,
    warnings: times.stepMs ?? times.epochSeconds ?? times.firstEpochSeconds ? [] : [NO_TIME],
  }));
}

const NO_TIME = 'Lightning writes no times into metrics.csv: its progress bar or its profiler has the time per step.';

/** Rows are written every 50 steps unless told otherwise, so the last step is at best near the end of an epoch. */
function stepsPerEpoch(steps: number, epochs: number): Findings['stepsPerEpoch'] {
  const isWhole = steps % epochs === 0;
  const source = `steps / epochs of metrics.csv${isWhole ? '' : ', rounded up: the last epoch may be logged only in part'}`;
  return known(Math.ceil(steps / epochs), source, isWhole ? 'derived' : 'guess');
}

function timeFindings(table: CsvTable): Findings {
  const column = (pattern: RegExp): string | undefined => table.columns.find((name) => pattern.test(name));
  const [rate, time, epochTime] = [column(BATCH_RATE), column(TRAINING_TIME), column(EPOCH_TIME)];
  const epochs = new EpochTimes();
  for (const seconds of epochTime === undefined ? [] : numbersOf(table, epochTime)) if (positive(seconds)) epochs.add({ seconds });
  return {
    ...(epochTime !== undefined && epochs.count > 0
      && epochs.findings({ seconds: `column ${quote(epochTime)}`, secondsCertainty: 'derived', stepMs: '', stepCertainty: 'guess' })),
    stepMs: (rate === undefined ? undefined : fromRate(table, rate)) ?? (time === undefined ? undefined : fromTime(table, time)),
  };
}

function fromRate(table: CsvTable, column: string): Findings['stepMs'] {
  const rates = new Series();
  for (const value of numbersOf(table, column)) if (positive(value)) rates.add(value ?? Number.NaN);
  const median = rates.median();
  return median === undefined ? undefined : measured(1000 / median, `1 / median of column ${quote(column)}`);
}

/** Seconds since the training began: the slope between the first and the last row that has it. */
function fromTime(table: CsvTable, column: string): Findings['stepMs'] {
  const steps = countsOf(table, 'step');
  const points = numbersOf(table, column).flatMap((seconds, row) => (seconds === undefined || steps[row] === undefined ? [] : [[steps[row], seconds] as const]));
  const [first, end] = [points[0], points.at(-1)];
  const ms = first === undefined || end === undefined ? undefined : positive(((end[1] - first[1]) * 1000) / (end[0] - first[0]));
  return known(ms, `column ${quote(column)}: seconds / steps between its first and last row`, 'derived');
}

function highest(counts: readonly (number | undefined)[]): number | undefined {
  return counts.reduce((high, count) => (count !== undefined && (high === undefined || count > high) ? count : high), undefined);
}
