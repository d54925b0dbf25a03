/** Time against cost: what the scatter draws, without Chart.js and without DOM. */

import type { Advice } from '../src/core/advice/advice';
import { duration, milliseconds, percent, range, usd } from '../src/core/format';
import type { Interval, Tier } from '../src/core/predictor/predictor';
import { drawable } from './drawable';
import { jobSecondsOf, type Row } from './rows';
import { strings, TIER_MARKS } from './strings';

/** One type: time (seconds of the job, or of 1,000 steps) and cost (US dollars, likewise). */
export interface Spot {
  readonly label: string;
  readonly time: Interval;
  readonly cost: Interval;
  readonly tier: Tier;
  readonly look: 'recommended' | 'anchor' | 'plain' | 'muted';
  readonly isOnFront: boolean;
  readonly tooltip: readonly string[];
}

/** What the scatter draws; limits only where the job is known. */
export interface Scatter {
  readonly spots: readonly Spot[];
  /** Whether time and cost are those of the job; otherwise of 1,000 steps. */
  readonly isJob: boolean;
  /** US dollars; null when none is set. */
  readonly budgetUsd: number | null;
  /** Seconds; null when none is set. */
  readonly deadlineSeconds: number | null;
}

/** The rows that have a cost, at their cheapest offer. */
export function scatterOf(advice: Advice, rows: readonly Row[], limits: { readonly budgetUsd: number | null; readonly deadlineSeconds: number | null }): Scatter {
  const isJob = advice.job.stepsPerEpoch !== null;
  const spots = rows.flatMap((row): Spot[] => {
    const { candidate, offers: [offer] } = row;
    const cost = isJob ? offer?.usdPerJob : offer?.usdPer1000Steps;
    // 1,000 steps of N ms last N seconds.
    const time = isJob ? jobSecondsOf(candidate, advice.job.epochs) : candidate.stepMs;
    if (cost === null || cost === undefined || time === null || offer === undefined) return [];
    const name = drawable(candidate.instanceType);
    return [{
      label: name, time, cost, tier: candidate.tier, isOnFront: advice.pareto.includes(candidate.instanceType),
      look: row.isRecommended ? 'recommended' : row.isAnchor ? 'anchor' : row.launchable ? 'plain' : 'muted',
      tooltip: [
        `${usd(cost.estimate)} (${range(cost, usd)})`,
        `${duration(time.estimate)} (${range(time, duration)}; ${percent(cost.coverage)})`,
        `${strings.perStep(milliseconds(candidate.stepMs.estimate))}, ${strings.purchase[offer.purchase]}`,
        `${TIER_MARKS[candidate.tier]} ${strings.tier[candidate.tier]}`,
      ],
    }];
  });
  return { spots, isJob, ...(isJob ? limits : { budgetUsd: null, deadlineSeconds: null }) };
}

/** The finding in words, for those who cannot see it. */
export function scatterFinding({ spots, budgetUsd, deadlineSeconds }: Scatter): string {
  const front = spots.filter(({ isOnFront }) => isOnFront).map(({ label, cost, time }) => `${label} ${usd(cost.estimate)} ${duration(time.estimate)}`);
  const within = spots.filter(({ look, cost, time }) => look !== 'muted' && cost.estimate <= (budgetUsd ?? Infinity) && time.estimate <= (deadlineSeconds ?? Infinity));
  return [
    strings.scatterFinding(spots.length, front.join(', ')),
    ...(budgetUsd === null && deadlineSeconds === null ? [] : [strings.withinLimits(within.length)]),
    strings.chartTwin,
  ].join(' ');
}

/** The ends of a logarithmic axis over all intervals, with the limits in sight and a little room. */
export function axisRange(intervals: readonly Interval[], limit: number | null): { readonly min: number; readonly max: number } {
  const ends = intervals.flatMap(({ estimate, low, high }) => [estimate, low, high]).concat(limit ?? []).filter((value) => value > 0 && Number.isFinite(value));
  if (ends.length === 0) return { min: 1, max: 10 };
  return { min: Math.min(...ends) / 1.25, max: Math.max(...ends) * 1.25 };
}
