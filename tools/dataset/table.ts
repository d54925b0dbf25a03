/** The CSV tables of the datasets, plain or gzipped. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';

/** One row with its place, for messages. Cells are trimmed text; an absent or empty cell is ''. */
export interface Row {
  /** `spot.csv line 12`. */
  readonly place: string;
  cell(column: string): string;
}

/** A CSV file with a header. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Reads a table. Throws when the file lacks one of the needed columns, because every later message would be wrong. */
export function readTable(file: string, needed: readonly string[]): Table {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replaceAll('\r\n', '\n').trimEnd();
  const [columns = [], ...records] = Papa.parse(text, { delimiter: ',', newline: '\n' }).data;
  const index = new Map(columns.map((column, position) => [column, position]));
  const missing = needed.filter((column) => !index.has(column));
  if (missing.length > 0) throw new Error(`${basename(file)} has no column ${missing.join(', ')}.`);
  const rows = records.map((cells, position) => ({
    place: `${basename(file)} line ${position + 2}`,
    cell: (column: string) => cells[index.get(column) ?? -1]?.trim() ?? '',
  }));
  return { columns, rows };
}
