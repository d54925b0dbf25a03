/** What shells and POSIX print for `time`: bash, `time -p`, zsh, and macOS with `-l`. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { numberOf } from './figures';
import { clockSeconds, JobTime, type TimedCommand } from './jobTime';

/** The scanner. */
export const shellTime: Scanner = { id: 'shell-time', label: 'output of time', monitor: true, start: () => new ShellTimeReader() };

const LONGEST_LINE = 1000;

/** `real\t0m10.052s` of bash, `real 10.05` of POSIX; then the same of user and sys. */
const PART = /^(real|user|sys)\s+(?:(\d{1,7})m)?(\d{1,9}[.,]\d{1,6})s?$/;
/** `        9.90 real        16.65 user         0.34 sys` of BSD and macOS. */
const BSD = /^\s*(\d{1,9}[.,]\d{1,6}) real\s+(\d{1,9}[.,]\d{1,6}) user\s+(\d{1,9}[.,]\d{1,6}) sys$/;
/** Follows with `-l`, in bytes on macOS. */
const BSD_PEAK = /^\s*(\d{1,15})\s+maximum resident set size$/;
/** `python train.py  16.92s user 0.35s system 171% cpu 10.052 total` of zsh. */
const ZSH = /\s(\d{1,9}[.,]\d{1,6})s user (\d{1,9}[.,]\d{1,6})s system \d{1,6}% cpu (\S{1,20}) total$/;

class ShellTimeReader implements LineReader {
  private readonly job = new JobTime();
  /** Seconds of `real` and `user` while the lines after them are awaited. */
  private parts: number[] = [];
  /** A BSD time whose memory may follow. */
  private bsd: TimedCommand | undefined;

  line(text: string): void {
    if (text.length > LONGEST_LINE) return;
    if (text.startsWith('real') || text.startsWith('user') || text.startsWith('sys')) this.part(text);
    else if (text.endsWith(' sys')) this.bsdTime(text);
    else if (this.bsd !== undefined && text.endsWith('maximum resident set size')) this.bsdPeak(text);
    else if (text.endsWith(' total') && text.includes('% cpu ')) this.zsh(text);
  }

  end(): Profile | undefined {
    this.flush();
    return this.job.profile(shellTime.id, { elapsed: 'real time', peak: 'maximum resident set size' });
  }

  /** The three come one after another; a line that only looks like one of them stands alone. */
  private part(text: string): void {
    const [, name = '', minutes = '0', seconds = ''] = PART.exec(text) ?? [];
    const order = ['real', 'user', 'sys'].indexOf(name);
    if (order === 0) this.parts = [];
    if (order !== this.parts.length) return;
    this.parts.push(Number(minutes) * 60 + (numberOf(seconds) ?? 0));
    const [elapsedSeconds, user = 0, system] = this.parts;
    if (system !== undefined) this.job.add({ elapsedSeconds, cpuSeconds: user + system });
  }

  private bsdTime(text: string): void {
    const [real, user, system] = (BSD.exec(text)?.slice(1) ?? []).map(numberOf);
    if (real === undefined || user === undefined || system === undefined) return;
    this.flush();
    this.bsd = { elapsedSeconds: real, cpuSeconds: user + system };
  }

  private bsdPeak(text: string): void {
    const peak = BSD_PEAK.exec(text)?.[1];
    if (peak !== undefined) this.bsd = { ...this.bsd, peakBytes: Number(peak) };
    this.flush();
  }

  private flush(): void {
    if (this.bsd !== undefined) this.job.add(this.bsd);
    this.bsd = undefined;
  }

  private zsh(text: string): void {
    const [, user = '', system = '', total = ''] = ZSH.exec(text) ?? [];
    const elapsedSeconds = clockSeconds(total);
    if (elapsedSeconds !== undefined) this.job.add({ elapsedSeconds, cpuSeconds: (numberOf(user) ?? 0) + (numberOf(system) ?? 0) });
  }
}
