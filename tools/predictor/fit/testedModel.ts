/** Fits a model only to see how far off its estimates are. */

import { readPairModel, type PairModel } from '../../../src/core/predictor/bundle';
import { readJson } from '../../../src/core/jsonFields';
import type { Example, PairSource } from '../pairs';
import { ensembleOf, fitPairModel } from './pairModel';

/** The shipped ensemble, fitted on these examples; through its JSON form, so that what is tested is what will predict. Its intervals are empty. */
export function fitTestedModel(source: PairSource, examples: readonly Example[]): PairModel {
  // All data has its batch size, so the member that stands in when it is unknown would be fitted for nothing.
  const fitted = fitPairModel(source, examples, ensembleOf(source.rich).filter(({ features }) => features !== 'mix'));
  const json = { ...fitted, targets: fitted.targets.map((target) => ({ ...target, spread: [], mape: 1, medianApe: 1 })) };
  const model = readJson(json, 'A fitted model', '', readPairModel);
  if (!model.ok) throw new Error(model.failure.message);
  return model.value;
}
