/** `prof.key_averages().table()` of PyTorch's profiler, in all its versions, anywhere in a text. */

import type { LineReader, Scanner } from '../importer';
import type { Known, Profile } from '../profile';
import { areEvents, perStep, tableOps, type TableOps } from './tableOps';
import { TableReader, type TorchTable } from './tableReader';
import { batchGuess, tableMode, tableSteps, type TableSteps } from './tableSteps';

const ID = 'pytorch-table';

/** Reads the most telling table of a text; several are never added, as they are different runs or different views of one. */
export const pytorchTable: Scanner = {
  id: ID,
  label: 'PyTorch profiler table (key_averages().table())',
  start: () => new TableScan(),
};

/** What is kept of a table. */
interface Reading {
  readonly number: number;
  readonly ops?: TableOps;
  readonly steps?: TableSteps;
  readonly batchSize?: Profile['batchSize'];
  readonly mode?: Profile['mode'];
  readonly device?: string;
  readonly events: boolean;
  readonly whole: boolean;
  /** Totals as printed; equal ones belong to one run. */
  readonly run: string;
}

class TableScan implements LineReader {
  private best: Reading | undefined;
  private usable = 0;
  /** Steps by run, as one view of a run may show them and another the ops. Few: a text has one run or a handful. */
  private readonly stepsOfRun = new Map<string, TableSteps>();
  private readonly reader = new TableReader((table) => { this.take(table); });

  line(text: string): void {
    this.reader.line(text);
  }

  end(): Profile | undefined {
    this.reader.end();
    return this.best && profileOf(this.best, this.best.steps ?? this.stepsOfRun.get(this.best.run), this.usable);
  }

  private take(table: TorchTable): void {
    // The tables of bottleneck hold single events of runs of their own; see bottleneck.ts.
    if (table.scope === 'bottleneck' || table.rows.length === 0) return;
    const reading = readingOf(table);
    this.usable += 1;
    if (reading.steps && reading.run !== '' && this.stepsOfRun.size < MAX_RUNS) this.stepsOfRun.set(reading.run, reading.steps);
    if (this.best === undefined || isBetter(reading, this.best)) this.best = reading;
  }
}

const MAX_RUNS = 100;

function readingOf(table: TorchTable): Reading {
  const { number, footers, layout } = table;
  const events = areEvents(table);
  const ops = events ? undefined : tableOps(table);
  const steps = tableSteps(table);
  const batchSize = batchGuess(table);
  const mode = tableMode(table, ops?.shownShare ?? 0);
  return {
    number,
    ...(ops && ops.us > 0 && { ops }),
    ...(steps && { steps }),
    ...(batchSize && { batchSize }),
    ...(mode && { mode }),
    ...(layout.device !== undefined && { device: layout.device }),
    events,
    whole: table.closed && footers.host !== undefined,
    run: footers.host ? `${footers.host.us}/${footers.device?.us ?? ''}` : '',
  };
}

/** What makes a table telling, first the most important: averages with op times, both ends, a device, all its rows. */
const MERITS: readonly ((reading: Reading) => boolean)[] = [
  ({ ops }) => ops !== undefined,
  ({ whole }) => whole,
  ({ ops }) => ops?.place === 'device',
  ({ ops }) => ops !== undefined && ops.shownShare > 0.99,
];

/** One with steps before one without, unless they are views of one run, which has the steps of either. Of equals the first stays. */
function isBetter(reading: Reading, than: Reading): boolean {
  const sameRun = reading.run !== '' && reading.run === than.run;
  if (!sameRun && (reading.steps === undefined) !== (than.steps === undefined)) return reading.steps !== undefined;
  const decisive = MERITS.find((merit) => merit(reading) !== merit(than));
  return decisive?.(reading) ?? (reading.ops?.shownShare ?? 0) > (than.ops?.shownShare ?? 0) + 0.01;
}

