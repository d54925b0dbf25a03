/** Profiles that tell less than PROFET's: what is predicted from them, and how well. */

import type { Profile } from '../../src/core/profile/profile';
import { stepVector } from '../../src/core/predictor/stepVector';
import type { Run } from './dataset';
import type { View } from './evaluation';
import { logFacts } from './fit/opFree';

function busyShare({ ops, stepMs }: Run): Pick<Profile, 'gpuBusyShare'> {
  const value = logFacts(stepVector(ops, stepMs)).busyShare;
  return value === undefined ? {} : { gpuBusyShare: { value, source: 'profile', certainty: 'derived' } };
}

/** Op times over an unknown number of steps; seven, for example. */
function ofSevenSteps({ ops }: Run): Run['ops'] {
  return ops.map((op) => ({ ...op, ms: 7 * op.ms }));
}

function withoutIdle(ops: Run['ops']): Run['ops'] {
  return ops.filter(({ family }) => family !== 'idle');
}

/** By name, what a profile tells beside its measured step. */
export const LESSER_VIEWS = {
  stepAndBusyShare: (run) => ({ ops: [], ...busyShare(run) }),
  step: () => ({ ops: [] }),
  sharesAndIdle: (run) => ({ ops: ofSevenSteps(run) }),
  sharesAndBusyShare: (run) => ({ ops: withoutIdle(ofSevenSteps(run)), ...busyShare(run) }),
  shares: (run) => ({ ops: withoutIdle(ofSevenSteps(run)) }),
} as const satisfies Readonly<Record<string, View>>;

/** One of them. */
export type LesserView = keyof typeof LESSER_VIEWS;
