/** `sar -u` of sysstat as text, and what `sadf -d` makes of its data. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { CpuLoad } from './cpuLoad';
import { numberOf } from './figures';
import { isSar } from './mpstat';
import { SysstatText } from './sysstatText';

/** The scanner of `sar -u`. */
export const sar: Scanner = {
  id: 'sar',
  label: 'sar -u output',
  monitor: true,
  start: () => new SysstatText({ id: 'sar', owns: isSar, command: 'sar -u 1' }),
};

/** The scanner of `sadf -d`: cells between semicolons under `# hostname;interval;timestamp;CPU;%user;...`. */
export const sarDatabase: Scanner = { id: 'sar-database', label: 'sadf -d output', monitor: true, start: () => new SadfReader() };

class SadfReader implements LineReader {
  private readonly load = new CpuLoad();
  private columns: readonly string[] | undefined;
  private found = false;

  line(text: string): void {
    if (text.startsWith('# hostname;')) this.header(text);
    else if (this.columns !== undefined) this.row(text.split(';', this.columns.length + 1), this.columns);
  }

  end(): Profile | undefined {
    return this.found ? { format: sarDatabase.id, ...this.load.fields(), ops: [], warnings: this.load.warnings('sadf') } : undefined;
  }

  /** Each kind of statistics has its own header; those that are not of CPUs end the table. */
  private header(text: string): void {
    const columns = text.slice(2).split(';').map((name) => name.trim());
    const isCpu = columns.includes('CPU') && columns.includes('%idle');
    this.columns = isCpu ? columns : undefined;
    this.found ||= isCpu;
  }

  private row(cells: readonly string[], columns: readonly string[]): void {
    const cpu = cells[columns.indexOf('CPU')];
    if (cells.length !== columns.length || (cpu !== '-1' && cpu !== 'all')) return;
    const percents = columns.flatMap((name, index) => (name.startsWith('%') ? [[name, numberOf(cells[index]?.trim() ?? '')] as const] : []));
    this.load.add(new Map(percents));
  }
}
