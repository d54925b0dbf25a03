/** Lines that Keras prints while it fits: epoch headings and progress bars of all its versions. */

import { milliseconds, positive } from './figures';

/** `Epoch 3/10`. */
export interface KerasHeading {
  readonly epoch: number;
  readonly of: number;
}

/** One state of a bar. */
export interface KerasBar {
  readonly done: number;
  /** Undefined when the line has no count (` - 88s - loss: 0.55` of Keras up to 2.2 with verbose=2). */
  readonly total: number | undefined;
  /** Whether it is the end of the bar, which shows the time taken, not the time left. */
  readonly isFinal: boolean;
  /** Whether it is drawn (verbose=1), and so drawn again and again. */
  readonly isDrawn: boolean;
  /** Time of the epoch rounded to seconds; undefined when that is 0. */
  readonly seconds: number | undefined;
  /** Time of one of what the bar counts, rounded to one of the unit. */
  readonly rateMs: number | undefined;
  /** The rate in its own unit: 1 or 2 are hardly more than an order of magnitude. */
  readonly rateFigure: number | undefined;
  /** Whether the rate is per sample, which only tf.keras 1.13 to 2.1 prints. */
  readonly isPerSample: boolean;
  /** Whether it shows a metric: bars of `predict` have none, those of a fit always the loss. */
  readonly hasMetrics: boolean;
  /** Names of the metrics at the end of the bar; empty before. */
  readonly metrics: readonly string[];
  /** What follows the bar, for `rateOf` of a bar that was never finished. */
  readonly text: string;
  /** Whether it has `s/epoch`, which only tf.keras 2.6 to 2.15 prints. */
  readonly hasEpochRate: boolean;
}

/** What follows the name of a progress bar of another tool (`Epoch 1/2:  45%|`) is no blank. */
const HEADING = /(?:^|[^\w/])Epoch (\d{1,9})\/(\d{1,9})(?=\s|$)/;

/** Count, then a bar of Keras 1 and 2 (`[==>..] - `), of Keras 3 (`━━━ `), or none (`- `). */
const BAR = /(?:^|[^\w./-])(\d{1,12})\/(\d{1,12}) (\[[=>.]{1,99}\] - |━[━ ]{0,99}|- )(.*)$/;

/** verbose=2 of Keras up to 2.2, which has no count. */
const UNCOUNTED = /^ - (\d{1,9}s - .*)$/;

/** Time taken; `ETA: 7s` and the times left of an unfinished bar are not looked at. */
const SECONDS = /^(\d{1,9})s(?= |$)/;
const RATE = /(?:^| )(\d{1,9}(?:\.\d{1,6})?)(us|µs|ms|s)\/(step|sample)(?= |$)/;
const METRIC = / - ([\w./ ]{1,60}): /g;

/** Longest line with a bar; what is longer is something else. */
const MAX_LENGTH = 20_000;

/** The heading of an epoch in this line. */
export function headingOf(line: string): KerasHeading | undefined {
  if (!line.includes('Epoch ') || line.length > MAX_LENGTH) return undefined;
  const [, epoch, of] = HEADING.exec(line) ?? [];
  return epoch === undefined || of === undefined || Number(epoch) > Number(of) ? undefined : { epoch: Number(epoch), of: Number(of) };
}

/** The state of a bar in this line. */
export function barOf(line: string): KerasBar | undefined {
  if (!line.includes(' - ') || !(line.includes('s - ') || line.includes('/step - ') || line.includes('/sample - ') || line.includes('ETA'))) return undefined;
  if (line.length > MAX_LENGTH) return undefined;
  const [, uncounted] = UNCOUNTED.exec(line) ?? [];
  if (uncounted !== undefined) return stateOf(uncounted, { done: 0, total: undefined, isDrawn: false });
  const [, done, total, drawn, rest] = BAR.exec(line) ?? [];
  const counted = positive(total);
  if (done === undefined || counted === undefined || rest === undefined || Number(done) > counted) return undefined;
  return stateOf(rest, { done: Number(done), total: counted, isDrawn: drawn !== '- ' });
}

function stateOf(text: string, count: Pick<KerasBar, 'done' | 'total' | 'isDrawn'>): KerasBar {
  const state = { ...count, text, hasMetrics: text.includes(': ', text.startsWith('ETA: ') ? 5 : 0) };
  const [, seconds] = SECONDS.exec(text) ?? [];
  if (seconds === undefined || (count.total !== undefined && count.done < count.total)) return { ...state, ...UNFINISHED };
  return {
    ...state,
    ...rateOf(text),
    isFinal: true,
    seconds: positive(seconds),
    metrics: [...` - ${text}`.matchAll(METRIC)].map(([, name = '']) => name).filter((name) => name !== 'ETA'),
    hasEpochRate: text.includes('s/epoch'),
  };
}

/** Time of one of what the bar counts, in the text after it; Keras 3 shows it while the bar runs too. */
export function rateOf(text: string): Pick<KerasBar, 'rateMs' | 'rateFigure' | 'isPerSample'> {
  const [, figure, unit, per] = RATE.exec(text) ?? [];
  return { rateMs: milliseconds(figure, unit), rateFigure: positive(figure), isPerSample: per === 'sample' };
}

const UNFINISHED = { isFinal: false, seconds: undefined, rateMs: undefined, rateFigure: undefined, isPerSample: false, metrics: [], hasEpochRate: false };
