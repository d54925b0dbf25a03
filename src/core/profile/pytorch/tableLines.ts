/** The lines of a table as `torch.autograd.profiler` prints it: header, dashed rules, rows, footers. */

import { printedTime, type PrintedTime } from './units';

/** A dashed rule gives the extent of the name column; the other cells are split at two or more blanks, as long values overflow their column. */
export interface TableLayout {
  /** Extents of the name and, when there is one, of the overload name: the only cells that can be empty or hold runs of blanks. */
  readonly names: readonly (readonly [from: number, to: number])[];
  /** Labels of the other columns, as printed. */
  readonly labels: readonly string[];
  /** Name of the accelerator in the labels: `CUDA`, `XPU`, `PRIVATEUSE1`; undefined without such columns. */
  readonly device?: string;
}

/** One row: an op, a kernel or a range that the user named, added over its calls. */
export interface TableRow {
  readonly name: string;
  readonly selfCpu?: PrintedTime;
  readonly cpuTotal?: PrintedTime;
  readonly selfDevice?: PrintedTime;
  readonly deviceTotal?: PrintedTime;
  readonly calls?: number;
  /** As printed: `[[128, 512], [512]]`, cut at the width of its column. */
  readonly shapes?: string;
  /** What tells this row from others of the same name: overload, shapes, source. */
  readonly detail: string;
}

/** Notebooks store output as JSON strings, so that lines may end in `\n",`. */
const JSON_LINE_END = /(?:\\n)?",?\s*$/;

/** The line without what a notebook's JSON puts behind it. */
export function withoutJsonEnd(line: string): string {
  return line.trimEnd().replace(JSON_LINE_END, '');
}

/** Longer lines are no part of a table: the widest has some twenty columns and a name of at most a few thousand characters. */
const MAX_LINE = 20_000;

/** The labels of a header, or undefined for any other line. */
export function headerLabels(line: string): string[] | undefined {
  // Every version has a column "CPU total" or "CPU time".
  if (!line.includes('CPU t') || line.length > MAX_LINE) return undefined;
  const at = line.indexOf('Name  ');
  if (at === -1 || /\w/.test(line.charAt(at - 1))) return undefined;
  return withoutJsonEnd(line.slice(at)).trimEnd().split(/ {2,}/);
}

/** Whether the line is a dashed rule of several columns, whatever stands before it (`# `, a time stamp). */
export function isRule(line: string): boolean {
  return line.includes('-----  ---') && line.length <= MAX_LINE && /-----(?: {1,2}-{3,})+ *$/.test(withoutJsonEnd(line));
}

/** The layout of the table under this header and rule, or undefined when they do not fit each other. */
export function layoutOf(labels: readonly string[], rule: string): TableLayout | undefined {
  const groups = [...rule.matchAll(/-{3,}/g)].map(({ index, 0: dashes }): readonly [number, number] => [index, index + dashes.length]);
  // What is a prefix of the line may hold dashes too (a date has single ones); the table's columns are the last groups.
  const columns = groups.slice(-labels.length);
  const names = labels[1] === 'Overload Name' ? 2 : 1;
  if (columns.length < labels.length || labels.length < 3) return undefined;
  const device = labels.map((label) => COLUMNS.selfDevice.exec(label)?.[1] ?? COLUMNS.deviceTotal.exec(label)?.[1]).find((name) => name !== undefined);
  return { names: columns.slice(0, names), labels: labels.slice(names), ...(device !== undefined && { device }) };
}

/** Labels by version: today's, PyTorch 1.2 to 1.6, and before. */
const COLUMNS: Readonly<Record<'selfCpu' | 'cpuTotal' | 'selfDevice' | 'deviceTotal' | 'calls' | 'shapes', RegExp>> = {
  selfCpu: /^Self CPU(?: total)?$/,
  cpuTotal: /^CPU total$/,
  selfDevice: /^Self (?!CPU)(\w+)(?: total)?$/,
  deviceTotal: /^(?!CPU|Self)(\w+) total$/,
  calls: /^(?:# of Calls|Number of Calls|Calls)$/,
  shapes: /^Input Shapes$/,
};

/** Columns of text behind the figures; they may be empty. */
const TRAILING = /^(?:Input Shapes|Source Location|Node ID|Total [KMGTP]?FLOPs)$/;

/** The row on this line: undefined when it is none, `'more'` when it continues the one above (a stack of source lines). */
export function rowOf(line: string, layout: TableLayout): TableRow | 'more' | undefined {
  if (line.length > MAX_LINE) return undefined;
  // Python counts characters, JavaScript halves of some.
  const width = (to: number): number => to + (line.slice(0, to).match(/[\ud800-\udbff]/g)?.length ?? 0);
  const [name = '', overload = ''] = layout.names.map(([from, to]) => line.slice(from, width(to)).trim());
  const rest = withoutJsonEnd(line.slice(width(layout.names.at(-1)?.[1] ?? 0))).trim();
  if (name === '') return rest === '' || layout.labels.includes('Source Location') ? 'more' : undefined;
  const cells = rest.split(/ {2,}/);
  const figures = layout.labels.findIndex((label) => TRAILING.test(label));
  const wanted = figures === -1 ? layout.labels.length : figures;
  if (cells.length < wanted) return undefined;
  const cell = (column: keyof typeof COLUMNS): string | undefined => cells[layout.labels.findIndex((label) => COLUMNS[column].test(label))];
  const callsText = cell('calls');
  if (callsText !== undefined && !/^\d{1,15}$/.test(callsText)) return undefined;
  if (printedTime(cell('cpuTotal') ?? cell('selfCpu') ?? '') === undefined) return undefined;
  const time = (column: keyof typeof COLUMNS): PrintedTime | undefined => printedTime(cell(column) ?? '');
  const row = { selfCpu: time('selfCpu'), cpuTotal: time('cpuTotal'), selfDevice: time('selfDevice'), deviceTotal: time('deviceTotal') };
  return {
    name,
    ...present(row),
    ...(callsText !== undefined && { calls: Number(callsText) }),
    ...present({ shapes: cell('shapes') }),
    detail: [overload, ...cells.slice(wanted)].join(' '),
  };
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** A total under a table, `Self CPU time total: 22.720ms`: of the host or of the device (`CUDA time total` before PyTorch 1.8). */
export function footerOf(line: string): { readonly place: 'host' | 'device'; readonly total: PrintedTime } | undefined {
  if (!line.includes(' time total: ')) return undefined;
  const [, self, who, value = ''] = /\b(Self )?(\w+) time total: +(\S{1,40} ?[a-z]{0,2})/.exec(withoutJsonEnd(line)) ?? [];
  const total = printedTime(value.trim());
  if (total === undefined || (who === 'CPU' && self === undefined)) return undefined;
  return { place: who === 'CPU' ? 'host' : 'device', total };
}
