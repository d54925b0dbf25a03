/** Bars of one name and length, one after another: the epochs of a loop, or its only bar. */

import { positive } from './figures';
import { EpochTimes } from './epochTimes';
import { countsSamples, epochOf, type TqdmKind } from './tqdmKind';
import type { TqdmBar } from './tqdmLine';

/** One state of a bar, as numbers: texts would keep the whole lines that they were cut from. */
export interface TqdmState extends Pick<TqdmBar, 'done' | 'total' | 'elapsedSeconds' | 'unitSeconds'> {
  /** The epoch that the name of the bar says. */
  readonly epoch: number | undefined;
}

/** One run through the epochs. */
export interface TqdmRun {
  readonly times: EpochTimes;
  readonly firstEpoch: number | undefined;
  lastEpoch: number | undefined;
}

/** From this many seconds on, whole seconds are finer than the three digits of a rate. */
const FINE_SECONDS = 100;

/** Bars over more than this are not over epochs. */
const MAX_UNITS = 10_000;

/** Follows the bars of one group. */
export class TqdmGroup {
  longest: TqdmRun | undefined;
  runs = 0;
  /** Steps that train in a bar that also counts those of the validation, as Lightning did before 2.0. */
  trainingSteps: number | undefined;
  /** The last bar, when it was not finished. */
  unfinished: TqdmState | undefined;
  isLightning = false;
  /** Whether the bars count samples, not steps. */
  countsSamples = false;
  /** Times of single units, as far as each was seen: those of epochs, when these are the units. */
  units = new EpochTimes();
  private unitsEnd = 0;
  private sawPartial = false;
  private run: TqdmRun | undefined;
  private last: TqdmState | undefined;
  private beforeValidation: { readonly bar: TqdmState; readonly validationSteps: number } | undefined;

  constructor(readonly kind: TqdmKind, readonly total: number) {}

  /** The next state of a bar of this group. */
  state(bar: TqdmBar): void {
    const { last } = this;
    this.isLightning ||= bar.postfix.includes('v_num=');
    this.countsSamples ||= countsSamples(bar);
    const { done, total, elapsedSeconds, unitSeconds } = bar;
    const state = { done, total, elapsedSeconds, unitSeconds, epoch: epochOf(bar.description) };
    if (last && (done < last.done || state.epoch !== last.epoch || this.isNextWhole(state))) this.finishBar();
    this.sawPartial ||= done < total;
    if (total <= MAX_UNITS) this.unit(state, this.last);
    // A bar that starts over shows the name of the last one until it is given its own.
    if (done > 0) this.last = state;
  }

  /** An evaluation of so many steps begins. */
  validationBegins(validationSteps: number): void {
    const { last } = this;
    if (last && last.done < last.total) this.beforeValidation ??= { bar: last, validationSteps };
  }

  /** No more bars follow. */
  finish(): void {
    this.finishBar();
    this.finishRun();
  }

  /** Where an editor has kept only the end of each bar, each end is a bar; elsewhere the end is drawn more than once. */
  private isNextWhole({ done, total, epoch }: TqdmState): boolean {
    return !this.sawPartial && done === total && epoch === undefined;
  }

  private unit({ done, elapsedSeconds }: TqdmState, last: TqdmState | undefined): void {
    if (done === 1 && last === undefined) [this.units, this.unitsEnd] = [new EpochTimes(), 0];
    if (done !== this.units.count + 1 || (last?.done ?? 0) !== this.units.count) return;
    this.units.add({ seconds: positive(elapsedSeconds - this.unitsEnd) });
    this.unitsEnd = elapsedSeconds;
  }

  private finishBar(): void {
    const { last, beforeValidation } = this;
    this.last = undefined;
    this.beforeValidation = undefined;
    if (last === undefined) return;
    this.unfinished = last.done < last.total ? last : undefined;
    if (this.unfinished) return;
    const { epoch } = last;
    // Every process of a distributed training may draw the same epoch.
    if (epoch !== undefined && epoch === this.run?.lastEpoch) return;
    if (epoch !== undefined && epoch < (this.run?.lastEpoch ?? 0)) this.finishRun();
    this.run ??= { times: new EpochTimes(), firstEpoch: epoch, lastEpoch: epoch };
    this.run.lastEpoch = epoch;
    const seconds = secondsOf(last);
    const training = beforeValidation?.validationSteps === last.total - (beforeValidation?.bar.done ?? 0) ? beforeValidation?.bar : undefined;
    this.trainingSteps = training?.done ?? this.trainingSteps;
    this.run.times.add({ seconds, stepMs: perStepMs(training ?? last) });
  }

  private finishRun(): void {
    const { run, longest } = this;
    this.run = undefined;
    if (run === undefined) return;
    this.runs += 1;
    if (longest === undefined || run.times.totalSeconds >= longest.times.totalSeconds) this.longest = run;
  }
}

/** Milliseconds per step of a bar so far. */
export function perStepMs(bar: TqdmState): number | undefined {
  const seconds = secondsOf(bar);
  return seconds === undefined ? undefined : positive((seconds * 1000) / bar.done);
}

/**
 * Seconds of a bar so far. The elapsed time is rounded down to seconds; the rate is finer in short bars, but smoothed over the last
 * steps unless the bar is closed, so it is believed where it agrees with the elapsed time.
 */
function secondsOf({ elapsedSeconds, unitSeconds, done }: TqdmState): number | undefined {
  const byRate = unitSeconds === undefined ? undefined : unitSeconds * done;
  const agrees = byRate !== undefined && byRate >= elapsedSeconds * 0.99 && byRate <= (elapsedSeconds + 1) * 1.01;
  return agrees && elapsedSeconds < FINE_SECONDS ? byRate : positive(elapsedSeconds);
}
