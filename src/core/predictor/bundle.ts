/** The bundled model (media/data/predictor.json, written by tools/predictor): its format, and reading it. */

import type { JsonField } from '../jsonFields';
import { numbers, type Estimator, type EstimatorJson } from './estimators/estimator';
import { EXTRA_TREES, loadExtraTrees } from './estimators/extraTrees';
import { loadNearestNeighbours, type NearestNeighbours } from './estimators/nearestNeighbours';
import { loadRidge, RIDGE } from './estimators/ridge';
import { OP_GROUPS } from './stepVector';

/** Tag of the format; another tag is another format. */
export const PREDICTOR_FORMAT = 'ml-instance-advisor/predictor-1';

/** Means and standard deviations by which features are standardised; afterwards they are clipped to +-`clip`. */
export interface Scaling {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

/** Standardised features beyond this say only "far away": no estimator extrapolates further. */
const CLIP = 3;

/** Standardises features and clips them. */
export function standardise(features: readonly number[], { means, deviations }: Scaling): number[] {
  return features.map((value, index) => Math.max(-CLIP, Math.min(CLIP, (value - (means[index] ?? 0)) / (deviations[index] ?? 1))));
}

/** How a pair was measured: on both instances in one dataset, or through a third one (`via`) whose two ratios are multiplied. */
export interface Chain {
  readonly via?: string;
}

/** What is special to one target of a model. */
export interface TargetModel {
  readonly instanceType: string;
  readonly chain: Chain;
  /** Log ratio of device time for each group of OP_GROUPS. */
  readonly ratios: readonly number[];
  /** Half-width of the 80 % interval: `exp(spread)` on the log, where spread is linear in the doubts of intervals.ts. */
  readonly spread: readonly number[];
  /** Errors on architectures left out, per cent. */
  readonly mape: number;
  readonly medianApe: number;
}

/** One anchor with targets that were measured on the same workloads. */
export interface PairModel {
  readonly anchor: string;
  readonly targets: readonly TargetModel[];
  readonly workloads: readonly string[];
  readonly scaling: Scaling;
  readonly shapeScaling: Scaling;
  /** Their mean, on the log ratio less the offset, is the prediction. */
  readonly estimators: readonly Estimator[];
  readonly neighbours: NearestNeighbours;
}

/** What profiling and repeating do to a step on one anchor. */
export interface AnchorNoise {
  readonly anchor: string;
  /** Unprofiled step, milliseconds = busy x device time + idle x idle time + fixedMs; `spread` is the half-width on the log that holds 80 % of the workloads. */
  readonly unprofiled: { readonly busy: number; readonly idle: number; readonly fixedMs: number; readonly spread: number };
  /** Half-width on the log that holds 80 % of single runs around their median. */
  readonly repeat: number;
}

/** The bundle, ready to predict. */
export interface Bundle {
  readonly version: string;
  readonly anchors: readonly AnchorNoise[];
  readonly models: readonly PairModel[];
}

/** The plain JSON form of the bundle. */
export interface BundleJson {
  readonly format: typeof PREDICTOR_FORMAT;
  readonly version: string;
  readonly anchors: readonly AnchorNoise[];
  readonly models: readonly PairModelJson[];
}

/** The plain JSON form of a pair model. */
export type PairModelJson = Omit<PairModel, 'estimators' | 'neighbours'> & {
  readonly estimators: readonly EstimatorJson[];
  readonly neighbours: EstimatorJson;
};

/** Reads the bundle inside `readJson`. */
export function readBundle(root: JsonField): Bundle {
  root.field('format').oneOf([PREDICTOR_FORMAT]);
  return {
    version: root.field('version').text(),
    anchors: root.field('anchors').items().map(readAnchor),
    models: root.field('models').items().map(readPairModel),
  };
}

function readAnchor(field: JsonField): AnchorNoise {
  const unprofiled = field.field('unprofiled');
  return {
    anchor: field.field('anchor').text(),
    unprofiled: {
      busy: unprofiled.field('busy').positive(),
      idle: unprofiled.field('idle').finite(),
      fixedMs: unprofiled.field('fixedMs').finite(),
      spread: unprofiled.field('spread').positive(),
    },
    repeat: field.field('repeat').positive(),
  };
}

/** Reads one pair model inside `readJson`. */
export function readPairModel(field: JsonField): PairModel {
  return {
    anchor: field.field('anchor').text(),
    targets: field.field('targets').items().map(readTarget),
    workloads: field.field('workloads').items().map((name) => name.text()),
    scaling: readScaling(field.field('scaling')),
    shapeScaling: readScaling(field.field('shapeScaling')),
    estimators: field.field('estimators').items().map(readEstimator),
    neighbours: loadNearestNeighbours(field.field('neighbours')),
  };
}

function readTarget(field: JsonField): TargetModel {
  const chain = field.field('chain');
  const ratios = numbers(field.field('ratios'));
  if (ratios.length !== OP_GROUPS.length) return field.field('ratios').refuse(`${OP_GROUPS.length} numbers`);
  return {
    instanceType: field.field('instanceType').text(),
    chain: chain.optional('via') === undefined ? {} : { via: chain.field('via').text() },
    ratios,
    spread: numbers(field.field('spread')),
    mape: field.field('mape').positive(),
    medianApe: field.field('medianApe').positive(),
  };
}

function readScaling(field: JsonField): Scaling {
  return { means: numbers(field.field('means')), deviations: field.field('deviations').items().map((value) => value.positive()) };
}

function readEstimator(field: JsonField): Estimator {
  return field.field('name').oneOf([RIDGE, EXTRA_TREES]) === RIDGE ? loadRidge(field) : loadExtraTrees(field);
}
