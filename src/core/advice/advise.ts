/** Profile, predictor, catalog and prices in; ranked advice out. */

import type { Catalog, InstanceType } from '../catalog/catalog';
import { launchability } from '../catalog/launchability';
import { fail, success, type Result } from '../failure';
import { calibrated } from '../predictor/calibration';
import type { ThreadRun } from '../predictor/cpu/scalability';
import { at90, COVERAGE_90, type COVERAGE } from '../predictor/intervals';
import { scaled, type CalibrationRun, type Prediction, type PredictionRequest, type Predictor } from '../predictor/predictor';
import type { DisplayCurrency } from '../pricing/currency';
import type { PriceSource, Purchase } from '../pricing/offer';
import { bottleneckOf } from '../profile/bottleneck';
import type { Known, Profile } from '../profile/profile';
import { ADVICE_SCHEMA_VERSION, type Advice, type Candidate, type Job, type RefusedTarget } from './advice';
import { costed } from './costedOffer';
import { decide } from './decision';
import { forAll, ONE_GPU, perSample, placementOn, sharedSteps, type Distribution } from './distribution';
import { secondsPerEpoch } from './job';
import { largestBatch, memoryFit, type BatchPeak, type MemoryFit } from './memoryFit';
import { compareCandidates, effectiveUsdPerHour } from './ranking';

/** What advice is wanted for. */
export interface AdviceRequest {
  /** File name, shown as such. */
  readonly profileName: string;
  readonly profile: Profile;
  /** Instance type on which the profile was taken. */
  readonly anchor: Known<string>;
  /** Milliseconds per step on the anchor. */
  readonly stepMs: Known<number>;
  /** Doubt of `stepMs` beyond its certainty; see `PredictionRequest`. */
  readonly stepDoubt?: number;
  readonly job: Job;
  /** Most memory in use on one accelerator, bytes; what the profile says unless given. */
  readonly memoryBytes?: Known<number>;
  /** The memory at another batch size. */
  readonly secondPeak?: BatchPeak;
  /** Samples times pixels of a step over those of the profiled one; 1 unless a what-if changed them. */
  readonly workRatio?: number;
  /** Training shared by several GPUs and machines; one GPU unless said. */
  readonly distribution?: Distribution;
  /** Steps of this run at several thread counts on the anchor. */
  readonly threadRuns?: readonly ThreadRun[];
  /** Steps that the user measured on targets; those of this file's name are of this very run. */
  readonly runs?: readonly CalibrationRun[];
  readonly region: string;
  readonly purchases: readonly Purchase[];
  /** Instance types to consider; by default the anchor, all that the predictor names for it, and for a run on an accelerator every launchable accelerator type. */
  readonly targets?: readonly string[];
  /** Share of truths that intervals should hold; 0.8 unless said otherwise. */
  readonly coverage?: typeof COVERAGE | typeof COVERAGE_90;
  /** Time of the advice, milliseconds since 1970; without it no price is called stale. */
  readonly nowMs?: number;
  /** Minutes from one checkpoint to the next, for what interruptions cost. */
  readonly checkpointMinutes?: number;
  readonly currency?: DisplayCurrency;
  /** US dollars for the whole job. */
  readonly budgetUsd?: number;
  /** Seconds for the whole job. */
  readonly deadlineSeconds?: number;
}

/** The knowledge that advice is drawn from. */
export interface Knowledge {
  readonly predictor: Predictor;
  readonly catalog: Catalog;
  readonly prices: PriceSource;
}

