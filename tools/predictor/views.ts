/** Profiles that tell less than PROFET's: what is predicted from them, and how well. */

import type { Predictor } from '../../src/core/predictor/predictor';
import { stepVector } from '../../src/core/predictor/stepVector';
import type { Profile } from '../../src/core/profile/profile';
import { PROFILED_TYPES, type Run, type Workload } from './dataset';
import { byPair, outcomesOf, summarise, type Outcome, type Summary, type View } from './evaluation';
import { logFacts } from './fit/opFree';
import { groupBy, mean } from './statistics';

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

/** Errors of one view, in per cent. */
export interface ViewSummary {
  readonly view: LesserView;
  /** Over the twelve PROFET pairs; `mape` is the mean over these pairs. */
  readonly overall: Summary;
  readonly pairs: readonly ({ readonly anchor: string; readonly target: string } & Summary)[];
  readonly architectures: readonly { readonly model: string; readonly n: number; readonly mape: number; readonly coverage80: number }[];
  /** How many intervals are wider than that of the whole profile of the same run. */
  readonly wider: number;
}

/** An outcome beside that of the whole profile. */
interface Beside {
  readonly view: LesserView;
  readonly outcome: Outcome;
  readonly isWider: boolean;
}

/** Predicts every run anew from each view; `whole` are the outcomes of whole profiles of the same runs. */
export function lesserOutcomes(predictor: Predictor, tested: readonly Workload[], whole: readonly Outcome[]): Beside[] {
  return Object.entries(LESSER_VIEWS).flatMap(([view, of]) => outcomesOf(predictor, tested, of).map((outcome, index) => {
    const full = whole[index];
    return { view: view as LesserView, outcome, isWider: full !== undefined && outcome.high / outcome.low > full.high / full.low };
  }));
}

/** Sums up each view. */
export function summariseViews(all: readonly Beside[]): ViewSummary[] {
  return [...groupBy(all, ({ view }) => view)].map(([view, same]) => {
    const pairs = byPair(same.map(({ outcome }) => outcome));
    const isProfet = ({ target }: { readonly target: string }): boolean => PROFILED_TYPES.some((type) => type === target);
    const profet = same.map(({ outcome }) => outcome).filter(isProfet);
    return {
      view,
      overall: { ...summarise(profet), mape: mean(pairs.filter(isProfet).map(({ mape }) => mape)) },
      pairs,
      architectures: [...groupBy(profet, ({ architecture }) => architecture)].map(([model, ofModel]) => {
        const { n, mape, coverage80 } = summarise(ofModel);
        return { model, n, mape, coverage80 };
      }),
      wider: 100 * mean(same.map(({ isWider }) => (isWider ? 1 : 0))),
    };
  });
}
