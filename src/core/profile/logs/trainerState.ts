/** JSON files of Hugging Face's Trainer: `trainer_state.json` and the results at the end of a training. */

import type { Result } from '../../failure';
import { readJson, type JsonField } from '../../jsonFields';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { positive } from './figures';
import { profileOf } from './findings';
import { parsedJson } from './json';
import { trainerFindings, type TrainerFacts } from './trainerFacts';

const ACTION = 'Copy the file again from the output folder of the training.';

/** Reads `trainer_state.json`, of a checkpoint or of the end of a training. */
export const trainerState = wholeTextImporter({
  id: 'hf-trainer-state',
  label: 'Hugging Face trainer_state.json',
  sniff: ({ text }) => /^\s*\{/.test(text) && text.includes('"log_history"') && text.includes('"global_step"'),
  read: (file) => read('hf-trainer-state', file, stateFacts),
});

/** Reads `all_results.json` and `train_results.json`. */
export const trainerResults = wholeTextImporter({
  id: 'hf-trainer-results',
  label: 'Hugging Face train_results.json',
  sniff: ({ text }) => /^\s*\{/.test(text) && text.includes('"train_runtime"') && !text.includes('"nbformat"') && !text.includes('"cell_type"'),
  read: (file) => read('hf-trainer-results', file, resultFacts),
});

function read(id: string, file: ProfileText, factsOf: (root: JsonField) => TrainerFacts): Result<Profile> {
  const json = parsedJson(file, ACTION);
  return json.ok ? readJson(json.value, quote(file.name), ACTION, (root) => profileOf(id, trainerFindings(factsOf(root)))) : json;
}

function stateFacts(root: JsonField): TrainerFacts {
  const history = root.field('log_history').items();
  const final = history.filter((entry) => entry.optional('train_runtime') !== undefined).at(-1);
  return {
    ...(final && resultFacts(final)),
    epoch: optionalPositive(root, 'epoch'),
    globalStep: optionalPositive(root, 'global_step'),
    plannedSteps: optionalPositive(root, 'max_steps'),
    plannedEpochs: optionalPositive(root, 'num_train_epochs'),
    batchPerDevice: optionalPositive(root, 'train_batch_size'),
  };
}

function resultFacts(entry: JsonField): TrainerFacts {
  return {
    epoch: optionalPositive(entry, 'epoch'),
    runtimeSeconds: optionalPositive(entry, 'train_runtime'),
    samplesPerSecond: optionalPositive(entry, 'train_samples_per_second'),
    stepsPerSecond: optionalPositive(entry, 'train_steps_per_second'),
    samples: optionalPositive(entry, 'train_samples'),
  };
}

/** A number above 0; 0 stands for a run that has not begun, and what is no number is refused. */
function optionalPositive(entry: JsonField, name: string): number | undefined {
  const field = entry.optional(name);
  return field && positive(field.finite());
}
