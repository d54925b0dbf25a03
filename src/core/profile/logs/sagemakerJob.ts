/** The answer of SageMaker's DescribeTrainingJob (`aws sagemaker describe-training-job`). */

import type { Result } from '../../failure';
import { readJson, type JsonField } from '../../jsonFields';
import { wholeTextImporter, type ProfileText } from '../importer';
import type { Profile } from '../profile';
import { quote } from '../quote';
import { positive } from './figures';
import { known, measured, profileOf, type Findings } from './findings';
import { parsedJson } from './json';
import { hyperparameterFindings, instanceTypeFindings } from './sagemakerFacts';

const ID = 'sagemaker-job';
const ACTION = 'Save the output of "aws sagemaker describe-training-job" again.';

/** Reads the job's time, its instances and its hyperparameters. */
export const sagemakerJob = wholeTextImporter({
  id: ID,
  label: 'SageMaker DescribeTrainingJob',
  sniff: ({ text }) => /^\s*\{/.test(text) && text.includes('"TrainingJobName"') && /"(?:TrainingJobStatus|ResourceConfig)"/.test(text),
  read(file: ProfileText): Result<Profile> {
    const json = parsedJson(file, ACTION);
    return json.ok ? readJson(json.value, quote(file.name), ACTION, (root) => profileOf(ID, findingsOf(root))) : json;
  },
});

function findingsOf(root: JsonField): Findings {
  const resources = root.optional('ResourceConfig');
  const seconds = figure(root, 'TrainingTimeInSeconds');
  const billable = figure(root, 'BillableTimeInSeconds');
  const billed = billable === undefined || billable === seconds ? '' : `; ${billable} s are billed`;
  const status = root.optional('TrainingJobStatus')?.text();
  return {
    mode: measured('training', 'SageMaker training job'),
    jobSeconds: known(seconds, `TrainingTimeInSeconds${billed}`, 'measured'),
    ...(resources && resourceFindings(resources)),
    ...hyperparameterFindings(Object.fromEntries(root.optional('HyperParameters')?.entries().map(([name, value]) => [name, value.text()]) ?? []), 'HyperParameters'),
    warnings: [
      ...(status !== undefined && status !== 'Completed' ? [`The job is ${quote(status)}: its time is not that of a whole training.`] : []),
      ...(seconds === undefined ? ['The answer has no TrainingTimeInSeconds, as it was asked for before the job had ended.'] : []),
    ],
  };
}

/** A cluster of several instance types has groups instead of one type. */
function resourceFindings(resources: JsonField): Findings {
  const groups = resources.optional('InstanceGroups')?.items() ?? [];
  const [only] = groups.length === 0 ? [resources] : groups.length === 1 ? groups : [];
  if (only === undefined) return {};
  return {
    ...instanceTypeFindings(only.optional('InstanceType')?.text(), 'ResourceConfig.InstanceType'),
    instanceCount: known(figure(only, 'InstanceCount'), 'ResourceConfig.InstanceCount', 'measured'),
  };
}

function figure(root: JsonField, name: string): number | undefined {
  const field = root.optional(name);
  return field && positive(field.finite());
}
