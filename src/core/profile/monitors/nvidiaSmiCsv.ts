/** `nvidia-smi --query-gpu=... --format=csv`: with or without units, header repeated or not, several GPUs interleaved. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { numberOf } from './figures';
import { GpuLoad } from './gpuLoad';

/** The scanner. Without its header (`noheader`) nobody can know what the columns are, so such a file is left alone. */
export const nvidiaSmiCsv: Scanner = { id: 'nvidia-smi-csv', label: 'nvidia-smi --query-gpu CSV', monitor: true, start: () => new CsvReader() };

/** All properties together make a line of some 6,000 characters. */
const LONGEST_LINE = 20_000;

/** A property as the tool prints it: `utilization.gpu [%]`, `memory.used [MiB]`, without units `memory.used`. */
const PROPERTY = /^([a-zA-Z][\w.]{0,80})(?: \[([^\]]{1,10})\])?$/;

/** Properties that are read, under their present and former names. */
const PROPERTIES = {
  busy: ['utilization.gpu'],
  used: ['memory.used'],
  total: ['memory.total'],
  name: ['name', 'gpu_name'],
} as const;

/** What tells GPUs apart, best first. */
const IDENTITIES: readonly string[] = ['index', 'uuid', 'gpu_uuid', 'pci.bus_id', 'gpu_bus_id', 'pci.bus', 'serial', 'name', 'gpu_name'];

/** Units of memory in bytes; the tool has only ever used MiB. */
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

interface Columns {
  readonly count: number;
  readonly busy: number;
  readonly used: number;
  readonly total: number;
  readonly name: number;
  readonly identity: number;
  readonly timestamp: number;
  readonly units: readonly (string | undefined)[];
}

class CsvReader implements LineReader {
  private readonly load = new GpuLoad({ busy: 'utilization.gpu', used: 'memory.used', total: 'memory.total', name: 'name' });
  private columns: Columns | undefined;
  private lastTime: string | undefined;
  private mixed = false;

  line(text: string): void {
    if (text.length > LONGEST_LINE) return;
    if (text.includes('memory.') || text.includes('utilization.gpu')) this.columns = columnsOf(text) ?? this.columns;
    else if (this.columns !== undefined && text.includes(',') === this.columns.count > 1) this.row(text.split(','), this.columns);
  }

  end(): Profile | undefined {
    if (this.columns === undefined) return undefined;
    const several = 'Rows of several GPUs cannot be told apart here, so the figures are means over all of them: add index to --query-gpu.';
    return {
      format: nvidiaSmiCsv.id,
      ...this.load.fields(),
      ops: [],
      warnings: [...(this.load.isEmpty ? ['nvidia-smi recorded no sample.'] : []), ...(this.mixed ? [several] : []), ...this.load.warnings()],
    };
  }

  private row(cells: readonly string[], columns: Columns): void {
    if (cells.length !== columns.count) return;
    const cell = (at: number): string => cells[at]?.trim() ?? '';
    const bytes = (at: number): number | undefined => bytesOf(cell(at), columns.units[at]);
    const busyPercent = numberOf(cell(columns.busy).replace(/\s*%$/, ''));
    const [usedBytes, totalBytes] = [bytes(columns.used), bytes(columns.total)];
    if (busyPercent === undefined && usedBytes === undefined && totalBytes === undefined) return;
    // Rows of one moment are of different GPUs.
    const time = cell(columns.timestamp);
    this.mixed ||= columns.identity < 0 && time !== '' && time === this.lastTime;
    this.lastTime = time;
    const name = known(cell(columns.name));
    this.load.add({ gpu: cell(columns.identity), name, busyPercent, usedBytes, totalBytes });
  }
}

/** The columns of a header, or undefined for a line that is none: prose about these properties, a command line, a list of them. */
function columnsOf(text: string): Columns | undefined {
  const cells = text.split(',').map((cell) => PROPERTY.exec(cell.trim().replace(/^"|"$/g, '')));
  if (cells.includes(null) || (cells.length === 1 && cells[0]?.[2] === undefined)) return undefined;
  const names = cells.map((cell) => cell?.[1] ?? '');
  const at = (wanted: readonly string[]): number => names.findIndex((name) => wanted.includes(name));
  const columns: Columns = {
    count: names.length,
    busy: at(PROPERTIES.busy),
    used: at(PROPERTIES.used),
    total: at(PROPERTIES.total),
    name: at(PROPERTIES.name),
    identity: names.indexOf(IDENTITIES.find((name) => names.includes(name)) ?? '-'),
    timestamp: names.indexOf('timestamp'),
    units: cells.map((cell) => cell?.[2]),
  };
  return columns.busy < 0 && columns.used < 0 && columns.total < 0 ? undefined : columns;
}

/** Bytes of `25073 MiB`, or of `25073` under a header that says the unit or leaves it out. */
function bytesOf(cell: string, headerUnit = 'MiB'): number | undefined {
  const [amount = '', unit = headerUnit] = cell.split(' ');
  const value = numberOf(amount);
  const factor = UNIT_BYTES[unit];
  return value === undefined || factor === undefined ? undefined : value * factor;
}

/** A name, unless the tool says that it has none: `[N/A]`, `[Not Supported]`. */
function known(name: string): string | undefined {
  return name.startsWith('[') ? undefined : name;
}
