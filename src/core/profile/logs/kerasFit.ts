/** One call of Keras' `fit`, as its epochs appear in a log. */

import { positive } from './figures';
import { EpochTimes } from './epochTimes';
import type { KerasBar, KerasHeading } from './kerasLine';

/** An epoch that has begun. */
interface OpenEpoch {
  readonly heading: KerasHeading;
  /** The furthest state of its bar, and the last complete one. */
  last?: KerasBar;
  final?: KerasBar;
  /** Another bar has begun (`evaluate`, a validation of its own), so what follows is not this epoch's. */
  isOver?: boolean;
}

/** Below this many of its unit a rate is too coarse (1 may be 0.5 to 1.5); from this many seconds on, seconds are finer. */
const COARSE_RATE = 3;
const FINE_SECONDS = 10;

/** Collects the epochs of one fit. */
export class KerasFit {
  readonly times = new EpochTimes();
  private open: OpenEpoch | undefined;
  /** What the bar counts to. */
  total: number | undefined;
  /** Number of the last finished epoch. */
  lastEpoch = 0;
  /** Epochs that were asked for. */
  readonly planned: number;
  /** Samples of the first update of a bar, which is drawn after the first batch. */
  firstUpdate: number | undefined;
  isPerSample = false;
  hasEpochRate = false;
  /** Whether an epoch took less than half a second, so that its time was computed from that of a step. */
  hasZeroSeconds = false;
  private fromRate = 0;
  private fromSeconds = 0;

  constructor(heading: KerasHeading, readonly samples: number | undefined) {
    this.planned = heading.of;
    this.open = { heading };
  }

  /** Whether a heading continues this fit: the next epoch of as many. */
  continues({ epoch, of }: KerasHeading): boolean {
    return of === this.planned && epoch > (this.open?.heading.epoch ?? this.lastEpoch);
  }

  /** Whether it is the heading of the open epoch once more: every process of a distributed training writes it. */
  repeats({ epoch, of }: KerasHeading): boolean {
    return this.open !== undefined && this.open.last === undefined && epoch === this.open.heading.epoch && of === this.planned;
  }

  /** The heading of the next epoch. */
  heading(heading: KerasHeading): void {
    this.close();
    this.open = { heading };
  }

  /** A bar, whoever it belongs to. */
  bar(bar: KerasBar): void {
    const { open } = this;
    if (open === undefined || open.isOver || !bar.hasMetrics) return;
    const { total = bar.total, done = 0 } = open.last ?? { total: this.total };
    if (bar.total !== total || bar.done < done) {
      open.isOver = open.final !== undefined;
      return;
    }
    open.last = bar;
    if (!bar.isFinal) {
      this.firstUpdate = Math.min(this.firstUpdate ?? Infinity, bar.done > 0 ? bar.done : Infinity);
      return;
    }
    if (open.final === undefined || isLater(bar, open.final)) open.final = bar;
    if (!bar.isDrawn) open.isOver = true;
  }

  /** Ends the epoch that is open. */
  close(): void {
    const { final, heading } = this.open ?? {};
    if (final === undefined || heading === undefined) return;
    this.total ??= final.total;
    this.lastEpoch = heading.epoch;
    this.isPerSample ||= final.isPerSample;
    this.hasEpochRate ||= final.hasEpochRate;
    const stepMs = this.unitMs(final);
    const product = stepMs === undefined || final.total === undefined ? undefined : positive((stepMs * final.total) / 1000);
    this.hasZeroSeconds ||= final.seconds === undefined;
    this.times.add({ seconds: final.seconds ?? product, stepMs });
    this.open = undefined;
  }

  /** The epoch that was not finished, and how far it came. */
  get unfinished(): { readonly epoch: number; readonly last: KerasBar | undefined } | undefined {
    const { heading, last, final } = this.open ?? {};
    return heading === undefined || final !== undefined ? undefined : { epoch: heading.epoch, last };
  }

  /** What the bar counts: the label says "step" also where Keras up to 2.3 counts samples, but then it has said how many it trains on. */
  get countsSamples(): boolean {
    return this.isPerSample || (this.samples !== undefined && this.samples === (this.total ?? this.samples));
  }

  /** A phrase for where the time of a step (or sample) was read. */
  get stepSource(): string {
    const unit = this.countsSamples ? 'sample' : 'step';
    if (this.fromSeconds === 0) return `time per ${this.isPerSample ? 'sample' : 'step'} of the Keras bar`;
    return this.fromRate === 0 ? `seconds / ${unit}s of the Keras bar` : `time per ${unit} or seconds / ${unit}s of the Keras bar, whichever is finer`;
  }

  /** Whether the step time had to be computed from rounded seconds. */
  get isFromSeconds(): boolean {
    return this.fromSeconds > 0;
  }

  /** Milliseconds of one of what the bar counts. */
  private unitMs({ rateMs, rateFigure = 0, seconds, total }: KerasBar): number | undefined {
    const count = total ?? this.samples;
    const average = seconds === undefined || count === undefined ? undefined : positive((seconds * 1000) / count);
    const isFine = rateFigure >= COARSE_RATE || (seconds ?? 0) < FINE_SECONDS;
    const useRate = rateMs !== undefined && (isFine || average === undefined);
    const unitMs = useRate ? rateMs : average;
    if (unitMs !== undefined) this[useRate ? 'fromRate' : 'fromSeconds'] += 1;
    return unitMs;
  }
}

/**
 * Whether a complete bar is the same one drawn again (Keras 3 first shows the time left, 0 s), not that of an evaluation over as many
 * steps: nothing is taken away from it, and it is no faster.
 */
function isLater(bar: KerasBar, than: KerasBar): boolean {
  const isAsSlow = (bar.rateMs ?? Infinity) >= 0.9 * (than.rateMs ?? 0);
  return isAsSlow && (bar.seconds ?? 0) >= (than.seconds ?? 0) && bar.metrics.length >= than.metrics.length;
}
