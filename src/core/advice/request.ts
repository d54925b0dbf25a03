/** From a profile and answers to a complete request; what is still missing is named, never filled in. */

import type { Catalog } from '../catalog/catalog';
import { fail, success, type Result } from '../failure';
import type { ThreadRun } from '../predictor/cpu/scalability';
import type { CalibrationRun, Predictor, WhatIf } from '../predictor/predictor';
import type { Known, Profile } from '../profile/profile';
import { predictionRequest, type AdviceRequest, type Knowledge } from './advise';
import type { Job } from './advice';
import type { Distribution } from './distribution';
import { resolveJob, type JobAnswers } from './job';
import type { BatchPeak } from './memoryFit';

/** What a user said, by flag or by dialog; it outranks what the file says. */
export interface Answers extends JobAnswers {
  readonly anchor?: string;
  /** Milliseconds. */
  readonly stepMs?: number;
  /** Most memory in use on one accelerator, bytes. */
  readonly memoryBytes?: number;
  /** The memory at another batch size, which tells how much fits elsewhere. */
  readonly secondPeak?: BatchPeak;
  /** Training shared by several GPUs and machines. */
  readonly distribution?: Distribution;
  /** Trainable parameters, which decide what GPUs exchange; what the profile says unless given. */
  readonly parameters?: number;
  /** Steps of this run at several thread counts on the anchor. */
  readonly threadRuns?: readonly ThreadRun[];
  /** Steps of this run that were measured on other instance types. */
  readonly measured?: readonly MeasuredStep[];
  /** The advice is for this changed run instead of the profiled one. */
  readonly whatIf?: WhatIf;
}

/** A step of the run on another instance type, milliseconds. */
export interface MeasuredStep {
  readonly instanceType: string;
  readonly stepMs: number;
}

/** What the advice is wanted for, beyond the job. */
export type Scope = Pick<AdviceRequest, 'region' | 'purchases' | 'targets' | 'runs' | 'coverage' | 'budgetUsd' | 'deadlineSeconds' | 'nowMs' | 'checkpointMinutes' | 'currency'> & {
  /** Prices can still be asked for, so a region without any is no mistake. */
  readonly anyRegion?: boolean;
};

/** A profile with the name of its file. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
}

/** Digits to which a step time of the file is offered as an answer. */
export const OFFERED_STEP_DIGITS = 6;

/** The step time that advice starts from: what the user measured, else what the file says. */
export function stepTime(profile: Profile, answers: JobAnswers & Pick<Answers, 'stepMs'>): Known<number> | undefined {
  const { stepMs } = answers;
  const told = profile.stepMs ?? stepOfEpoch(profile, resolveJob(profile, answers));
  // An answer that only repeats the file's figure keeps the file's source and doubt.
  const repeated = told !== undefined && stepMs === Number(told.value.toPrecision(OFFERED_STEP_DIGITS));
  return stepMs === undefined || repeated ? told : { value: stepMs, source: 'given', certainty: 'measured' };
}

/** The step of a log that tells epochs only: their time over their steps, validation included. */
function stepOfEpoch({ epochSeconds }: Profile, { stepsPerEpoch }: Job): Known<number> | undefined {
  if (epochSeconds === undefined || stepsPerEpoch === null) return undefined;
  return { value: (1000 * epochSeconds.value) / stepsPerEpoch, source: `${epochSeconds.source}, over ${stepsPerEpoch} steps`, certainty: 'derived' };
}

/** Anchors named when one is missing: the first are those of the training data. */
const NAMED_ANCHORS = 4;

