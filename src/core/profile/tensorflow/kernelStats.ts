/** `kernel_stats`: GPU kernels by name, without the time between them; CSV, or `KernelStatsDb` of tensorflow/core/profiler/protobuf/kernel_stats.proto. */

import Papa from 'papaparse';
import { fail, success, type Result } from '../../failure';
import type { Content } from '../content';
import { WireError, WireMessage, lengthField, varintField } from '../protobuf/wireMessage';
import { withStream } from '../protobuf/wireStream';
import { quote } from '../quote';
import { partOfTable, type PartReader, type RunPart } from './part';
import { readRows, type StatsRecord } from './rows';

const ID = 'tensorflow-kernel-stats';

/** The profiler writes the longest kernels only, this many (kMaxNumOfKernels of TensorFlow's kernel_stats_utils). */
const MOST_KERNELS = 1000;

/** Columns as `readRows` knows them: the kernel takes the place of an op's type. */
const COLUMNS = [['host_or_device'], ['type'], ['operation'], ['occurrences'], ['total_time']];

/** Labels of the CSV in that order, the first column left out. */
const LABELS = ['Kernel Name', 'Op Name', 'Occurrences', 'Total Duration (us)'];

/** Reads kernels of either form. */
export const tensorflowKernelStats: PartReader = {
  id: ID,
  sniff: ({ text, bytes }) => isCsv(text) || isKernelStats(bytes),
  read: (file) => {
    const kernels = isCsv(file.text) ? readCsv(file) : readPb(file);
    return kernels.ok ? partOf(file, kernels.value.records, kernels.value.warnings) : kernels;
  },
};

interface Kernels {
  readonly records: readonly StatsRecord[];
  readonly warnings: readonly string[];
}

function partOf(file: Content, records: readonly StatsRecord[], cutWarnings: readonly string[]): Result<RunPart> {
  if (records.length === 0) return success({ facts: { format: ID, ops: [], warnings: cutWarnings }, nothing: 'lists no kernel, as after a run on CPUs' });
  const rows = readRows({ fileName: file.name, columns: COLUMNS, records });
  if (!rows.ok) return rows;
  const warnings = [...cutWarnings, ...(records.length === MOST_KERNELS ? [CAPPED_WARNING] : [])];
  return success({ ...partOfTable({ fileName: file.name, format: ID, rows: rows.value, hasIdle: false, namedBy: 'kernel', warnings }), untimed: [KERNELS_ONLY_WARNING] });
}

const KERNELS_ONLY_WARNING =
  'Kernel times leave out the time in which the GPU waits, so they give no step time; open the overview_page of the same run, or give the measured one.';

const CAPPED_WARNING = `The kernel_stats hold exactly ${MOST_KERNELS} kernels, which is all the profiler lists, so their sum is a lower bound.`;

function isCsv(text: string): boolean {
  return /^\s*(?:"?\w*"?,)?"?Rank"?,"?Kernel Name"?,/i.test(text.slice(0, 200));
}

function readCsv(file: Content): Result<Kernels> {
  const { data } = Papa.parse(file.wholeText().trim().replace(/\r\n?/g, '\n'), { delimiter: ',', newline: '\n', preview: 0 });
  const [header = [], ...lines] = data;
  const indices = LABELS.map((label) => header.findIndex((cell) => cell.trim().toLowerCase() === label.toLowerCase()));
  const missing = LABELS.find((_, index) => indices[index] === -1);
  if (missing !== undefined) return fail('damaged', `${quote(file.name)} has no column ${quote(missing)}.`, 'Export the kernel_stats table from TensorBoard again.');
  const whole = lines.filter((cells) => cells.length === header.length);
  const broken = lines.length - whole.length;
  const warnings = broken > 0 ? [`${broken} ${broken === 1 ? 'line of the kernel_stats is' : 'lines of the kernel_stats are'} cut short or damaged and left out.`] : [];
  const records = whole.map((cells, index): StatsRecord => ({ where: `row ${index + 1}`, cells: ['Device', ...indices.map((at) => cells[at])] }));
  return success({ records, warnings });
}

/** Fields of KernelStatsDb and KernelReport. */
const REPORT = lengthField(1);
const NAME = lengthField(1);
const BLOCK = lengthField(5);
const GRID = lengthField(6);
const OP_NAME = lengthField(12);
const TOTAL_NS = varintField(7);
const OCCURRENCES = varintField(13);

/** A report begins with the kernel's name, and numbers follow; other protocol buffers that begin with a name go on with texts. */
function isKernelStats(bytes: Uint8Array): boolean {
  try {
    return withStream([bytes], (stream) => {
      if (!stream.next() || stream.tag !== REPORT) return false;
      const report = new WireMessage(stream.take() ?? new Uint8Array());
      if (!report.next() || report.tag !== NAME) return false;
      return report.next() && report.tag <= OCCURRENCES && (report.tag % 8 === 0 || report.tag === BLOCK || report.tag === GRID);
    });
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}

function readPb(file: Content): Result<Kernels> {
  const records: StatsRecord[] = [];
  try {
    withStream([file.whole()], (stream) => {
      while (stream.next()) {
        const bytes = stream.tag === REPORT ? stream.take() : undefined;
        if (bytes !== undefined) records.push({ where: `kernel ${records.length + 1}`, cells: cellsOf(new WireMessage(bytes)) });
      }
    });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    if (error.kind === 'malformed' || records.length === 0) {
      return fail('damaged', `${quote(file.name)} is damaged after ${records.length} kernels.`, 'Copy it again from the machine that was profiled, as a binary file.');
    }
    return success({ records, warnings: [`The kernel_stats are cut short after ${records.length} ${records.length === 1 ? 'kernel' : 'kernels'}: their sum is a lower bound.`] });
  }
  return success({ records, warnings: [] });
}

function cellsOf(report: WireMessage): unknown[] {
  const cells: unknown[] = ['Device', '', '', 0, 0];
  while (report.next()) {
    if (report.tag === NAME) cells[1] = report.text();
    else if (report.tag === OP_NAME) cells[2] = report.text();
    else if (report.tag === OCCURRENCES) cells[3] = report.number();
    else if (report.tag === TOTAL_NS) cells[4] = report.number() / 1000;
  }
  return cells;
}
