/** vmstat of procps: CPU load in whole per cent. `vmstat -d` (disks), `-s` and `-m` have other headers and are left alone. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { CpuLoad, sinceBoot, sinceBootWarning } from './cpuLoad';
import { numberOf } from './figures';

/** The scanner. */
export const vmstat: Scanner = { id: 'vmstat', label: 'vmstat output', monitor: true, start: () => new VmstatReader() };

/** What the CPU columns are called; `gu` came with procps 4.0.5. */
const CPU_COLUMNS: readonly string[] = ['us', 'sy', 'id', 'wa', 'st', 'gu'];

/** Wide rows with a date have some 160 characters. */
const LONGEST_ROW = 400;

class VmstatReader implements LineReader {
  private readonly load = new CpuLoad();
  private readonly first = new CpuLoad();
  private columns: readonly string[] | undefined;
  private rows = 0;

  line(text: string): void {
    if (text.includes('swpd')) this.header(text);
    else if (this.columns !== undefined && text.length <= LONGEST_ROW) this.row(text.trim().split(/\s+/), this.columns);
  }

  end(): Profile | undefined {
    if (this.columns === undefined) return undefined;
    const onlyFirst = this.rows === 1;
    return {
      format: vmstat.id,
      ...(onlyFirst ? sinceBoot(this.first.fields()) : this.load.fields()),
      ops: [],
      warnings: [...this.load.warnings(vmstat.id), ...(onlyFirst ? [sinceBootWarning(vmstat.id, 'vmstat 1')] : [])],
    };
  }

  /** The header comes again every screenful. */
  private header(text: string): void {
    const words = text.length > LONGEST_ROW ? [] : text.trim().split(/\s+/);
    if (words[0] === 'r' && words.includes('us') && words.includes('id')) this.columns = words;
  }

  /** The first row is the mean since the machine started; a date at the end (`-t`) stands under the name of the time zone. */
  private row(words: readonly string[], columns: readonly string[]): void {
    const percents = columns.flatMap((name, index) => (CPU_COLUMNS.includes(name) ? [[name, numberOf(words[index] ?? '')] as const] : []));
    const last = columns.lastIndexOf(percents[percents.length - 1]?.[0] ?? '');
    if (words.length <= last || !words.slice(0, last + 1).every((word) => /^\d+$/.test(word))) return;
    this.rows++;
    (this.rows === 1 ? this.first : this.load).add(new Map(percents));
  }
}
