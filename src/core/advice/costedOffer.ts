/** What a run costs at an offer. */

import { scaled, type Interval } from '../predictor/predictor';
import { isStale } from '../pricing/freshness';
import type { Interruption, Offer } from '../pricing/offer';
import type { AdviceRequest } from './advise';
import type { CostedOffer } from './advice';
import { usdForSeconds } from './job';
import { isInterruptible, lostWork } from './lostWork';

/** What is known about the run on the offered type. */
export interface Run {
  readonly stepMs: Interval;
  /** Null when the job's steps per epoch are unknown. */
  readonly secondsPerEpoch: Interval | null;
  readonly interruption: Interruption | undefined;
}

/** The offer with the costs of the run. */
export function costed(offer: Offer, run: Run, { job, nowMs, checkpointMinutes }: Pick<AdviceRequest, 'job' | 'nowMs' | 'checkpointMinutes'>): CostedOffer {
  const { purchase, region, usdPerHour, asOf, layer, source } = offer;
  const usdPerEpoch = run.secondsPerEpoch === null ? null : usdForSeconds(usdPerHour, run.secondsPerEpoch);
  const jobHours = run.secondsPerEpoch === null ? null : (run.secondsPerEpoch.estimate * job.epochs) / 3600;
  const lost = lostWork(purchase, run.interruption, checkpointMinutes, jobHours);
  const usdPerJob = usdPerEpoch === null ? null : scaled(usdPerEpoch, job.epochs);
  const withLoss = (cost: Interval | null): Interval | null => (cost === null || lost === null ? null : scaled(cost, 1 + lost.overheadShare));
  return {
    purchase, region, usdPerHour, asOf, layer, source,
    stale: nowMs === undefined ? null : isStale(offer, nowMs),
    fetchedAt: offer.fetchedAt ?? null,
    listUsdPerHour: offer.listUsdPerHour ?? null,
    assumption: offer.assumption ?? null,
    zones: offer.zones ?? null,
    interruption: isInterruptible(purchase) ? run.interruption ?? null : null,
    expected: lost === null ? null : { ...lost, usdPerEpoch: withLoss(usdPerEpoch), usdPerJob: withLoss(usdPerJob) },
    usdPer1000Steps: usdForSeconds(usdPerHour, run.stepMs), // 1,000 steps of N ms last N seconds
    usdPerEpoch,
    usdPerJob,
  };
}
