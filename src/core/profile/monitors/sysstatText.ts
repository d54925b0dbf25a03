/** The CPU tables of sysstat's text outputs: mpstat and sar share their layout, not their columns. */

import type { LineReader } from '../importer';
import type { Known, Profile } from '../profile';
import { CpuLoad, sinceBoot, sinceBootWarning } from './cpuLoad';
import { known, numberOf } from './figures';

/** Tables of interrupts have rows of thousands of characters; a CPU table has at most some 150. */
const LONGEST_ROW = 400;

/** First line of every output: `Linux 6.1.0 (host) \t11/22/26 \t_x86_64_\t(2 CPU)`; old versions leave the count out. */
const FIRST_LINE = /^Linux \S+ \(.*\)\s.*\s_(\w+)_\s+\((\d{1,5}) CPU\)/;

/** One of the two tools. */
export interface SysstatTool {
  /** As `Scanner.id`. */
  readonly id: string;
  /** Whether a table with these columns (as printed, `%idle` among them) is of this tool. */
  readonly owns: (columns: readonly string[]) => boolean;
  /** A command that samples while the training runs. */
  readonly command: string;
}

interface Table {
  /** Columns after the one named CPU. */
  readonly columns: readonly string[];
  /** What stands before them: the time, with AM or PM in 12-hour locales, or the word for "average". */
  readonly prefix: string;
}

/** Reads the rows of all CPUs together (`all`) from tables that have `%idle`. */
export class SysstatText implements LineReader {
  private readonly samples = new CpuLoad();
  private readonly averages = new CpuLoad();
  private table: Table | undefined;
  private vCpus: Known<number> | undefined;
  private found = false;
  private singleCpus = false;
  private isHeaderTime = false;

  constructor(private readonly tool: SysstatTool) {}

  line(text: string): void {
    if (text.startsWith('Linux ')) this.vCpus ??= vCpusOf(text);
    else if (text.includes('%idle')) this.table = this.header(text);
    else if (this.table !== undefined) this.row(text, this.table);
  }

  end(): Profile | undefined {
    if (!this.found) return undefined;
    // An average is all there is when the samples were cut away; it rests on as many as nobody knows.
    const load = this.samples.count > 0 ? this.samples : this.averages;
    const isSinceBoot = this.samples.count === 1 && this.averages.count === 0 && this.isHeaderTime;
    const { id, command } = this.tool;
    return {
      format: id,
      ...(isSinceBoot ? sinceBoot(load.fields()) : load.fields()),
      ...known('vCpus', this.vCpus),
      ops: [],
      warnings: [
        ...load.warnings(id),
        ...(isSinceBoot ? [sinceBootWarning(id, command)] : []),
        ...(load.count === 0 && this.singleCpus ? [`${id} shows single CPUs and no row for all of them: run ${command} while it trains.`] : []),
      ],
    };
  }

  /** A table of this tool, or undefined for one of another kind: tables per NUMA node repeat what those per CPU say. */
  private header(text: string): Table | undefined {
    const words = text.length > LONGEST_ROW ? [] : text.trim().split(/\s+/);
    const at = words.indexOf('CPU');
    const columns = words.slice(at + 1);
    if (at < 0 || !columns.every((name) => name.startsWith('%') || name.endsWith('/s')) || !this.tool.owns(columns)) return undefined;
    this.found = true;
    return { columns, prefix: words.slice(0, at).join(' ') };
  }

  private row(text: string, { columns, prefix }: Table): void {
    const words = text.length > LONGEST_ROW ? [] : text.trim().split(/\s+/);
    if (words[0] === '') this.table = undefined; // A blank line ends a table.
    // From the right, because the average's name may have several words (`Moyenne :`).
    const at = words.length - columns.length - 1;
    if (at < 1) return;
    if (words[at] !== 'all') {
      this.singleCpus ||= /^\d+$/.test(words[at] ?? '');
      return;
    }
    const percents = columns.flatMap((name, index) => (name.startsWith('%') ? [[name, numberOf(words[at + 1 + index] ?? '')] as const] : []));
    const time = words.slice(0, at).join(' ');
    // Any language's time has digits and no language's word for "average" has.
    (/\d/.test(time) ? this.samples : this.averages).add(new Map(percents));
    // With an interval, the header has the time of the sample before.
    this.isHeaderTime = time === prefix;
  }
}

function vCpusOf(text: string): Known<number> | undefined {
  const [, architecture = '', count] = (text.length > LONGEST_ROW ? null : FIRST_LINE.exec(text)) ?? [];
  return Number(count) > 0 ? { value: Number(count), source: `first line, an ${architecture} host`, certainty: 'measured' } : undefined;
}
