/** The CSV tables of `data/aws`, and the record of what was not taken from them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';

/** One row with its place, for messages. Cells are trimmed text; an absent or empty cell is ''. */
export interface Row {
  /** `spot.csv line 12`. */
  readonly place: string;
  cell(column: string): string;
}

/** Why a row is not in the snapshot. */
export interface Rejection {
  readonly place: string;
  readonly what: string;
  readonly reason: string;
}

/** A CSV file with a header. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Reads a table. Throws when the file lacks one of the needed columns, because every later message would be wrong. */
export function readTable(awsDirectory: string, file: string, needed: readonly string[]): Table {
  const { data } = Papa.parse(readFileSync(join(awsDirectory, file), 'utf8'), { delimiter: ',', newline: '\n' });
  const [columns = [], ...records] = data.map((record) => record.map((cell) => cell.trim()));
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw new Error(`${file} has no column ${missing.join(', ')}.`);
  const rows = records
    .map((record, index) => ({ place: `${file} line ${index + 2}`, cell: (column: string) => record[columns.indexOf(column)] ?? '' }))
    .filter((_row, index) => records[index]?.some((cell) => cell !== ''));
  return { columns, rows };
}

/** The number in a cell, or undefined when it is empty, not a number or not above 0. */
export function positive(row: Row, column: string): number | undefined {
  const text = row.cell(column);
  const value = Number(text);
  return text !== '' && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The part before the first dot: `g4dn` of `g4dn.xlarge`. */
export function familyOf(instanceType: string): string {
  return instanceType.split('.')[0] ?? instanceType;
}

/** The values by key, in order of first appearance (Map.groupBy came only with Node 21). */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
