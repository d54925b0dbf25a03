/** Says in whole sentences what a prediction rests on and what it doubts. */

import type { OpFamilyTimes } from '../profile/opFamilies';
import type { PairModel, TargetModel } from './bundle';
import type { Neighbour } from './estimators/nearestNeighbours';

/** What is known about one prediction. */
export interface Grounds {
  readonly model: PairModel;
  readonly target: TargetModel;
  readonly nearest: readonly Neighbour[];
  readonly families: OpFamilyTimes;
  readonly stepMs: number;
  readonly assumedFp32: boolean;
  /** Share of device time in ops of no known family, 0 to 1. */
  readonly unknownShare: number;
}

/** Beyond this distance a workload is unlike every reference: 95 % of the workloads of architectures left out were nearer. */
const FAR = 4.6;
/** Below this the prediction says how short steps go wrong, milliseconds. */
const SHORT_MS = 10;
const NAMED_NEIGHBOURS = 3;
const NAMED_FAMILIES = 3;

/** The sentences, most important first. */
export function explain(grounds: Grounds): string[] {
  const { model, target, nearest, families, stepMs } = grounds;
  const pair = `${model.anchor} and ${target.instanceType}`;
  const measured = target.chain.via === undefined
    ? `Both ${pair} were measured on the same ${model.workloads.length} training workloads`
    : `${pair} were measured through ${target.chain.via}: two ratios from two datasets, multiplied, for ${model.workloads.length} training workloads`;
  const error = `architectures left out of training were predicted with a median error of ${target.medianApe.toFixed(1)} % (mean ${target.mape.toFixed(1)} %)`;
  const names = nearest.slice(0, NAMED_NEIGHBOURS).map(({ index }) => model.workloads[index] ?? '');
  const busiest = Object.entries(families).sort((a, b) => b[1] - a[1]).slice(0, NAMED_FAMILIES);
  return [
    `${measured}; ${error}.`,
    `The most similar of them are ${list(names)}.`,
    `Predicted there: ${list(busiest.map(([family, ms]) => `${Math.round((100 * ms) / stepMs)} % ${family}`))}.`,
    ...doubtSentences(grounds),
  ];
}

function doubtSentences({ nearest, stepMs, assumedFp32, unknownShare, target }: Grounds): string[] {
  const sentences: string[] = [];
  if ((nearest[0]?.distance ?? 0) > FAR) sentences.push('No training workload is similar to this one, so the interval is wide.');
  if (stepMs < SHORT_MS) sentences.push(`Steps as short as ${stepMs.toPrecision(2)} ms wait for the host to launch kernels, which no profile shows well.`);
  if (unknownShare > 0.01) sentences.push(`${Math.round(100 * unknownShare)} % of the device time is in ops of no known family; it is assumed to speed up half as much as the rest.`);
  if (target.chain.via !== undefined) sentences.push('The second dataset counts start-up in its times, and has fewer architectures.');
  if (assumedFp32) sentences.push('The profile does not say its precision; fp32 is assumed.');
  return sentences;
}

function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}
