/** What every estimator of the predictor is. */

/** Maps standardised features to one value per output. Made from plain JSON by its file's `load` function. */
export interface Estimator {
  /** Values in the order of the model's targets. */
  predict(features: readonly number[]): number[];
}

/** Plain JSON form of an estimator: `name` carries the version of its format. */
export interface EstimatorJson {
  readonly name: string;
}
