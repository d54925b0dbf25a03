/** The `tensorflow_stats` table as CSV (TensorBoard's "Export as CSV", or its data route with `tqx=out:csv;`). */

import Papa, { type Parsed } from 'papaparse';
import { fail, success, type Result } from '../../failure';
import type { ProfileText } from '../importer';
import { quote } from '../quote';
import { tablePart } from './part';
import { areStatsColumns, readRows, type StatsTable } from './rows';

const ID = 'tensorflow-stats-csv';

/** Enough characters for the longest header line, which has about 20 columns. */
const HEADER_LENGTH = 4096;

/** Reads the CSV with any column order, extra columns (pandas writes an index) and any line ends. */
export const tensorflowStatsCsv = tablePart({
  id: ID,
  sniff: ({ text }) => areStatsColumns(columnsOf(recordsOf(text.trimStart().slice(0, HEADER_LENGTH), 1).data[0])),
  read(file) {
    const table = readTable(file);
    if (!table.ok) return table;
    const rows = readRows(table.value);
    return rows.ok ? success({ fileName: file.name, format: ID, rows: rows.value, hasIdle: true, namedBy: 'op', warnings: table.value.warnings }) : rows;
  },
});

/** A record and the line on which it starts. */
interface CsvRecord {
  readonly where: string;
  readonly cells: readonly string[];
}

/** `preview` 0 reads everything. */
function recordsOf(text: string, preview = 0): Parsed {
  return Papa.parse(text.replace(/\r\n?/g, '\n'), { delimiter: ',', newline: '\n', preview });
}

function columnsOf(header: readonly string[] = []): string[][] {
  return header.map((label) => [label]);
}

function readTable(file: ProfileText): Result<StatsTable & { readonly warnings: readonly string[] }> {
  const { data, errors } = recordsOf(file.text.trimStart());
  const lines = numbered(data);
  const [header, ...rest] = lines;
  const width = header?.cells.length ?? 0;
  const records = rest.filter(({ cells }) => cells.length > 1 || cells[0] !== '');
  const last = records.at(-1);
  const cut = last && isCut(last, width, errors.length > 0, file.text) ? records.pop() : undefined;
  const stray = errors.find(({ row = 0 }) => cut === undefined || lines[row] !== cut);
  if (stray) return damaged(file, `has a quotation mark out of place near ${lines[stray.row ?? 0]?.where ?? 'its end'}`);
  const uneven = records.find(({ cells }) => cells.length !== width);
  if (uneven) return damaged(file, `has ${uneven.cells.length} cells in ${uneven.where} under a header of ${width}`);
  const warnings = cut ? [`The table is cut short in ${cut.where}: its times are lower bounds.`] : [];
  return success({ fileName: file.name, columns: columnsOf(header?.cells), records, warnings });
}

/** A last record that stops before its time: too few cells or an open quotation, and no line end. Lines swallowed by a stray quotation mark are no cut. */
function isCut({ cells }: CsvRecord, width: number, openQuotation: boolean, text: string): boolean {
  return !/[\r\n]$/.test(text) && (cells.length < width || openQuotation) && cells.every((cell) => !cell.includes('\n'));
}

/** Records with their line; a quoted cell may span several. */
function numbered(data: readonly (readonly string[])[]): CsvRecord[] {
  let line = 1;
  return data.map((cells) => {
    const where = `line ${line}`;
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.split('\n').length - 1), 0);
    return { where, cells };
  });
}

function damaged(file: ProfileText, what: string): Result<never> {
  return fail('damaged', `${quote(file.name)} ${what}.`, 'Export the tensorflow_stats table from TensorBoard again.');
}