function profileOf(reading: Reading, steps: TableSteps | undefined, tables: number): Profile {
  const { ops } = reading;
  const idle = steps && ops && idleTime(reading, ops, steps);
  return {
    format: ID,
    framework: { value: 'pytorch', source: 'a table of the PyTorch profiler', certainty: 'measured' },
    ...(reading.mode && { mode: reading.mode }),
    ...(steps && { stepMs: idle && idle.ms < 0 ? { ...steps.stepMs, certainty: 'guess' } : steps.stepMs, steps: steps.steps }),
    ...(reading.batchSize && { batchSize: reading.batchSize }),
    ...(idle && idle.ms >= 0 && { gpuBusyShare: idle.busyShare }),
    ops: ops ? perStep(ops, steps?.steps.value ?? 1, Math.max(idle?.ms ?? 0, 0)) : [],
    warnings: [...warningsOf(reading, steps, tables), ...(idle && idle.ms < 0 ? [AHEAD_WARNING] : [])],
  };
}

/** Above this factor more device time than step time is no rounding. */
const BUSIER = 1.02;

/** What the device's total leaves of the step, milliseconds; negative when the device was busy for longer than the host's step. */
function idleTime(reading: Reading, ops: TableOps, { steps, stepMs }: TableSteps): { readonly ms: number; readonly busyShare: Known<number> } | undefined {
  if (ops.place !== 'device' || !reading.whole || ops.exceedsTotal || ops.impossible > 0) return undefined;
  const busyMs = ops.us / 1000 / steps.value;
  const busyShare: Known<number> = {
    value: Math.min(1, busyMs / stepMs.value),
    source: `Self ${reading.device ?? 'device'} time total over the time of the steps`,
    certainty: 'derived',
  };
  const ms = stepMs.value - busyMs;
  return { ms: ms < 0 && busyMs <= BUSIER * stepMs.value ? 0 : ms, busyShare };
}

const AHEAD_WARNING =
  'The device was busy for longer than the step that the host measured: the host ran ahead, or kernels overlapped; give the step time if it is known.';

function warningsOf(reading: Reading, steps: TableSteps | undefined, tables: number): string[] {
  const { ops, number, device } = reading;
  const hidden = 1 - (ops?.shownShare ?? 1);
  const where = ops?.place === 'device' ? (device ?? 'device') : 'CPU';
  const said: readonly (readonly [boolean, string])[] = [
    [tables > 1, `The text holds ${tables} tables of the PyTorch profiler, which are not added; table ${number} was read, as the first of those that tell most.`],
    [reading.events, 'The table lists single events, not averages, so it gives no op times: print prof.key_averages().table(row_limit=-1).'],
    [!reading.events && ops === undefined, 'The table has no self times, and totals of nested ops cannot be added, so it gives no op times.'],
    [ops !== undefined && steps === undefined, NO_STEP_WARNING],
    [hidden > 0, `${percent(hidden)} of the ${where} time is in rows that the table does not show; they are one op here: print the table with row_limit=-1.`],
    [!reading.whole && !reading.events && ops !== undefined, 'The table is cut short: it has no total, so its op times are lower bounds.'],
    [(ops?.impossible ?? 0) > 0, `${ops?.impossible} of the times in the table are negative or beyond a day, as the profiler lost track of them; they are left out.`],
    [ops?.exceedsTotal ?? false, `The rows add up to more than the total under the table, so some ${where} time may be counted twice.`],
    [ops?.place === 'host', NO_DEVICE_WARNING],
  ];
  return [...said.flatMap(([holds, sentence]) => (holds ? [sentence] : [])), ...(steps?.warnings ?? [])];
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(share < 0.1 ? 1 : 2)} %`;
}

const NO_STEP_WARNING =
  'The table has no ProfilerStep* row, so it gives no step time, and its op times are those of all that was profiled, not of one step: give the step time, or profile with a schedule and prof.step().';
const NO_DEVICE_WARNING = 'The table has no times of an accelerator: its ops ran on the host.';