/** Advice for a request; fails when nothing at all can be predicted, with the reason of the first refusal. */
export function advise(request: AdviceRequest, bundled: Knowledge): Result<Advice> {
  const runs = request.runs ?? [];
  const knowledge = { ...bundled, predictor: calibrated(bundled.predictor, runs, request.profileName) };
  const { candidates, refused } = assess(request, knowledge);
  if (candidates.length === 0) {
    const reason = refused[0]?.reason ?? `${request.anchor.value} has no targets.`;
    return fail('unpredictable', `Nothing can be predicted from ${request.profileName}: ${reason}`, 'Name another anchor or open another profile.');
  }
  return success({
    schemaVersion: ADVICE_SCHEMA_VERSION,
    profile: {
      name: request.profileName,
      format: request.profile.format,
      stepMs: request.stepMs.value,
      stepMsSource: request.stepMs.source,
      batchSize: request.job.batchSize,
      bottleneck: bottleneckOn(request, knowledge) ?? null,
    },
    anchor: { instanceType: request.anchor.value, source: request.anchor.source },
    region: request.region,
    currency: request.currency ?? null,
    job: request.job,
    candidates,
    refused,
    ...decide({ ...request, anchor: request.anchor.value }, candidates),
    calibration: runs.filter(({ instanceType }) => candidates.some((candidate) => candidate.instanceType === instanceType)),
    modelVersion: knowledge.predictor.modelVersion,
    warnings: [...request.profile.warnings, ...stepWarnings(request.stepMs), ...jobWarnings(request.job), ...priceWarnings(request, candidates)],
  });
}

function assess(request: AdviceRequest, knowledge: Knowledge): { candidates: Candidate[]; refused: RefusedTarget[] } {
  const { predictor, catalog } = knowledge;
  const wanted = predictionRequest(request);
  const candidates: Candidate[] = [];
  const refused: RefusedTarget[] = [];
  for (const name of targetsOf(request, knowledge)) {
    const instanceType = catalog.find(name);
    if (instanceType === undefined) {
      refused.push({ instanceType: name, reason: `${name} is not in the catalog.`, remedy: 'Check the spelling.' });
      continue;
    }
    const placement = placementOn(instanceType, request.distribution ?? ONE_GPU);
    const prediction = predictor.predict(placement.gpus === 1 ? wanted : { ...wanted, parallel: placement }, instanceType.name);
    if (prediction.ok) candidates.push(candidateOf(instanceType, withCoverage(prediction.value, request.coverage), request, knowledge));
    else refused.push({ instanceType: instanceType.name, reason: prediction.failure.message, remedy: prediction.failure.action });
  }
  return { candidates: candidates.sort(compareCandidates), refused };
}

function withCoverage(prediction: Prediction, coverage: AdviceRequest['coverage']): Prediction {
  if (coverage !== COVERAGE_90) return prediction;
  return { ...prediction, stepMs: at90(prediction.stepMs), relativeStep: at90(prediction.relativeStep) };
}

function bottleneckOn({ profile, anchor }: AdviceRequest, { catalog }: Knowledge): string | undefined {
  const host = catalog.find(anchor.value);
  return bottleneckOf(profile, host && host.accelerator !== undefined);
}

/** The part of the request that concerns the predictor. */
export function predictionRequest({ profile, stepMs, stepDoubt, anchor, job, threadRuns }: Pick<AdviceRequest, 'profile' | 'stepMs' | 'stepDoubt' | 'anchor' | 'job' | 'threadRuns'>): PredictionRequest {
  return {
    profile, stepMs, anchor: anchor.value, precision: job.precision,
    ...(threadRuns === undefined ? {} : { threadRuns }),
    ...(stepDoubt === undefined ? {} : { stepDoubt }),
    ...(job.batchSize === null ? {} : { batchSize: job.batchSize }),
  };
}

function targetsOf({ anchor, region, targets }: AdviceRequest, { predictor, catalog }: Knowledge): Iterable<string> {
  if (targets !== undefined) return new Set([anchor.value, ...targets.map((name) => catalog.find(name)?.name ?? name)]);
  const own = catalog.instanceTypes.filter((type) => type.own === true).map((type) => type.name);
  // A run on a CPU is compared with CPUs; accelerators only on request, as that is no more than an order of magnitude.
  if (catalog.find(anchor.value)?.accelerator === undefined) return new Set([anchor.value, ...predictor.targets(anchor.value), ...own]);
  const accelerated = catalog.instanceTypes.filter((type) => type.accelerator !== undefined && type.launchableIn.includes(region));
  return new Set([anchor.value, ...predictor.targets(anchor.value), ...accelerated.map((type) => type.name), ...own]);
}

