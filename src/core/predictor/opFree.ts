/** Models for runs whose op times are not known: what a log has says how a step scales, with more doubt. */

import type { JsonField } from '../jsonFields';
import type { Chain } from './bundle';
import type { Estimator, EstimatorJson } from './estimators/estimator';
import { loadRidge } from './estimators/ridge';
import { readScaling, standardise, type Scaling } from './standardise';

/** What is known of a run without op times. */
export interface LogFacts {
  readonly stepMs: number;
  /** Share of the time in which the GPU ran anything, 0 to 1, if known. */
  readonly busyShare?: number;
}

/**
 * Sets of what is known, the most telling first. A batch size is no part of any: beside the step time it told nothing about architectures
 * left out (docs/accuracy.md).
 */
export const FACT_SETS = ['stepAndBusyShare', 'step'] as const;

/** A set of what is known. */
export type FactSet = (typeof FACT_SETS)[number];

/** How well one target is predicted from one set. */
export interface OpFreeTarget {
  /** Weights of the doubts of intervals.ts. */
  readonly spread: readonly number[];
  /** Errors on architectures left out, per cent. */
  readonly mape: number;
  readonly medianApe: number;
}

/** Ridge regression of the log ratios on the facts and their products. */
interface OpFreeMember<E> {
  readonly facts: FactSet;
  readonly scaling: Scaling;
  readonly estimator: E;
  /** In the order of the model's targets. */
  readonly targets: readonly OpFreeTarget[];
}

/** One anchor with targets that were measured on the same workloads. */
interface OpFreeModelOf<E> {
  readonly anchor: string;
  readonly targets: readonly { readonly instanceType: string; readonly chain: Chain }[];
  /** How many workloads trained it. */
  readonly workloads: number;
  /** One for each set. */
  readonly members: readonly OpFreeMember<E>[];
}

/** A model that can predict. */
export type OpFreeModel = OpFreeModelOf<Estimator>;

/** The plain JSON form of a model. */
export type OpFreeModelJson = OpFreeModelOf<EstimatorJson>;

/** Beyond these, one share of the time is known no better than the other: both are measured to a few per cent. */
const [LEAST_SHARE, LARGEST_SHARE] = [0.02, 0.97];

/** The facts of a set as the regression reads them, before they are standardised; undefined when one is not known. */
export function factFeatures(set: FactSet, { stepMs, busyShare }: LogFacts): number[] | undefined {
  if (set === 'step') return [Math.log(stepMs)];
  if (busyShare === undefined) return undefined;
  const share = Math.min(LARGEST_SHARE, Math.max(LEAST_SHARE, busyShare));
  return [Math.log(stepMs), Math.log(share / (1 - share))];
}

/** Training data reaches this far from its mean, in standard deviations; a parabola says nothing beyond. */
const RANGE = 2.5;

/** Each standardised feature, kept in the range of the training data, and the products of each two, itself included. */
export function withProducts(standard: readonly number[]): number[] {
  const inside = standard.map((value) => Math.max(-RANGE, Math.min(RANGE, value)));
  return [...inside, ...inside.flatMap((one, index) => inside.slice(index).map((other) => one * other))];
}

/** What a model says about its targets. */
export interface OpFreePrediction {
  readonly facts: FactSet;
  /** log(target step / anchor step), with what is known about its error; in the order of the targets. */
  readonly targets: readonly (OpFreeTarget & { readonly logRatio: number })[];
  /** How far the facts are from the middle of the training data, in standard deviations. */
  readonly distance: number;
  /** How far the step lies beyond all steps of the training data, in factors of e; 0 inside. */
  readonly beyond: number;
}

/** Predicts all targets from the most telling set that is known. Throws a RangeError for a model that lacks the set of the step alone. */
export function predictOpFree(model: OpFreeModel, known: LogFacts): OpFreePrediction {
  for (const set of FACT_SETS) {
    const member = model.members.find(({ facts }) => facts === set);
    const features = factFeatures(set, known);
    if (!member || !features) continue;
    const standard = standardise(features, member.scaling);
    const logRatios = member.estimator.predict(withProducts(standard));
    return {
      facts: set,
      targets: member.targets.map((target, index) => ({ ...target, logRatio: logRatios[index] ?? NaN })),
      distance: Math.hypot(...standard) / Math.sqrt(standard.length),
      beyond: Math.max(0, Math.abs(Math.log(known.stepMs) - (member.scaling.means[0] ?? 0)) - RANGE * (member.scaling.deviations[0] ?? 1)),
    };
  }
  throw new RangeError(`the model of ${model.anchor} has no member for the step alone`);
}

/** Reads a model inside `readJson`. */
export function readOpFreeModel(field: JsonField): OpFreeModel {
  const targets = field.field('targets').items().map((target) => {
    const via = target.field('chain').optional('via')?.text();
    return { instanceType: target.field('instanceType').text(), chain: via === undefined ? {} : { via } };
  });
  const members = field.field('members').items().map((member) => {
    const read = member.field('targets').items();
    if (read.length !== targets.length) return member.field('targets').refuse(`${targets.length} targets`);
    return {
      facts: member.field('facts').oneOf(FACT_SETS),
      scaling: readScaling(member),
      estimator: loadRidge(member.field('estimator')),
      targets: read.map((target) => ({
        spread: target.field('spread').numbers(), mape: target.field('mape').positive(), medianApe: target.field('medianApe').positive(),
      })),
    };
  });
  if (!members.some(({ facts }) => facts === 'step')) return field.field('members').refuse('a member for the step alone');
  return { anchor: field.field('anchor').text(), targets, workloads: field.field('workloads').positive(), members };
}
