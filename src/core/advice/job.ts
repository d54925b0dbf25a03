/** Job arithmetic: what turns a step time into an epoch and a bill. */

import { scaled, type Interval } from '../predictor/predictor';
import type { Known, Precision, Profile } from '../profile/profile';
import type { Job } from './advice';

/** What the user said about the job; it outranks what the profile says. */
export interface JobAnswers {
  readonly epochs?: number;
  readonly samplesPerEpoch?: number;
  readonly batchSize?: number;
  readonly precision?: Precision;
}

/** Steps in one epoch; the last batch may be smaller, so the quotient is rounded up. */
export function stepsPerEpoch(samplesPerEpoch: number, batchSize: number): number {
  return Math.ceil(samplesPerEpoch / batchSize);
}

/** Seconds per epoch from milliseconds per step. */
export function secondsPerEpoch(stepMs: Interval, steps: number): Interval {
  return scaled(stepMs, steps / 1000);
}

/** US dollars for a duration in seconds at an hourly price. */
export function usdForSeconds(usdPerHour: number, seconds: Interval): Interval {
  return scaled(seconds, usdPerHour / 3600);
}

/** The job from the user's answers first, then the profile, then what is assumed; each figure with its source. */
export function resolveJob(profile: Profile, answers: JobAnswers): Job {
  const sources: Record<string, string> = {};
  const pick = <T>(field: string, answer: T | undefined, known: Known<T> | undefined): T | null => {
    if (answer !== undefined) {
      sources[field] = 'given';
      return answer;
    }
    if (known === undefined) return null;
    sources[field] = known.source;
    return known.value;
  };
  const batchSize = pick('batchSize', answers.batchSize, profile.batchSize);
  const samplesPerEpoch = pick('samplesPerEpoch', answers.samplesPerEpoch, profile.samplesPerEpoch);
  const precision = pick('precision', answers.precision, profile.precision);
  if (precision === null) sources['precision'] = 'assumed';
  const epochs = pick('epochs', answers.epochs, profile.epochs);
  if (epochs === null) sources['epochs'] = 'assumed';
  const computed = samplesPerEpoch !== null && batchSize !== null;
  const steps = computed ? stepsPerEpoch(samplesPerEpoch, batchSize) : pick('stepsPerEpoch', undefined, profile.stepsPerEpoch);
  if (computed) sources['stepsPerEpoch'] = 'ceil(samples per epoch / batch size)';
  return { epochs: epochs ?? 1, samplesPerEpoch, batchSize, stepsPerEpoch: steps, precision: precision ?? 'fp32', sources };
}
