/** `nvidia-smi dmon`: columns by `-s`, header every 20 rows or so, date and time in front with `-o DT`. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { numberOf } from './figures';
import { GpuLoad } from './gpuLoad';

/** The scanner. */
export const nvidiaSmiDmon: Scanner = { id: 'nvidia-smi-dmon', label: 'nvidia-smi dmon output', monitor: true, start: () => new DmonReader() };

/** All groups of metrics together make rows of some 400 characters. */
const LONGEST_ROW = 1000;

/** dmon gives memory in what it calls MB and NVML counts in units of 2^20 bytes. */
const MIB = 2 ** 20;

class DmonReader implements LineReader {
  private readonly load = new GpuLoad({ busy: 'sm', used: 'fb', total: '', name: '' });
  private columns: readonly string[] | undefined;
  private found = false;

  line(text: string): void {
    if (text.startsWith('#')) this.header(text);
    else if (this.columns !== undefined && text.length <= LONGEST_ROW) this.row(wordsOf(text), this.columns);
  }

  end(): Profile | undefined {
    if (!this.found) return undefined;
    return { format: nvidiaSmiDmon.id, ...this.load.fields(), ops: [], warnings: this.load.warnings() };
  }

  /** Names, then units; `pmon`, which is per process, looks alike but for its `pid`. */
  private header(text: string): void {
    if (text.length > LONGEST_ROW) return;
    const words = wordsOf(text.slice(1));
    if (words.includes('Idx')) return;
    const isDmon = words.includes('gpu') && !words.includes('pid') && (words.includes('sm') || words.includes('fb'));
    this.columns = isDmon ? words : undefined;
    this.found ||= isDmon;
  }

  private row(words: readonly string[], columns: readonly string[]): void {
    const of = (name: string): string => words[columns.indexOf(name)] ?? '';
    if (words.length !== columns.length || !/^\d+$/.test(of('gpu'))) return;
    const usedMiB = numberOf(of('fb'));
    this.load.add({ gpu: of('gpu'), busyPercent: numberOf(of('sm')), usedBytes: usedMiB === undefined ? undefined : usedMiB * MIB });
  }
}

/** Words, also between the commas of `--format csv`. */
function wordsOf(text: string): string[] {
  return text.trim().split(/[\s,]+/);
}
