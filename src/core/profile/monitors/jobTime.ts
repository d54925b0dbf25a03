/** What the outputs of `time` share: the longest command of a text is the job. */

import type { Profile } from '../profile';
import { measured } from './figures';

/** One timed command. */
export interface TimedCommand {
  readonly elapsedSeconds?: number | undefined;
  /** User and system time of all its threads, seconds. */
  readonly cpuSeconds?: number | undefined;
  /** Maximum resident set size, bytes. */
  readonly peakBytes?: number | undefined;
}

/** Keeps the longest of the commands. */
export class JobTime {
  private longest: TimedCommand | undefined;
  private commands = 0;

  add(command: TimedCommand): void {
    this.commands++;
    if (this.longest === undefined || (command.elapsedSeconds ?? 0) > (this.longest.elapsedSeconds ?? 0)) this.longest = command;
  }

  /** The profile, or undefined when nothing was timed; `words` name the tool's figures. */
  profile(format: string, words: { readonly elapsed: string; readonly peak: string }): Profile | undefined {
    if (this.longest === undefined) return undefined;
    const { elapsedSeconds, cpuSeconds, peakBytes } = this.longest;
    const isTimed = elapsedSeconds !== undefined && elapsedSeconds > 0;
    // How many CPUs there were is unknown, so this is no utilisation; it is worth knowing all the same.
    const cpus = isTimed && cpuSeconds !== undefined ? `; ${(cpuSeconds / elapsedSeconds).toFixed(2)} CPUs busy on average` : '';
    return {
      format,
      ...measured('jobSeconds', elapsedSeconds, `${words.elapsed}${cpus}`),
      ...measured('peakHostMemoryBytes', peakBytes, words.peak),
      ops: [],
      warnings: [
        ...(this.commands > 1 ? [`${this.commands} commands were timed; the figures are those of the longest.`] : []),
        ...(isTimed ? [] : ['The command was too short to be timed.']),
      ],
    };
  }
}

/** Seconds of `9.90`, `1:02.5` or `12:34:56`; undefined for anything else. */
export function clockSeconds(text: string): number | undefined {
  if (!/^\d{1,6}(?::\d{1,2}){0,2}(?:[.,]\d{1,9})?$/.test(text)) return undefined;
  return text.replace(',', '.').split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
