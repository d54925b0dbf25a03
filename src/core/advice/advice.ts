/** The advice: targets x offers, ranked, with verdict, Pareto front, ties and refusals. Its shape is the `recommend --json` contract. */

import type { CalibrationRun, Interval, Tier } from '../predictor/predictor';
import type { OpFamilyTimes } from '../profile/opFamilies';
import type { Precision } from '../profile/profile';
import type { DisplayCurrency } from '../pricing/currency';
import type { Interruption, Offer, OfferKind, ZonePrice } from '../pricing/offer';
import type { LostWork } from './lostWork';

/** Raised only when a field changes its meaning; new fields do not raise it. */
export const ADVICE_SCHEMA_VERSION = 1;

/** What turns a step time into an epoch and a bill; null is unknown, never 0. */
export interface Job {
  readonly epochs: number;
  readonly samplesPerEpoch: number | null;
  /** Samples per step. */
  readonly batchSize: number | null;
  /** ceil(samplesPerEpoch / batchSize), or what the profile says. */
  readonly stepsPerEpoch: number | null;
  readonly precision: Precision;
  /** Where each of the figures above came from, in words, by field name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Work done again after interruptions, with what the job costs then. */
export interface ExpectedLoss extends LostWork {
  /** Null when the job's steps per epoch are unknown. */
  readonly usdPerEpoch: Interval | null;
  readonly usdPerJob: Interval | null;
}

/** A price and what the job costs at it. Money in US dollars; null when the job's steps per epoch are unknown. */
export interface CostedOffer extends Pick<Offer, 'purchase' | 'region' | 'usdPerHour' | 'asOf' | 'layer' | 'source'> {
  /** Whether the price is older than its kind may be: 7 days, spot 1 hour; null when nobody said what time it is. */
  readonly stale: boolean | null;
  /** ISO instant at which AWS was asked from this machine; null when it was not. */
  readonly fetchedAt: string | null;
  /** The price before the user's discount, US dollars per hour; null without one. */
  readonly listUsdPerHour: number | null;
  /** What the price assumes, in a sentence, where none is published. */
  readonly assumption: string | null;
  /** Spot prices of the last day by availability zone; null when they were not asked for. */
  readonly zones: readonly ZonePrice[] | null;
  /** How often capacity is reclaimed, for what can be interrupted; null when unknown. */
  readonly interruption: Interruption | null;
  /** What interruptions add, not part of the costs below; null when it cannot be reckoned. */
  readonly expected: ExpectedLoss | null;
  /** Cost of 1,000 steps: known even when the job is not. */
  readonly usdPer1000Steps: Interval;
  readonly usdPerEpoch: Interval | null;
  readonly usdPerJob: Interval | null;
}

/** One instance type that could be predicted. */
export interface Candidate {
  readonly instanceType: string;
  /** Accelerator model, null on CPU types. */
  readonly device: string | null;
  readonly architecture: 'x86_64' | 'arm64';
  readonly vCpus: number;
  /** Memory of the host. */
  readonly memoryGiB: number;
  /** Accelerators with the usable memory of each; null on CPU types. `count` may be a fraction of one. */
  readonly accelerator: { readonly count: number; readonly memoryGiB: number } | null;
  readonly tier: Tier;
  readonly stepMs: Interval;
  /** Time here over time on the anchor for the same samples (the step over the anchor's, shared by the GPUs), without the doubt of the anchor's own step: what comparisons rest on. */
  readonly relativeStep: Interval;
  readonly secondsPerEpoch: Interval | null;
  /** GPUs that share the training, each with a batch of its own in every step; 1 on CPU types. */
  readonly gpus: number;
  /** Machines on which they stand; prices per hour are those of all of them. */
  readonly machines: number;
  /** Share of the ideal rate that is kept when gradients are exchanged, 0 to 1; null for one GPU. */
  readonly parallelEfficiency: number | null;
  readonly memoryFit: 'fits' | 'tight' | 'no' | 'unknown';
  /** What the run is expected to need on one accelerator; null unless its peak memory is known. */
  readonly memoryNeedGiB: { readonly least: number; readonly most: number } | null;
  /** Samples per step that fit into the memory of one accelerator; null unless the memory at two batch sizes is known. */
  readonly largestBatch: number | null;
  /** Whether it can be launched in the region; null when that is not known, which a recommendation then says. False is never recommended. */
  readonly launchable: boolean | null;
  /** Whether AWS has stopped offering the type everywhere, as against "not in this region". */
  readonly retired: boolean;
  /** Cheapest first; empty when no price is known. */
  readonly offers: readonly CostedOffer[];
  readonly predictedOpFamilies: OpFamilyTimes | null;
  /** Whole sentences: what the figures rest on, what they doubt, why the type is not recommended. */
  readonly why: readonly string[];
}

/** A target for which there is no figure, with one whole sentence why, and one that says how to get one. */
export interface RefusedTarget {
  readonly instanceType: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Limits the user set on the whole job, and whether any launchable type is expected to keep them. */
export interface Constraints {
  /** US dollars for all epochs. */
  readonly budgetUsd: number | null;
  /** Seconds for all epochs. */
  readonly deadlineSeconds: number | null;
  readonly met: boolean;
}

/** The decision in one sentence; `instanceType` is null when nothing can be recommended. */
export interface Verdict {
  readonly instanceType: string | null;
  readonly purchase: OfferKind | null;
  readonly sentence: string;
}

/** The whole answer. Candidates are ranked: what may be launchable before what is not, then by expected cost. */
export interface Advice {
  readonly schemaVersion: typeof ADVICE_SCHEMA_VERSION;
  /** What was read, in short. */
  readonly profile: {
    readonly name: string;
    readonly format: string;
    readonly stepMs: number;
    readonly stepMsSource: string;
    readonly batchSize: number | null;
    /** What the run waits for, in one sentence; null when nothing that was measured points to it. */
    readonly bottleneck: string | null;
  };
  readonly anchor: { readonly instanceType: string; readonly source: string };
  readonly region: string;
  /** The user's currency, to be shown beside US dollars; null when none is set. */
  readonly currency: DisplayCurrency | null;
  readonly job: Job;
  readonly candidates: readonly Candidate[];
  readonly refused: readonly RefusedTarget[];
  /** Groups of launchable types whose costs relative to the anchor's overlap too much to be ordered. */
  readonly ties: readonly (readonly string[])[];
  /** Launchable types that no other beats in both time and cost. */
  readonly pareto: readonly string[];
  /** Null when no budget and no deadline was set. */
  readonly constraints: Constraints | null;
  /** The user's own runs that corrected candidates: predicted against measured. */
  readonly calibration: readonly CalibrationRun[];
  readonly verdict: Verdict;
  readonly modelVersion: string;
  readonly warnings: readonly string[];
}