function candidateOf(instanceType: InstanceType, prediction: Prediction, request: AdviceRequest, { catalog, prices }: Knowledge): Candidate {
  const { launchable, reason } = launchability(catalog, instanceType.name, request.region);
  const { stepsPerEpoch } = request.job;
  const placement = placementOn(instanceType, request.distribution ?? ONE_GPU);
  const seconds = stepsPerEpoch === null ? null : secondsPerEpoch(prediction.stepMs, sharedSteps(stepsPerEpoch, placement));
  const offers = prices.offers(instanceType.name, request.region, request.purchases)
    .map((offer) => costed(forAll(offer, placement), { stepMs: scaled(prediction.stepMs, 1 / placement.gpus), secondsPerEpoch: seconds, interruption: prices.interruption?.(instanceType.name, request.region) }, request))
    .sort((a, b) => effectiveUsdPerHour(a) - effectiveUsdPerHour(b));
  const memory = memoryFitOf(instanceType, request, catalog);
  const unpriced = offers.length === 0 ? [`No price is known in ${request.region} for the chosen purchase options.`] : [];
  return {
    instanceType: instanceType.name,
    device: instanceType.accelerator?.device ?? null,
    architecture: instanceType.architecture,
    vCpus: instanceType.vCpus,
    memoryGiB: instanceType.memoryGiB,
    accelerator: instanceType.accelerator === undefined ? null : { count: instanceType.accelerator.count, memoryGiB: instanceType.accelerator.memoryGiB },
    tier: prediction.tier,
    stepMs: prediction.stepMs,
    relativeStep: perSample(prediction, placement),
    gpus: placement.gpus,
    machines: placement.machines,
    parallelEfficiency: prediction.parallel?.efficiency ?? null,
    secondsPerEpoch: seconds,
    memoryFit: memory.fit,
    memoryNeedGiB: memory.needGiB ?? null,
    largestBatch: largestBatchOn(instanceType, request) ?? null,
    launchable,
    retired: instanceType.retired !== undefined,
    offers,
    predictedOpFamilies: prediction.opFamilies ?? null,
    why: [...[reason, memory.reason].filter((sentence) => sentence !== undefined), ...unpriced, ...prediction.why],
  };
}

function memoryFitOf(instanceType: InstanceType, { profile, anchor, memoryBytes, workRatio = 1 }: AdviceRequest, catalog: Catalog): MemoryFit {
  const peakBytes = memoryBytes ?? profile.peakMemoryBytes;
  const ranInGiB = catalog.find(anchor.value)?.accelerator?.memoryGiB;
  return memoryFit({ workRatio, ...(peakBytes && { peakBytes }), ...(ranInGiB !== undefined && { ranInBytes: ranInGiB * 2 ** 30 }) }, instanceType);
}

/** The largest batch by the two peaks of the request, of which the first is at the profiled batch size. */
function largestBatchOn({ accelerator }: InstanceType, { profile, job, memoryBytes, secondPeak, workRatio = 1 }: AdviceRequest): number | undefined {
  const peak = memoryBytes ?? profile.peakMemoryBytes;
  if (accelerator === undefined || peak === undefined || secondPeak === undefined || job.batchSize === null) return undefined;
  return largestBatch([{ batchSize: job.batchSize / workRatio, peakBytes: peak.value }, secondPeak], accelerator.memoryGiB * 2 ** 30);
}

function stepWarnings({ certainty, source }: Known<number>): string[] {
  return certainty === 'measured' ? [] : [`The step time on the anchor was not measured but is the ${source}: a measured one makes the ranges narrower.`];
}

function jobWarnings(job: Job): string[] {
  const warnings: string[] = [];
  if (job.stepsPerEpoch === null) {
    const missing = [...(job.batchSize === null ? ['the batch size'] : []), ...(job.samplesPerEpoch === null ? ['the samples per epoch'] : [])];
    warnings.push(`Cost per epoch is unknown because ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not known: costs are per 1,000 steps.`);
  }
  if (job.sources['precision'] === 'assumed') warnings.push('The file does not say the precision: fp32 is assumed.');
  return warnings;
}

function priceWarnings({ purchases }: AdviceRequest, candidates: readonly Candidate[]): string[] {
  const offers = candidates.flatMap((candidate) => candidate.offers);
  const missing = purchases.includes('savings-plan') && !offers.some(({ purchase }) => purchase === 'savings-plan');
  return [
    ...(missing ? ['No savings-plan price is known: your discount in per cent is not set.'] : []),
    ...new Set(offers.flatMap(({ assumption }) => assumption ?? [])),
  ];
}
