/** GNU time (`/usr/bin/time`): `-v`, and the two lines without options. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { numberOf } from './figures';
import { clockSeconds, JobTime } from './jobTime';

/** The scanner. */
export const gnuTime: Scanner = { id: 'gnu-time', label: 'GNU time output', monitor: true, start: () => new GnuTimeReader() };

const LONGEST_LINE = 300;

/** How lines begin, which rules out most of a log: those of `-v` are indented unless someone trimmed them, the short form has a number. */
const VERBOSE_STARTS = '\t EUSM';
const SHORT_STARTS = '0123456789';

/** GNU time counts kilobytes of 1024 bytes (ru_maxrss of getrusage). */
const KIB = 1024;

/** Lines of `-v`; the command comes first and the exit status last, and only they may repeat what stands in a script. */
const ELAPSED = /^\s*Elapsed \(wall clock\) time \(h:mm:ss or m:ss\): (\S+)$/;
const CPU = /^\s*(?:User|System) time \(seconds\): (\S+)$/;
const PEAK = /^\s*Maximum resident set size \(kbytes\): (\d{1,15})$/;

/** `16.65user 0.34system 0:09.90elapsed 171%CPU (0avgtext+0avgdata 530044maxresident)k`; `?%CPU` for what was too short. */
const SHORT = /^(\d+[.,]\d+)user (\d+[.,]\d+)system (\S{1,20})elapsed (?:\d+|\?)%CPU \(\d+avgtext\+\d+avgdata (\d+)maxresident\)k/;

class GnuTimeReader implements LineReader {
  private readonly job = new JobTime();
  private cpuSeconds: number | undefined;
  private elapsedSeconds: number | undefined;

  line(text: string): void {
    if (text.length > LONGEST_LINE || text === '') return;
    const first = text.charAt(0);
    if (VERBOSE_STARTS.includes(first)) this.verbose(text);
    else if (SHORT_STARTS.includes(first) && text.includes('elapsed ')) this.short(text);
  }

  end(): Profile | undefined {
    this.flush(undefined);
    return this.job.profile(gnuTime.id, { elapsed: 'elapsed wall clock time', peak: 'maximum resident set size' });
  }

  /** The lines come in the order of the manual: CPU times, elapsed time, memory. */
  private verbose(text: string): void {
    if (!text.includes('): ')) return;
    const cpu = numberOf(CPU.exec(text)?.[1] ?? '');
    if (cpu !== undefined) this.cpuSeconds = (this.cpuSeconds ?? 0) + cpu;
    const elapsed = clockSeconds(ELAPSED.exec(text)?.[1] ?? '');
    if (elapsed !== undefined) this.elapsedSeconds = elapsed;
    const peak = PEAK.exec(text)?.[1];
    if (peak !== undefined) this.flush(Number(peak) * KIB);
  }

  /** Ends a command; one without its memory line was cut short there. */
  private flush(peakBytes: number | undefined): void {
    const { elapsedSeconds, cpuSeconds } = this;
    if (elapsedSeconds !== undefined) this.job.add({ elapsedSeconds, cpuSeconds, peakBytes });
    this.elapsedSeconds = undefined;
    this.cpuSeconds = undefined;
  }

  private short(text: string): void {
    const [matched, user = '', system = '', elapsed = '', peak] = SHORT.exec(text.trim()) ?? [];
    if (matched === undefined) return;
    this.job.add({ elapsedSeconds: clockSeconds(elapsed), cpuSeconds: (numberOf(user) ?? 0) + (numberOf(system) ?? 0), peakBytes: Number(peak) * KIB });
  }
}
