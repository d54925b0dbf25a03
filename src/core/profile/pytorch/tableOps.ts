/** Which rows of a table are work, and how their times add up to the table's totals. */

import { opFamily, type OpFamily } from '../opFamilies';
import { isMicroseconds, opsPerStep, type OpTotal } from '../opTotals';
import type { OpPlace, OpTime } from '../profile';
import type { TableRow } from './tableLines';
import type { TorchTable } from './tableReader';
import type { PrintedTime } from './units';

/** Times of ops over everything that was profiled, added up to the table's total. */
export interface TableOps {
  readonly place: OpPlace;
  readonly totals: readonly OpTotal[];
  /** Sum of the totals, microseconds. */
  readonly us: number;
  /** Share of the time that rows are shown for, 0 to 1; 1 when the table gives no total. */
  readonly shownShare: number;
  /** Times that were left out because they are negative or beyond a day. */
  readonly impossible: number;
  /** The rows add up to more than the total under the table. */
  readonly exceedsTotal: boolean;
}

/** What the rows that row_limit left out had, as one op. */
const HIDDEN = '(rows not shown)';

/**
 * Device times are listed twice: by kernel, in rows without host time, and by the host op that launched it. Each alone adds up to the
 * table's total. Host ops are taken when they account for this share of what the kernels do: their names are whole and tell more.
 */
const ENOUGH = 0.95;

/** The ops on the device when it has any time, else those on the host; undefined when the table has no self times at all. */
export function tableOps(table: TorchTable): TableOps | undefined {
  const device = deviceOps(table);
  return device !== undefined && device.us > 0 ? device : hostOps(table);
}

function hostOps({ rows, footers }: TorchTable): TableOps | undefined {
  return opsOf('host', rows.flatMap(({ name, selfCpu }) => (selfCpu ? [{ name, ...selfCpu }] : [])), footers.host);
}

function deviceOps({ rows, footers }: TorchTable): TableOps | undefined {
  // PyTorch leaves out some kinds of accelerators when it adds up, so that 0 is no total.
  const total = footers.device !== undefined && footers.device.us > 0 ? footers.device : undefined;
  const launchers = rows.filter((row) => !isDeviceRow(row));
  const launched = launchedTimes(launchers);
  const kernels = rows.filter((row) => isDeviceRow(row) && !isRangeOnDevice(row, launched, total));
  const byLauncher = opsOf('device', withCopies(selfTimes(launchers), selfTimes(kernels)), total);
  const byKernel = opsOf('device', selfTimes(kernels), total);
  if (byLauncher === undefined || byKernel === undefined) return byLauncher ?? byKernel;
  if (byLauncher.exceedsTotal !== byKernel.exceedsTotal) return byLauncher.exceedsTotal ? byKernel : byLauncher;
  return shownUs(byLauncher) >= ENOUGH * shownUs(byKernel) ? byLauncher : byKernel;
}

interface NamedTime extends PrintedTime {
  readonly name: string;
}

function selfTimes(rows: readonly TableRow[]): NamedTime[] {
  return rows.flatMap(({ name, selfDevice }) => (selfDevice ? [{ name, ...selfDevice }] : []));
}

/** Device time that host rows launched themselves, by name; rows of equal names differ in their input shapes. */
function launchedTimes(launchers: readonly TableRow[]): ReadonlyMap<string, PrintedTime> {
  const times = new Map<string, PrintedTime>();
  for (const { name, selfDevice } of launchers) {
    const { us, roundingUs } = selfDevice ?? { us: 0, roundingUs: 0 };
    const known = times.get(name);
    times.set(name, { us: us + (known?.us ?? 0), roundingUs: roundingUs + (known?.roundingUs ?? 0) });
  }
  return times;
}

/** Copies from the host are launched by `aten::copy_`, which also copies on the device; what their own rows show is told apart. */
function withCopies(launched: readonly NamedTime[], kernels: readonly NamedTime[]): NamedTime[] {
  const copies = kernels.filter(({ name }) => name.startsWith('Memcpy HtoD'));
  const copiedUs = copies.reduce((sum, { us }) => sum + us, 0);
  const at = launched.findIndex(({ name, us }) => name === 'aten::copy_' && us >= copiedUs);
  if (at === -1 || copies.length === 0) return [...launched];
  return [...launched.map((time, index) => (index === at ? { ...time, us: time.us - copiedUs } : time)), ...copies];
}

function shownUs({ us, shownShare }: TableOps): number {
  return us * shownShare;
}

