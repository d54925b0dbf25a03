/** Result tables of timm's `benchmark.py`: a row per model. */

import { fail, success, type Result } from '../../failure';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { columnsOf, tableOf, type CsvTable } from './csvRows';
import { positive } from './figures';
import { derived, known, measured, profileOf } from './findings';

const ID = 'timm-benchmark';

/** Reads the one row of a table; of several nobody but the user knows which is meant. */
export const timmBenchmark = wholeTextImporter({
  id: ID,
  label: 'timm benchmark (CSV)',
  sniff: ({ text }) => {
    const columns = columnsOf(text);
    return columns.includes('model') && (columns.includes('train_step_time') || columns.includes('infer_step_time'));
  },
  read,
});

function read(file: ProfileText): Result<Profile> {
  const { columns, rows } = tableOf(file.text);
  const whole = rows.filter((cells) => cells.length === columns.length);
  const [row, ...others] = whole;
  if (row === undefined) return fail('damaged', `${quote(file.name)} has no model below its heading.`, 'Save the results of benchmark.py again.');
  if (others.length > 0) {
    const message = `${quote(file.name)} lists ${whole.length} models of timm, from ${quote(cell({ columns, rows }, row, 'model'))} to ${quote(cell({ columns, rows }, others.at(-1) ?? row, 'model'))}, and not which one is yours.`;
    return fail('damaged', message, 'Save its heading and the row of your model as a file of their own, and open that.');
  }
  return success(profileFrom({ columns, rows: [row] }, row));
}

function profileFrom(table: CsvTable, row: readonly string[]): Profile {
  const isTraining = table.columns.includes('train_step_time');
  const prefix = isTraining ? 'train' : 'infer';
  const figure = (name: string): number | undefined => positive(cell(table, row, name));
  const millions = figure('param_count');
  return profileOf(ID, {
    framework: derived('pytorch', 'timm runs on PyTorch'),
    mode: measured(isTraining ? 'training' : 'inference', `${prefix}_ columns of the benchmark`),
    stepMs: known(figure(`${prefix}_step_time`), `${prefix}_step_time of ${quote(cell(table, row, 'model'))}`, 'measured'),
    batchSize: known(figure(`${prefix}_batch_size`), `${prefix}_batch_size`, 'measured'),
    modelParameters: known(millions === undefined ? undefined : millions * 1e6, 'param_count in millions', 'measured'),
    warnings: isTraining ? [] : ['This is a benchmark of inference, not of training.'],
  });
}

function cell({ columns }: CsvTable, row: readonly string[], name: string): string {
  return row[columns.indexOf(name)] ?? '';
}
