/** Features in units of the training data's own spread. */

import type { JsonField } from '../jsonFields';

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

/** Reads the `scaling` of a model inside `readJson`. */
export function readScaling(field: JsonField): Scaling {
  const scaling = field.field('scaling');
  return { means: scaling.field('means').numbers(), deviations: scaling.field('deviations').items().map((value) => value.positive()) };
}
