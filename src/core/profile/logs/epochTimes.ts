/** Times of the epochs of one run, the first kept apart: it also compiles, fills caches and starts workers. */

import type { Certainty } from '../profile';
import { known, type Findings } from './findings';
import { Series } from './series';

/** What a log says about one epoch. */
export interface EpochTime {
  readonly seconds?: number | undefined;
  readonly stepMs?: number | undefined;
}

/** Where the figures come from: phrases for `source`, without how they were averaged. */
export interface EpochOrigin {
  readonly seconds: string;
  readonly stepMs: string;
  readonly secondsCertainty: Certainty;
  readonly stepCertainty: Certainty;
  /** What is counted, when it is not single epochs. */
  readonly unit?: 'block';
}

/** Collects epochs in the order of the log. */
export class EpochTimes {
  private first: EpochTime = {};
  private readonly seconds = new Series();
  private readonly stepMs = new Series();
  private added = 0;
  private total = 0;

  /** Appends a finished epoch. */
  add(epoch: EpochTime): void {
    if (this.added === 0) this.first = epoch;
    else {
      if (epoch.seconds !== undefined) this.seconds.add(epoch.seconds);
      if (epoch.stepMs !== undefined) this.stepMs.add(epoch.stepMs);
    }
    this.added += 1;
    this.total += epoch.seconds ?? 0;
  }

  /** How many epochs were finished. */
  get count(): number {
    return this.added;
  }

  /** Seconds of all epochs, as far as they are known. */
  get totalSeconds(): number {
    return this.total;
  }

  /** Step and epoch times: medians without the first epoch, and the first epoch by itself. */
  findings(origin: EpochOrigin): Findings {
    const unit = origin.unit ?? 'epoch';
    const rest = this.added === 2 ? `second ${unit}` : `median of ${this.added - 1} ${unit}s after the first`;
    const only = `${this.added === 1 ? 'the only' : 'first'} ${unit}, which includes warm-up`;
    const restMs = this.stepMs.median();
    return {
      stepMs: known(restMs ?? this.first.stepMs, `${origin.stepMs}, ${restMs === undefined ? only : rest}`, origin.stepCertainty),
      epochSeconds: known(this.seconds.median(), `${origin.seconds}, ${rest}`, origin.secondsCertainty),
      firstEpochSeconds: known(this.first.seconds, `${origin.seconds}, first ${unit}`, origin.secondsCertainty),
    };
  }
}
