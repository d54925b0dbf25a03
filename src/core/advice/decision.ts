/** What follows from the candidates alone: ties, Pareto front, limits, verdict. */

import type { Advice, Candidate, Constraints, Job } from './advice';
import { overhead, paretoFront, rankable, tieGroups, type Ranked } from './ranking';
import { verdict } from './verdict';

/** What a decision is wanted for. */
export interface DecisionRequest {
  readonly anchor: string;
  readonly job: Job;
  /** US dollars for the whole job. */
  readonly budgetUsd?: number;
  /** Seconds for the whole job. */
  readonly deadlineSeconds?: number;
}

/** Decides among candidates in rank order. */
export function decide(request: DecisionRequest, candidates: readonly Candidate[]): Pick<Advice, 'ties' | 'pareto' | 'constraints' | 'verdict'> {
  const ranked = rankable(candidates);
  const constraints = constraintsOf(request, ranked);
  const eligible = ranked.filter((entry) => keeps(request, entry));
  return {
    ties: tieGroups(ranked).map((group) => group.map(nameOf)),
    pareto: paretoFront(ranked).map(nameOf),
    constraints,
    verdict: verdict({ anchor: request.anchor, candidates, eligible, ties: tieGroups(eligible), constraints, job: request.job }),
  };
}

/** Whether the expected cost and time of the whole job stay within the limits; an unknown job keeps no limit. */
function keeps({ budgetUsd, deadlineSeconds, job }: DecisionRequest, { candidate, offer }: Ranked): boolean {
  const jobUsd = (offer.expected?.usdPerJob ?? offer.usdPerJob)?.estimate ?? Infinity;
  const jobSeconds = (candidate.secondsPerEpoch?.estimate ?? Infinity) * job.epochs * overhead(offer);
  return (budgetUsd === undefined || jobUsd <= budgetUsd) && (deadlineSeconds === undefined || jobSeconds <= deadlineSeconds);
}

function constraintsOf(request: DecisionRequest, ranked: readonly Ranked[]): Constraints | null {
  const { budgetUsd, deadlineSeconds } = request;
  if (budgetUsd === undefined && deadlineSeconds === undefined) return null;
  return {
    budgetUsd: budgetUsd ?? null,
    deadlineSeconds: deadlineSeconds ?? null,
    met: ranked.some((entry) => keeps(request, entry)),
  };
}

function nameOf({ candidate }: Ranked): string {
  return candidate.instanceType;
}