/** Names that only ranges on the host have; PyTorch repeats such ranges in the device's rows, from their first kernel to their last. */
const RANGE = /^(?:ProfilerStep[*#]|\[pl\]|nn\.Module: |Optimizer\.|enumerate\(DataLoader\)|DistributedDataParallel\.|nccl:|## |Torch-Compiled Region)|\w#\w/;

/** Whether it is the time of a device only: a kernel, a copy, or a range. */
export function isDeviceRow({ name, selfCpu, cpuTotal, deviceTotal, selfDevice }: TableRow): boolean {
  const onHost = (selfCpu?.us ?? 0) !== 0 || (cpuTotal?.us ?? 0) !== 0 || /^aten::|^autograd::/.test(name);
  return !onHost && (deviceTotal?.us ?? selfDevice?.us ?? 0) > 0;
}

/**
 * A row of the device that repeats a range: one with the name of a range, with more time than all kernels have, or with the name of a
 * host row that did not launch just this time. (The host row of a compiled kernel has the kernel's name and its time.)
 */
function isRangeOnDevice({ name, selfDevice }: TableRow, launched: ReadonlyMap<string, PrintedTime>, total: PrintedTime | undefined): boolean {
  if (RANGE.test(name)) return true;
  if (selfDevice !== undefined && total !== undefined && selfDevice.us - total.us > selfDevice.roundingUs + total.roundingUs) return true;
  const namesake = launched.get(name);
  if (namesake === undefined || selfDevice === undefined) return false;
  return Math.abs(namesake.us - selfDevice.us) > namesake.roundingUs + selfDevice.roundingUs + 0.01 * selfDevice.us;
}

function opsOf(place: OpPlace, times: readonly NamedTime[], total: PrintedTime | undefined): TableOps | undefined {
  if (times.length === 0) return undefined;
  const possible = times.filter(({ us }) => isMicroseconds(us));
  const shown = possible.reduce((sum, { us }) => sum + us, 0);
  const roundingUs = times.reduce((sum, time) => sum + time.roundingUs, total?.roundingUs ?? 0);
  const whole = total !== undefined && isMicroseconds(total.us) ? total.us : undefined;
  const hidden = whole === undefined || whole - shown <= roundingUs ? 0 : whole - shown;
  return {
    place,
    totals: [...possible.map(({ name, us }) => ({ place, type: name, us })), { place, type: HIDDEN, us: hidden }],
    us: shown + hidden,
    shownShare: shown + hidden > 0 ? shown / (shown + hidden) : 1,
    impossible: times.length - possible.length + (total !== undefined && whole === undefined ? 1 : 0),
    exceedsTotal: whole !== undefined && shown - whole > roundingUs,
  };
}

/** Calls in which the host only waits for the device. */
const WAITING = /^(?:cuda|hip|musa)(?:Device|Stream|Event)Synchronize|^(?:cu|hip)(?:Ctx|Stream|Event)Synchronize|^(?:Context|Stream|Event) Sync/;

/**
 * Ops per step, longest first, with what waits as idle and what cannot be told as other. What a step has beyond its device ops is added
 * as idle time of the device, as other profilers list it.
 */
export function perStep({ totals }: TableOps, steps: number, idleMs: number): OpTime[] {
  const idle: readonly OpTotal[] = idleMs > 0 ? [{ place: 'device', type: 'IDLE', us: 1000 * idleMs * steps }] : [];
  return opsPerStep([...totals, ...idle], { steps, devices: 1 }).map((op) => ({ ...op, family: familyOf(op.type) }));
}

function familyOf(type: string): OpFamily {
  if (WAITING.test(type)) return 'idle';
  return type === HIDDEN || /^(?:ProfilerStep|\[pl\]|nn\.Module: )/.test(type) ? 'other' : opFamily(type);
}

/**
 * Whether the rows are single events, not averages: each was called once, and some agree in all that averages are grouped by. Names and
 * shapes that are cut prove nothing.
 */
export function areEvents({ rows, layout }: TorchTable): boolean {
  const seen = new Set<string>();
  let repeated = false;
  const shapesWhole = !layout.labels.includes('Input Shapes');
  for (const row of rows) {
    if (row.calls !== 1) return false;
    if (row.name.endsWith('...') || isDeviceRow(row) || !(shapesWhole || row.shapes === '[]' || row.shapes?.endsWith(']]'))) continue;
    const key = `${row.name}\n${row.detail}`;
    repeated ||= seen.has(key);
    seen.add(key);
  }
  return repeated;
}
