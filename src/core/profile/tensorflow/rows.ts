/** The raw rows of TensorFlow's op statistics, and how a table with named columns, CSV or DataTable, becomes them. */

import { fail, success, type Result } from '../../failure';
import { isMicroseconds, MICROSECONDS_WANTED } from '../opTotals';
import type { OpPlace } from '../profile';
import { describe, quote } from '../quote';

/** One row of `tensorflow_stats` (later `framework_op_stats`), table with idle: an op summed over all profiled steps and devices. */
export interface OpStatsRow {
  readonly place: OpPlace;
  /** `Conv2D`, `IDLE`. */
  readonly type: string;
  /** Name in the graph, `gradient_tape/resnet50/conv1/Conv2D`; empty when the table has no such column. */
  readonly operation: string;
  /** Absent when the table does not say. */
  readonly occurrences?: number;
  /** Microseconds, children included. */
  readonly totalUs: number;
  /** Microseconds without children; equals `totalUs` when the table does not say. */
  readonly selfUs: number;
}

/** A table of some file. */
export interface StatsTable {
  readonly fileName: string;
  /** The names that each column goes by. */
  readonly columns: readonly (readonly string[])[];
  readonly records: readonly StatsRecord[];
}

/** One record of a table. */
export interface StatsRecord {
  /** Where it stands in the file, for sentences: `line 12`. */
  readonly where: string;
  readonly cells: readonly unknown[];
}

/** Labels by version of the tool, and the column ids of DataTables; compared without case, spaces and punctuation. */
const SYNONYMS = {
  place: ['Host/device', 'host_or_device'],
  type: ['Type', 'Operation Type'],
  operation: ['Operation', 'Operation Name'],
  occurrences: ['#Occurrences'],
  totalUs: ['Total time (us)', 'total_time'],
  selfUs: ['Total self-time (us)', 'total_self_time'],
} as const;
type Column = keyof typeof SYNONYMS;

/** Whether these are, in any order, the columns of op statistics; one or two may be missing, so that `read` can name them. */
export function areStatsColumns(columns: readonly (readonly string[])[]): boolean {
  const telling: readonly Column[] = ['place', 'occurrences', 'totalUs', 'selfUs'];
  return telling.filter((column) => indexOf(columns, column) !== -1).length >= 2;
}

/** Reads every record, or says in which line which cell is wrong. */
export function readRows(table: StatsTable): Result<OpStatsRow[]> {
  for (const column of ['place', 'type', 'totalUs'] as const) {
    if (indexOf(table.columns, column) === -1) return damaged(table, `has no column ${quote(SYNONYMS[column][0])}`);
  }
  const rows: OpStatsRow[] = [];
  const cellOf = cellReader(table.columns);
  for (const record of table.records) {
    const row = readRow((column) => cellOf(record, column));
    if (typeof row === 'string') return damaged(table, `${row} in ${record.where}`);
    rows.push(row);
  }
  return rows.length > 0 ? success(rows) : damaged(table, 'has the columns of op statistics but no rows');
}

function cellReader(columns: StatsTable['columns']): (record: StatsRecord, column: Column) => unknown {
  const indices = new Map(Object.keys(SYNONYMS).map((column) => [column, indexOf(columns, column as Column)]));
  return (record, column) => record.cells[indices.get(column) ?? -1];
}

/** The row, or what is wrong with it. */
function readRow(cell: (column: Column) => unknown): OpStatsRow | string {
  const place = words(cell('place')).toLowerCase();
  if (place !== 'host' && place !== 'device') return wrong(cell, 'place', 'Host or Device');
  const totalUs = toNumber(cell('totalUs'));
  if (!isMicroseconds(totalUs)) return wrong(cell, 'totalUs', MICROSECONDS_WANTED);
  const selfUs = isBlank(cell('selfUs')) ? totalUs : toNumber(cell('selfUs'));
  if (!isMicroseconds(selfUs)) return wrong(cell, 'selfUs', MICROSECONDS_WANTED);
  const occurrences = isBlank(cell('occurrences')) ? undefined : toNumber(cell('occurrences'));
  if (occurrences !== undefined && !(occurrences >= 0 && occurrences <= Number.MAX_SAFE_INTEGER)) return wrong(cell, 'occurrences', 'a count');
  return {
    place,
    // Some ops have no type; TensorFlow's own word for that on other devices.
    type: words(cell('type')) || 'Unknown',
    operation: words(cell('operation')),
    ...(occurrences !== undefined && { occurrences }),
    totalUs,
    selfUs,
  };
}

function wrong(cell: (column: Column) => unknown, column: Column, wanted: string): string {
  const value = cell(column);
  return `has ${isBlank(value) ? 'nothing' : describe(value)} as ${quote(SYNONYMS[column][0])}, where ${wanted} belongs,`;
}

function words(cell: unknown): string {
  return typeof cell === 'string' ? cell.trim() : '';
}

function isBlank(cell: unknown): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

/** NaN for what is no number. Number('') is 0, hence the blank test; hexadecimal never occurs. */
function toNumber(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' && !isBlank(cell) ? Number(cell) : Number.NaN;
}

function indexOf(columns: StatsTable['columns'], column: Column): number {
  const wanted = SYNONYMS[column].map(plain);
  return columns.findIndex((names) => names.some((name) => wanted.includes(plain(name))));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function damaged(table: StatsTable, what: string): Result<never> {
  return fail('damaged', `${quote(table.fileName)} ${what}.`, 'Export the tensorflow_stats table from TensorBoard again, with all its columns and rows.');
}
