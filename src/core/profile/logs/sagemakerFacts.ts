/** What SageMaker's logs and API answers have in common. */

import { positive } from './figures';
import { known, type Findings } from './findings';

/** Names that scripts and built-in algorithms give to the two figures; separators and case do not matter. */
const EPOCHS = ['epochs', 'numepochs', 'nepochs', 'maxepochs', 'numtrainepochs'];
const BATCHES = ['batchsize', 'trainbatchsize', 'perdevicetrainbatchsize', 'minibatchsize'];

/** Epochs and batch size from hyperparameters, whose values may be texts; only the script knows what it makes of them. */
export function hyperparameterFindings(hyperparameters: unknown, where: string): Findings {
  if (typeof hyperparameters !== 'object' || hyperparameters === null) return {};
  const entries = Object.entries(hyperparameters).slice(0, 1000);
  const [epochsName, epochs] = find(entries, EPOCHS);
  const [batchName, batch] = find(entries, BATCHES);
  return {
    epochs: known(epochs, `hyperparameter ${epochsName} in ${where}`, 'derived'),
    batchSize: known(batch, `hyperparameter ${batchName} in ${where}`, 'derived'),
  };
}

function find(entries: readonly (readonly [string, unknown])[], names: readonly string[]): readonly [string, number | undefined] {
  for (const [name, value] of entries) {
    const number = typeof value === 'string' ? positive(value.replaceAll('"', '')) : typeof value === 'number' ? positive(value) : undefined;
    if (names.includes(name.toLowerCase().replace(/[^a-z]/g, '')) && number !== undefined && Number.isInteger(number)) return [name, number];
  }
  return ['', undefined];
}

/** The instance type without SageMaker's `ml.`; `local` and the like are none. */
export function instanceTypeFindings(type: string | undefined, source: string): Findings {
  const [, name] = /^(?:ml\.)?([a-z][\w-]{1,20}\.[\w-]{1,20})$/.exec(type ?? '') ?? [];
  return { instanceType: known(name, source, 'measured') };
}
