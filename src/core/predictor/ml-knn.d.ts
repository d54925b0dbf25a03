/** The part of ml-knn 3 that is used here; the package has no types, and `kdTree` is not in its documentation but is what `predict` itself uses. */
declare module 'ml-knn' {
  export interface KDTree {
    /** The nearest points with their distances, in no order. A point is the one given, with its label appended. */
    nearest(point: readonly number[], count: number): [readonly number[], number][];
  }
  export default class KNN {
    constructor(
      points: readonly (readonly number[])[],
      labels: readonly number[],
      options: { k: number; distance: (one: ArrayLike<number>, other: ArrayLike<number>) => number },
    );
    readonly kdTree: KDTree;
  }
}