/** Builds the request, or says in one sentence what is missing or unknown. */
export function buildRequest({ name, profile }: NamedProfile, answers: Answers, scope: Scope, knowledge: Knowledge): Result<AdviceRequest> {
  const { catalog, predictor, prices } = knowledge;
  const measurable = predictor.anchors.slice(0, NAMED_ANCHORS).join(', ');
  const anchor: Known<string> | undefined = answers.anchor === undefined ? profile.instanceType : { value: answers.anchor, source: 'given', certainty: 'measured' };
  const stepMs = stepTime(profile, answers);
  if (anchor === undefined) {
    const missing = stepMs === undefined ? 'has no step time and ' : '';
    return fail('usage', `${name} ${missing}does not say on which instance type it was recorded.`, `Give the anchor, such as ${measurable}, or a CPU type such as c7i.xlarge.`);
  }
  const measured = answers.measured ?? [];
  const unknown = [anchor.value, ...(scope.targets ?? []), ...measured.map(({ instanceType }) => instanceType)].find((type) => catalog.find(type) === undefined);
  if (unknown !== undefined) return fail('usage', `${unknown} is not an instance type of the catalog.`, suggestion(catalog, unknown));
  if (stepMs === undefined) {
    return fail('usage', `${name} has no step time.`, 'Give the measured step time in milliseconds, or a log of the run together with the file.');
  }
  const { anyRegion = false, ...asked } = scope;
  if (!anyRegion && !prices.regions.includes(scope.region)) {
    return fail('usage', `No price is known in the region ${scope.region}.`, `Ask AWS for live prices, or choose one of ${prices.regions.join(', ')}.`);
  }
  const { memoryBytes, secondPeak, threadRuns, distribution, parameters } = answers;
  const asProfiled: AdviceRequest = {
    profileName: name, anchor, stepMs, job: resolveJob(profile, answers),
    profile: parameters === undefined ? profile : { ...profile, modelParameters: { value: parameters, source: 'given', certainty: 'measured' } }, ...asked,
    ...(memoryBytes === undefined ? {} : { memoryBytes: { value: memoryBytes, source: 'given', certainty: 'measured' } }),
    ...(threadRuns && { threadRuns }),
    ...(distribution && { distribution }),
    ...(secondPeak && answers.whatIf?.pixels === undefined && { secondPeak }),
  };
  const calibrated: AdviceRequest = measured.length === 0 ? asProfiled : { ...asProfiled, runs: [...measured.map((step) => calibrationRun(asProfiled, step, predictor)), ...(scope.runs ?? [])] };
  if (calibrated.job.stepsPerEpoch === null && (scope.budgetUsd !== undefined || scope.deadlineSeconds !== undefined)) {
    return fail('usage', 'A budget or deadline is for the whole job, whose steps per epoch are not known.', 'Give the batch size and the samples per epoch.');
  }
  return answers.whatIf === undefined ? success(calibrated) : changed(calibrated, answers, answers.whatIf, predictor);
}

/** A measured step beside what is predicted for it, both over the step of the anchor as it is without the profiler. */
export function calibrationRun(request: AdviceRequest, { instanceType, stepMs }: MeasuredStep, predictor: Predictor, date = ''): CalibrationRun {
  const asked = predictionRequest(request);
  const here = predictor.predict(asked, request.anchor.value);
  const there = predictor.predict(asked, instanceType);
  const actualRatio = stepMs / (here.ok ? here.value.stepMs.estimate : request.stepMs.value);
  return { instanceType, workload: request.profileName, predictedRatio: there.ok ? there.value.relativeStep.estimate : actualRatio, actualRatio, date };
}

/** The request for the changed run: the predictor says how step and op times change, the job follows the batch size. */
function changed(request: AdviceRequest, answers: Answers, whatIf: WhatIf, predictor: Predictor): Result<AdviceRequest> {
  const result = predictor.change(predictionRequest(request), whatIf);
  if (!result.ok) return result;
  const { profile, stepMs, stepDoubt, batchSize } = result.value;
  const job = resolveJob(request.profile, { ...answers, ...(batchSize === undefined ? {} : { batchSize }) });
  return success({ ...request, profile, stepMs, job, workRatio: workRatio(request, whatIf), ...(stepDoubt === undefined ? {} : { stepDoubt }) });
}

/** Samples times pixels of the changed step over those of the profiled one. */
function workRatio({ job }: AdviceRequest, { batchSize, pixels }: WhatIf): number {
  const samples = batchSize === undefined || job.batchSize === null ? 1 : batchSize / job.batchSize;
  return samples * (pixels === undefined ? 1 : (pixels.to / pixels.from) ** 2);
}

function suggestion(catalog: Catalog, unknown: string): string {
  const family = unknown.split('.')[0] ?? '';
  const siblings = catalog.instanceTypes.filter((type) => type.name.startsWith(`${family}.`)).map((type) => type.name);
  return siblings.length === 0 ? 'Check the spelling: a type looks like g4dn.xlarge.' : `Did you mean one of ${siblings.slice(0, 8).join(', ')}?`;
}
