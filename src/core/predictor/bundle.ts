/** The bundled model (media/data/predictor.json, written by tools/predictor): its format, and reading it. */

import type { JsonField } from '../jsonFields';
import type { Estimator, EstimatorJson } from './estimators/estimator';
import { EXTRA_TREES, loadExtraTrees } from './estimators/extraTrees';
import { KERNEL_RIDGE, loadKernelRidge } from './estimators/kernelRidge';
import { loadNearestNeighbours, NEAREST_NEIGHBOURS, type NearestNeighbours } from './estimators/nearestNeighbours';
import { loadRidge, RIDGE } from './estimators/ridge';
import { FEATURE_SETS, OFFSETS, type FeatureSet, type Offset, type TypicalRatios } from './features';
import { readOpFreeModel, type OpFreeModel, type OpFreeModelJson } from './opFree';
import { readScaling, type Scaling } from './standardise';
import { OP_GROUPS } from './stepVector';
import { readScalingModel, type ScalingModel } from './workScaling';

/** Tag of the format; another tag is another format. */
export const PREDICTOR_FORMAT = 'ml-instance-advisor/predictor-1';

/** How a pair was measured: on both instances in one dataset, or through a third one (`via`) whose two ratios are multiplied. */
export interface Chain {
  readonly via?: string;
}

/** What is special to one target of a model. */
export interface TargetModel {
  readonly instanceType: string;
  readonly chain: Chain;
  readonly ratios: TypicalRatios;
  /** Half-width of the 80 % interval: `exp(spread)` on the log, where spread is linear in the doubts of intervals.ts. */
  readonly spread: readonly number[];
  /** Errors on architectures left out, per cent. */
  readonly mape: number;
  readonly medianApe: number;
}

/** An estimator and how its features are scaled. */
interface Scaled<E> {
  readonly scaling: Scaling;
  readonly estimator: E;
}

/** One estimator of an ensemble: what it reads, and from where it corrects. */
interface MemberOf<E> extends Scaled<E> {
  readonly features: FeatureSet;
  readonly offset: Offset;
}

/** A member that can predict. */
export type Member = MemberOf<Estimator>;

/** The plain JSON form of a member. */
export type MemberJson = MemberOf<EstimatorJson>;

/** One anchor with targets that were measured on the same workloads. */
export interface PairModel {
  readonly anchor: string;
  readonly targets: readonly TargetModel[];
  readonly workloads: readonly string[];
  /** The mean of those whose features are known is the prediction. */
  readonly members: readonly Member[];
  /** Finds the nearest workloads by the shape of a step; no member of the ensemble. */
  readonly neighbours: Scaled<NearestNeighbours>;
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
  readonly scaling: ScalingModel;
  readonly models: readonly PairModel[];
  /** For profiles without op times; one beside each of `models`. */
  readonly opFree: readonly OpFreeModel[];
}

/** The plain JSON form of the bundle. */
export interface BundleJson {
  readonly format: typeof PREDICTOR_FORMAT;
  readonly version: string;
  readonly anchors: readonly AnchorNoise[];
  readonly scaling: ScalingModel;
  readonly models: readonly PairModelJson[];
  readonly opFree: readonly OpFreeModelJson[];
}

/** The plain JSON form of a pair model. */
export type PairModelJson = Omit<PairModel, 'members' | 'neighbours'> & {
  readonly members: readonly MemberJson[];
  readonly neighbours: Scaled<EstimatorJson>;
};

/** Reads the bundle inside `readJson`. */
export function readBundle(root: JsonField): Bundle {
  root.field('format').oneOf([PREDICTOR_FORMAT]);
  return {
    version: root.field('version').text(),
    anchors: root.field('anchors').items().map(readAnchor),
    scaling: readScalingModel(root.field('scaling')),
    models: root.field('models').items().map(readPairModel),
    opFree: root.field('opFree').items().map(readOpFreeModel),
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
    members: field.field('members').items().map(readMember),
    neighbours: { scaling: readScaling(field.field('neighbours')), estimator: loadNearestNeighbours(field.field('neighbours').field('estimator')) },
  };
}

function readMember(field: JsonField): Member {
  return {
    features: field.field('features').oneOf(FEATURE_SETS),
    offset: field.field('offset').oneOf(OFFSETS),
    scaling: readScaling(field),
    estimator: readEstimator(field.field('estimator')),
  };
}

function readTarget(field: JsonField): TargetModel {
  const chain = field.field('chain');
  const ratios = field.field('ratios');
  const groups = ratios.field('groups').numbers();
  if (groups.length !== OP_GROUPS.length) return ratios.field('groups').refuse(`${OP_GROUPS.length} numbers`);
  return {
    instanceType: field.field('instanceType').text(),
    chain: chain.optional('via') === undefined ? {} : { via: chain.field('via').text() },
    ratios: { groups, wait: ratios.field('wait').finite(), unmeasured: ratios.field('unmeasured').numbers() },
    spread: field.field('spread').numbers(),
    mape: field.field('mape').positive(),
    medianApe: field.field('medianApe').positive(),
  };
}

const LOADERS: Readonly<Record<string, (field: JsonField) => Estimator>> = {
  [RIDGE]: loadRidge, [EXTRA_TREES]: loadExtraTrees, [KERNEL_RIDGE]: loadKernelRidge, [NEAREST_NEIGHBOURS]: loadNearestNeighbours,
};

/** Reads any estimator by its name, inside `readJson`. */
export function readEstimator(field: JsonField): Estimator {
  const load = LOADERS[field.field('name').text()];
  return load ? load(field) : field.field('name').refuse(`one of ${Object.keys(LOADERS).join(', ')}`);
}
