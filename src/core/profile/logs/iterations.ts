/** One line per iteration with its time: nanoGPT, build-nanogpt (also llm.c and nanochat) and minGPT. */

import type { LineReader, Scanner } from '../importer';
import type { Profile } from '../profile';
import { milliseconds } from './figures';
import { known, measured, profileOf } from './findings';
import { Series } from './series';

const ID = 'iteration-log';

/** Longest line that is looked at; the real ones have about 100 characters. */
const MAX_LENGTH = 1000;

/** Each: what a line must contain, and its pattern with iteration, time and unit. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  [', time ', /(?:^|[^\w])iter (?<step>\d{1,12}): loss [\w.+-]{1,20}, time (?<time>\d{1,12}(?:\.\d{1,9})?) ?(?<unit>ms|s)\b/],
  ['iter_dt ', /(?:^|[^\w])iter_dt (?<time>\d{1,12}(?:\.\d{1,9})?)(?<unit>ms|s); iter (?<step>\d{1,12})\b/],
  ['| dt: ', /(?:^|[^\w])step ?:? {0,9}(?<step>\d{1,12})(?:\/\d{1,12})?[^|]{0,40}\|.{1,300}\| dt: {0,9}(?<time>\d{1,12}(?:\.\d{1,9})?) ?(?<unit>ms|s)\b/],
];

/** Reads the time of an iteration; the first compiles (or is 0) and is left out. */
export const iterationLog: Scanner = { id: ID, label: 'iteration log (nanoGPT, minGPT)', start: () => new IterationReader() };

class IterationReader implements LineReader {
  private first: { readonly step: number; readonly ms: number | undefined } | undefined;
  private readonly rest = new Series();
  private last = 0;

  line(text: string): void {
    const shape = text.length > MAX_LENGTH ? undefined : SHAPES.find(([part]) => text.includes(part));
    const { step, time, unit } = shape?.[1].exec(text)?.groups ?? {};
    if (step === undefined) return;
    const ms = milliseconds(time, unit);
    this.last = Number(step);
    if (this.first === undefined) this.first = { step: Number(step), ms };
    else if (ms !== undefined) this.rest.add(ms);
  }

  end(): Profile | undefined {
    if (this.first === undefined) return undefined;
    const stepMs = this.rest.median() ?? this.first.ms;
    const source = this.rest.count > 0 ? `time per iteration, median of ${this.rest.count} after the first` : 'time of the only iteration, warm-up included';
    return profileOf(ID, {
      mode: measured('training', 'loss and time per iteration'),
      stepMs: known(stepMs, source, 'measured'),
      steps: known(this.last - this.first.step + 1 > 0 ? this.last - this.first.step + 1 : undefined, 'iterations from the first to the last line', 'derived'),
    });
  }
}
