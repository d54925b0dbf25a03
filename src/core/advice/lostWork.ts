/** What interruptions cost: work since the last checkpoint is done again, and restarting takes its time. */

import type { Interruption, InterruptionBand, OfferKind } from '../pricing/offer';

/** Hours of a month, as AWS reckons them. */
const HOURS_PER_MONTH = 730;

/**
 * Interruptions per instance and month: the upper end of each band, since the lower one would flatter. The last band has no
 * upper end; one a month is an assumption, and the sentence says so.
 */
const PER_MONTH: Readonly<Record<InterruptionBand, number>> = { '<5%': 0.05, '5-10%': 0.1, '10-15%': 0.15, '15-20%': 0.2, '>20%': 1 };

/** From the interruption until training goes on: a new instance, start-up, loading the checkpoint. An assumption; the sentence names it. */
const RESTART_MINUTES = 10;

/** What interruptions add to an offer. */
export interface LostWork {
  readonly interruptionsPerMonth: number;
  readonly checkpointMinutes: number;
  readonly restartMinutes: number;
  /** Added to time and cost, as a share of both. */
  readonly overheadShare: number;
  /** What the share rests on, in one sentence. */
  readonly basis: string;
}

/**
 * Expected time over undisturbed time, less 1, when interruptions come at random at `perHour`: a stretch of `tau` hours between
 * checkpoints takes `exp(rate R) (exp(rate tau) - 1) / rate` hours, R being the restart (J. T. Daly, "A higher order estimate of
 * the optimum checkpoint interval for restart dumps", 2006, equation for the total wall time, writing time of a checkpoint 0).
 * For rare interruptions that is `rate (tau / 2 + R)`: half a stretch and a restart each.
 */
export function overheadShare(perHour: number, checkpointHours: number, restartHours: number): number {
  const stretch = perHour * checkpointHours;
  return (Math.exp(perHour * restartHours) * Math.expm1(stretch)) / stretch - 1;
}

/** What interruptions add; null when the purchase cannot be interrupted, or when band or checkpoint interval are unknown. */
export function lostWork(purchase: OfferKind, interruption: Interruption | undefined, checkpointMinutes: number | undefined, jobHours: number | null): LostWork | null {
  if (!isInterruptible(purchase) || interruption === undefined || checkpointMinutes === undefined) return null;
  const interruptionsPerMonth = PER_MONTH[interruption.band];
  // A job shorter than the interval never reaches a checkpoint, and loses no more than itself.
  const stretchHours = Math.min(checkpointMinutes / 60, jobHours ?? Infinity);
  const rest = interruption.band === '>20%' ? 'one interruption a month is assumed, as the band has no upper end' : 'the upper end of the band';
  return {
    interruptionsPerMonth, checkpointMinutes, restartMinutes: RESTART_MINUTES,
    overheadShare: overheadShare(interruptionsPerMonth / HOURS_PER_MONTH, stretchHours, RESTART_MINUTES / 60),
    basis: `Interruptions ${interruption.band} of a month (${interruption.source}, ${interruption.asOf}): ${rest}; `
      + `a checkpoint every ${checkpointMinutes} min, ${RESTART_MINUTES} min assumed for each restart.`,
  };
}

/** Whether AWS may take the instance back. */
export function isInterruptible(purchase: OfferKind): boolean {
  return purchase === 'spot' || purchase === 'sagemaker-spot';
}
