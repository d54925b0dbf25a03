/** What the figures are for, in words: belongs to every report. */

import { milliseconds } from '../format';
import type { Advice } from './advice';

/** What the figures were computed for, in one line. */
export function jobLine({ anchor, job, profile, region }: Advice): string {
  const steps = job.stepsPerEpoch === null ? 'steps per epoch unknown' : `${job.stepsPerEpoch} steps per epoch`;
  const batch = job.batchSize === null ? 'batch size unknown' : `batch ${job.batchSize}`;
  return `${profile.name}: ${milliseconds(profile.stepMs)} per step on ${anchor.instanceType} (${profile.stepMsSource}), ${batch}, ${steps}, `
    + `${job.epochs} ${job.epochs === 1 ? 'epoch' : 'epochs'}, ${job.precision}, ${region}.`;
}

/** Names of the job's figures that nobody gave and no file said. */
export function assumedFields({ job }: Advice): string[] {
  return Object.keys(job.sources).filter((field) => job.sources[field] === 'assumed');
}
