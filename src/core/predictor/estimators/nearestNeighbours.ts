/** Distance-weighted k nearest neighbours. ml-knn only classifies, so its k-d tree is asked for the neighbours and their values are averaged here. */

import KNN, { type KDTree } from 'ml-knn';
import type { JsonField } from '../../jsonFields';
import type { Estimator, EstimatorJson } from './estimator';

/** Name and version of the JSON form. */
export const NEAREST_NEIGHBOURS = 'nearest-neighbours-1';

/** Reference points and their values, rounded; `points[i]` belongs to `values[i]`. */
export interface NearestNeighboursJson extends EstimatorJson {
  readonly name: typeof NEAREST_NEIGHBOURS;
  readonly k: number;
  readonly points: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
}

/** A reference point found. */
export interface Neighbour {
  /** Index into the model's points. */
  readonly index: number;
  /** Euclidean. */
  readonly distance: number;
}

/** An estimator that can also name the points it rests on. */
export interface NearestNeighbours extends Estimator {
  /** The k nearest points, nearest first. */
  nearest(features: readonly number[]): Neighbour[];
}

/** Two points nearer than this weigh alike; it keeps a point that is met exactly from outweighing all others. */
const CLOSEST = 0.05;

/** In more dimensions than this a k-d tree visits nearly every point, and looking at each is faster. */
const TREE_DIMENSIONS = 20;

/** The estimator of a JSON model; refuses another name. */
export function loadNearestNeighbours(field: JsonField): NearestNeighbours {
  field.field('name').oneOf([NEAREST_NEIGHBOURS]);
  const k = field.field('k').positive();
  const points = field.field('points').items().map((row) => row.numbers());
  const values = field.field('values').items().map((row) => row.numbers());
  if (points.length === 0 || points.length !== values.length) return field.refuse('as many values as points');
  // The index is given as the label, which ml-knn appends to the point: the distance must not see it.
  const dimensions = points[0]?.length ?? 0;
  const distance = (one: ArrayLike<number>, other: ArrayLike<number>) => euclidean(one, other, dimensions);
  // Built when first asked: of the bundle's trees a session needs those of one anchor.
  let tree: KDTree | undefined;
  const kdTree = () => (tree ??= new KNN(points, points.map((_, index) => index), { k, distance }).kdTree);
  const found = (features: readonly number[]): Neighbour[] => (dimensions > TREE_DIMENSIONS
    ? points.map((point, index) => ({ index, distance: distance(point, features) }))
    : kdTree().nearest(features, k).map(([point, apart]) => ({ index: point[dimensions] ?? 0, distance: apart })));
  const nearest = (features: readonly number[]) => found(features).sort((a, b) => a.distance - b.distance || a.index - b.index).slice(0, k);
  return { nearest, predict: (features) => weightedMean(nearest(features), values) };
}

/** Over the first `dimensions` coordinates: a stored point also carries its index. */
function euclidean(one: ArrayLike<number>, other: ArrayLike<number>, dimensions: number): number {
  let sum = 0;
  for (let index = 0; index < dimensions; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

function weightedMean(neighbours: readonly Neighbour[], values: readonly (readonly number[])[]): number[] {
  const sums: number[] = [];
  let weights = 0;
  for (const { index, distance } of neighbours) {
    const weight = 1 / (distance + CLOSEST);
    weights += weight;
    values[index]?.forEach((value, output) => { sums[output] = (sums[output] ?? 0) + weight * value; });
  }
  return sums.map((sum) => sum / weights);
}
