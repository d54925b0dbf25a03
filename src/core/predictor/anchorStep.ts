/** The unprofiled step on the anchor, and how sure it is. */

import type { AnchorNoise } from './bundle';
import { combined } from './intervals';
import type { PredictionRequest } from './predictor';
import { busyMs, profiledMs, stepVector } from './stepVector';

/** A step time with its doubt. */
export interface AnchorStep {
  readonly stepMs: number;
  /** Half-width on the log of the interval that holds the true step with 80 % probability. */
  readonly width: number;
  /** A sentence when the given step was not taken as it stands. */
  readonly why?: string;
}

/** A guess that the user has not confirmed; wide enough to be taken for what it is. */
const GUESS_WIDTH = 0.2;
/** A derived step this near to the sum of the device times is that sum, so it contains what profiling added. */
const SAME = 0.02;

/** Corrects a step that was summed from a profile by what profiling typically adds on this anchor; others are taken as given. */
export function anchorStep(request: PredictionRequest, noise: AnchorNoise): AnchorStep {
  const given = request.stepMs;
  if (request.stepDoubt !== undefined) return { stepMs: given.value, width: combined(noise.repeat, request.stepDoubt) };
  if (given.certainty === 'measured') return { stepMs: given.value, width: noise.repeat };
  if (given.certainty === 'guess') return { stepMs: given.value, width: combined(noise.repeat, GUESS_WIDTH) };
  const vector = stepVector(request.profile.ops, given.value);
  const profiled = profiledMs(vector);
  const { busy, idle, fixedMs, spread } = noise.unprofiled;
  const width = combined(noise.repeat, spread);
  if (Math.abs(Math.log(given.value / profiled)) > SAME) return { stepMs: given.value, width };
  const stepMs = Math.min(profiled, Math.max(busy * busyMs(vector) + idle * vector.idleMs + fixedMs, 0.4 * profiled));
  if (stepMs > (1 - SAME) * given.value) return { stepMs, width };
  return {
    stepMs,
    width,
    why: `The step was profiled at ${given.value.toPrecision(3)} ms; without the profiler it takes about ${stepMs.toPrecision(3)} ms on ${noise.anchor}, going by the training data. A measured step time makes the interval narrower.`,
  };
}
