/** Tables as torch.autograd.profiler_util formats them (`_build_table`), written again from its source for these tests. */

/** One average, times in microseconds. */
export interface Average {
  readonly name: string;
  readonly calls: number;
  readonly selfCpu: number;
  readonly cpu: number;
  readonly selfDevice?: number;
  readonly device?: number;
  /** Row of the device: counts for its total. */
  readonly isKernel?: boolean;
  readonly shapes?: string;
}

export interface TableOptions {
  /** `CUDA`; without it the table has no device columns. */
  readonly device?: string;
  readonly memory?: boolean;
  readonly shapes?: boolean;
  readonly rowLimit?: number;
  /** Of the times in the footer, instead of the sums over all averages. */
  readonly deviceTotal?: number;
}

const NAME_WIDTH = 55;

export function formatTime(us: number): string {
  if (us >= 1e6) return `${(us / 1e6).toFixed(3)}s`;
  return us >= 1e3 ? `${(us / 1e3).toFixed(3)}ms` : `${us.toFixed(3)}us`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'NaN' : `${((100 * part) / whole).toFixed(2)}%`;
}

/** The table, every line ended. */
export function torchTable(averages: readonly Average[], { device, memory = false, shapes = false, rowLimit = 100, deviceTotal }: TableOptions = {}): string {
  const nameWidth = Math.min(Math.max(...averages.map(({ name }) => [...name].length)) + 4, NAME_WIDTH);
  const shapesWidth = Math.min(Math.max(...averages.map((average) => (average.shapes ?? '[]').length)) + 4, 80);
  const headers = ['Name', 'Self CPU %', 'Self CPU', 'CPU total %', 'CPU total', 'CPU time avg'];
  if (device !== undefined) headers.push(`Self ${device}`, `Self ${device} %`, `${device} total`, `${device} time avg`);
  if (memory) headers.push('CPU Mem', 'Self CPU Mem');
  headers.push('# of Calls');
  const widths = headers.map((_, index) => (index === 0 ? nameWidth : 12));
  if (shapes) {
    headers.push('Input Shapes');
    widths.push(shapesWidth);
  }
  const cpuSum = averages.reduce((sum, { selfCpu }) => sum + selfCpu, 0);
  const deviceSum = deviceTotal ?? averages.reduce((sum, { isKernel, selfDevice = 0 }) => sum + (isKernel === true ? selfDevice : 0), 0);
  const line = (cells: readonly string[]): string => `${cells.map((cell, index) => cell.padStart((widths[index] ?? 0) + cell.length - [...cell].length)).join('  ')}  \n`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  const rows = averages.slice(0, rowLimit === -1 ? averages.length : rowLimit).map((row) => {
    const characters = [...row.name];
    const name = characters.length >= NAME_WIDTH - 3 ? `${characters.slice(0, NAME_WIDTH - 3).join('')}...` : row.name;
    const cells = [name, share(row.selfCpu, cpuSum), formatTime(row.selfCpu), share(row.cpu, cpuSum), formatTime(row.cpu), formatTime(row.cpu / row.calls)];
    const { selfDevice = 0, device: total = 0 } = row;
    if (device !== undefined) cells.push(formatTime(selfDevice), share(selfDevice, deviceSum), formatTime(total), formatTime(total / row.calls));
    if (memory) cells.push('8.10 Mb', '-40.00 Kb');
    cells.push(String(row.calls));
    if (shapes) cells.push((row.shapes ?? '[]').slice(0, shapesWidth));
    return line(cells);
  });
  return [
    rule, line(headers), rule, ...rows, rule,
    `Self CPU time total: ${formatTime(cpuSum)}\n`,
    ...(device === undefined ? [] : [`Self ${device} time total: ${formatTime(deviceSum)}\n`]),
  ].join('');
}
