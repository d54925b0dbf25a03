/** What every fit starts from. */

/** Rows of standardised features with one value per output. */
export interface TrainingSet {
  readonly features: readonly (readonly number[])[];
  readonly values: readonly (readonly number[])[];
}

/** Throws when a set cannot be fitted. */
export function checkTrainingSet({ features, values }: TrainingSet): void {
  if (features.length === 0) throw new RangeError('a training set without rows');
  if (features.length !== values.length) throw new RangeError(`${features.length} rows of features, ${values.length} rows of values`);
}
