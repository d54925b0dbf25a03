/** What is lost when a profile names only its longest ops, as tools that show a top-N table do. */

import type { Run, Workload } from '../dataset';
import { PAIRS } from '../pairs';
import { mean } from '../statistics';
import { heldOutErrors, HOLD_OUT, summarisePoints, type PointError, type PointSummary } from './pointErrors';

/** Lengths of the table. */
const TOP = [10, 20, 50] as const;

/** Errors on architectures left out, of profiles cut to their longest ops. */
export interface TopOpsRow extends PointSummary {
  /** Op types that a profile names at most. */
  readonly ops: number;
  /** Whether the training profiles were cut too. */
  readonly trainedAlike: boolean;
  /** Mean share of the device's busy time that the named ops hold, per cent. */
  readonly timeNamed: number;
}

/** The answer, and how many op types the fullest profile has: tables longer than that lose nothing. */
export interface TopOps {
  readonly mostOps: number;
  readonly rows: readonly TopOpsRow[];
}

/** Cuts the profiles of the tests, then (where a cut loses anything) of training too. */
export function studyTopOps(workloads: readonly Workload[], tested: readonly string[]): TopOps {
  const runs = workloads.flatMap((workload) => [...workload.runs.values()].flat());
  const mostOps = Math.max(...runs.map((run) => busyOps(run).length));
  const rich = PAIRS.filter((source) => source.rich);
  const views = TOP.map((ops) => withTopOps(workloads, ops));
  const chosen = (view: readonly Workload[]): Workload[] => view.filter(({ architecture }) => tested.includes(architecture));
  const row = (ops: number, trainedAlike: boolean, errors: readonly PointError[]): TopOpsRow => ({
    ops, trainedAlike, timeNamed: 100 * mean(runs.map((run) => shareNamed(run, ops))), ...summarisePoints(errors),
  });
  const testedOnly = heldOutErrors(rich, { trained: workloads, tested: views.map(chosen) }, HOLD_OUT.architecture);
  return {
    mostOps,
    rows: TOP.flatMap((ops, index) => {
      const view = views[index] ?? [];
      const both = ops < mostOps ? heldOutErrors(rich, { trained: view, tested: [chosen(view)] }, HOLD_OUT.architecture) : [];
      return [row(ops, false, testedOnly[index] ?? []), ...both.map((errors) => row(ops, true, errors))];
    }),
  };
}

/** The workloads with every profile cut. */
export function withTopOps(workloads: readonly Workload[], count: number): Workload[] {
  return workloads.map((workload) => ({ ...workload, runs: new Map([...workload.runs].map(([type, runs]) => [type, runs.map((run) => topOps(run, count))])) }));
}

/** The run with only its longest op types on the device. Idle time stays: such tables state it beside the ops. */
export function topOps(run: Run, count: number): Run {
  const kept = new Set(busyOps(run).slice(0, count));
  return { ...run, ops: run.ops.filter((op) => op.family === 'idle' || kept.has(op)) };
}

function shareNamed(run: Run, count: number): number {
  const times = busyOps(run).map(({ ms }) => ms);
  const sum = (values: readonly number[]): number => values.reduce((total, ms) => total + ms, 0);
  return sum(times.slice(0, count)) / sum(times);
}

/** Longest first. */
function busyOps({ ops }: Run): Run['ops'][number][] {
  return ops.filter(({ place, family }) => place === 'device' && family !== 'idle').sort((a, b) => b.ms - a.ms);
}
