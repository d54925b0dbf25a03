/** The `tensorflow_stats` / `framework_op_stats` tool's answer as Google DataTable JSON: `[table with idle, table without idle]`. */

import { fail, success, type Result } from '../../failure';
import type { ProfileText } from '../importer';
import { quote } from '../quote';
import { tablePart } from './part';
import { areStatsColumns, readRows, type StatsTable } from './rows';

const ID = 'tensorflow-stats-json';

/** Reads the first table, the one with idle, alone or in its list. */
export const tensorflowStatsJson = tablePart({
  id: ID,
  // The columns may be far down, as key order is free; the strings are cheap to find even in large files.
  sniff: ({ text }) => /^\s*[[{]/.test(text) && text.includes('"cols"') && areStatsColumns(namesIn(text)),
  read(file) {
    const table = readTable(file);
    if (!table.ok) return table;
    const rows = readRows(table.value);
    return rows.ok ? success({ fileName: file.name, format: ID, rows: rows.value, hasIdle: true, namedBy: 'op', warnings: table.value.warnings }) : rows;
  },
});

/** Every column id and label that the text writes, without parsing it: it may be cut short. */
function namesIn(text: string): string[][] {
  return Array.from(text.matchAll(/"(?:id|label)"\s*:\s*"([^"]{1,60})"/g), (match) => [match[1] ?? '']);
}

function readTable(file: ProfileText): Result<StatsTable & { readonly warnings: readonly string[] }> {
  const whole = parsed(file.text);
  const json = whole ?? withWholeRows(file.text);
  const table: unknown = Array.isArray(json) ? json[0] : json;
  if (!isObject(table) || !Array.isArray(table['cols']) || !Array.isArray(table['rows'])) {
    return fail('damaged', `${quote(file.name)} is cut short or is not a valid DataTable.`, 'Export the tensorflow_stats table from TensorBoard again.');
  }
  // A cut in the second table leaves the first whole.
  const cutRows = whole === undefined && !(Array.isArray(json) && json.length > 1);
  return success({
    fileName: file.name,
    columns: table['cols'].map(columnNames),
    records: table['rows'].map((row: unknown, index) => ({ where: `row ${index + 1}`, cells: cellsOf(row) })),
    warnings: cutRows ? [`The table is cut short after ${table['rows'].length} rows: its times are lower bounds.`] : [],
  });
}

/** What is left of a truncated file, cut behind its last whole row. */
function withWholeRows(text: string): unknown {
  const cut = text.lastIndexOf(',{"c":');
  if (cut === -1) return undefined;
  const whole = `${text.slice(0, cut)}]}`;
  return parsed(text.trimStart().startsWith('[') ? `${whole}]` : whole);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function columnNames(column: unknown): string[] {
  return isObject(column) ? [column['id'], column['label']].filter((name) => typeof name === 'string') : [];
}

/** `{c: [{v: 1}, {v: 2, f: "2"}, null]}`; a cell that is null or absent is unknown. */
function cellsOf(row: unknown): unknown[] {
  if (!isObject(row) || !Array.isArray(row['c'])) return [];
  return row['c'].map((cell: unknown) => (isObject(cell) ? cell['v'] : undefined));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
